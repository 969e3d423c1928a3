#pragma once

#include "store/bytes.hpp"

/// Numbers in blocks of 128: one byte with the width in bits of the block's largest number, then
/// all of them in that many bits each, the lowest bit first. Widths of 57 to 63 are written as 64.
namespace nodewatch::store {

inline constexpr std::size_t packed_block = 128;

/// The size in bytes that pack_bits would append.
std::size_t packed_size(std::span<const std::uint64_t> numbers);

void pack_bits(std::span<const std::uint64_t> numbers, Bytes& out);

/// False, and the reader failed, when bytes are missing or a width is none of those written.
bool unpack_bits(ByteReader& in, std::span<std::uint64_t> out);

}  // namespace nodewatch::store
