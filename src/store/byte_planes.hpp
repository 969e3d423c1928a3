#pragma once

#include "store/bytes.hpp"
#include "store/compress.hpp"

namespace nodewatch::store {

/// The lowest bytes of all numbers, then the next ones, and so on up to the highest byte that is
/// used. Each plane by itself is one repeated byte, bytes as they are, or a zstd frame.
void encode_planes(std::span<const std::uint64_t> numbers, Effort effort, Bytes& out);

bool decode_planes(ByteReader& in, std::span<std::uint64_t> out);
/// The same where one plane holds the numbers: they stay bytes. Nothing is read when it does not.
bool decode_single_plane(ByteReader& in, std::span<std::uint8_t> out);

/// Bytes as they are or as a zstd frame, whichever is smaller. Their number is not part of it.
void encode_block(ByteView bytes, Effort effort, Bytes& out);

bool decode_block(ByteReader& in, std::span<std::uint8_t> out);

}  // namespace nodewatch::store
