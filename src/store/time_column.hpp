#pragma once

#include "store/bytes.hpp"
#include "store/compress.hpp"

namespace nodewatch::store {

/// A column of times in ms, ascending. Either integers, or a grid: what is polled every period is
/// late by a little, and that little is smaller than the differences of two such times. Whichever
/// is smaller.
///
/// Format: a byte 0 and integers (integer_column.hpp); or a byte 1, the period (varint, at least
/// 1), the phase (signed varint), and two columns of integers: the number of each time's tick and
/// how late it is, where time = phase + tick * period + lateness (modulo 2^64).
void encode_times(std::span<const std::int64_t> times, Effort effort, Bytes& out);

/// False, and the reader failed, unless the bytes are an encoding of that many times that strictly
/// ascend.
bool decode_times(ByteReader& in, std::span<std::int64_t> out);

}  // namespace nodewatch::store
