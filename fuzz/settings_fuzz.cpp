#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/settings.hpp"

/// Reads any text as a configuration with every kind of read at some keys that the corpus has.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    auto root = nodewatch::Settings::parse(text, "fuzz.yaml", nullptr);
    auto log = root.section("log");
    log.choice("level", "info", {"debug", "info", "warn", "error"});
    log.boolean("colour", true);
    for (auto& target : root.list("targets")) {
        target.text("name", "");
        target.duration("interval", 5s, 1s, 1h);
        target.integer("port", 6006, 1, 65535);
        target.number("ratio", 0.5, 0, 1);
        target.texts("labels");
        target.section("host").optional_text("folder");
    }
    root.finish();
    for (const auto& error : root.errors()) {
        if (error.message.empty()) __builtin_trap();
    }
    return 0;
}
