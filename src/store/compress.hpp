#pragma once

#include <optional>

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

/// CRC-32 as of zlib; `before` is that of bytes that come before.
std::uint32_t checksum(ByteView bytes, std::uint32_t before = 0);

/// What belongs to a key is followed by a checksum of both: content that damage moved to another
/// key is noticed, too.
void seal(std::string_view key, Bytes& content);
/// The content; nothing when it is damaged.
std::optional<ByteView> unseal(std::string_view key, ByteView sealed);

}  // namespace nodewatch::store
