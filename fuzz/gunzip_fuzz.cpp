#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/gzip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t limit = 100'000;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto decoded = nodewatch::net::gunzip(bytes, limit);
    if (decoded && decoded->size() > limit) std::abort();
    const auto again = nodewatch::net::gunzip(nodewatch::net::gzip(bytes), size);
    if (!again || *again != bytes) std::abort();
    return 0;
}
