#pragma once

#include "store/bytes.hpp"
#include "store/compress.hpp"

namespace nodewatch::store {

/// A column of integers: differences of order 0, 1 or 2 (modulo 2^64, so that any integers do),
/// then the smallest of: nothing (all differences are zero: constant or linear), bit packing,
/// varints with zstd, planes of bytes with zstd. The number of integers is not part of the bytes.
///
/// Format: a byte `order | mode << 2`; the first `order` values (order 0: the least value) as
/// signed varints; the differences (order 0: what is above the least; else zigzag) in their mode.
void encode_integers(std::span<const std::int64_t> values, Effort effort, Bytes& out);

/// False, and the reader failed, unless the bytes are what the encoder makes of that many integers.
bool decode_integers(ByteReader& in, std::span<std::int64_t> out);

}  // namespace nodewatch::store
