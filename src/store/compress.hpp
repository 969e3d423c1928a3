#pragma once

#include "store/bytes.hpp"

namespace nodewatch::store {

/// How much time an encoder may take.
enum class Effort : std::uint8_t {
    fast,   ///< for chunks that are merged within a day
    small,  ///< for those that stay
};

/// Appends the bytes as a zstd frame without the four bytes of its magic number, which say nothing
/// here.
void compress(ByteView bytes, Effort effort, Bytes& out);

/// False unless the frame is whole and fills `out` exactly.
bool decompress(ByteView frame, std::span<std::uint8_t> out);

/// CRC-32 as of zlib.
std::uint32_t checksum(ByteView bytes);

}  // namespace nodewatch::store
