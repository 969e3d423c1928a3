#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/http_target.hpp"

using namespace nodewatch::net;

/// Decoding never makes text longer and never brings a zero byte that was not there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto decoded = percent_decode(text)) {
        if (decoded->size() > text.size()) std::abort();
        const bool had_zero = text.find('\0') != std::string_view::npos;
        if (!had_zero && decoded->find('\0') != std::string::npos) std::abort();
    }
    if (const auto parts = split_target(text))
        if (!parts->path.starts_with('/')) std::abort();
    parse_parameters(text);
    prefers_gzip(text);
    return 0;
}
