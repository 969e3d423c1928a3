// Messages of the WebSocket, several in a row through one decoder: they are separated by line ends.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/strings.hpp"
#include "networks/xrpl/decode.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t padding = 64;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    nodewatch::xrpl::StreamDecoder decoder;
    for (auto line : nodewatch::split(input, '\n')) {
        std::string text(line);
        text.append(padding, '\0');
        auto message = decoder.decode(std::string_view(text).substr(0, line.size()));
        if (!message) {
            continue;
        }
        // The views of a validation must be readable until the next call.
        if (const auto* validation = std::get_if<nodewatch::xrpl::ValidationReceived>(&*message)) {
            const std::string copy = std::string(validation->signing_key) +
                                     std::string(validation->master_key) +
                                     std::string(validation->ledger_hash);
            if (copy.empty()) {
                __builtin_trap();
            }
        }
    }
    return 0;
}
