#include <snappy.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "store/remote_write.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t limit = 1'000'000;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto decoded = nodewatch::store::snappy_decode(bytes, limit);
    if (decoded && decoded->size() > limit) std::abort();
    std::string block;
    snappy::Compress(bytes.data(), bytes.size(), &block);
    const auto again = nodewatch::store::snappy_decode(block, size);
    if (!again || *again != bytes) std::abort();
    return 0;
}
