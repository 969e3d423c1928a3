#pragma once

#include "store/bytes.hpp"
#include "store/compress.hpp"

namespace nodewatch::store {

/// A column of doubles, bit for bit, each column in the smallest of these forms:
///
///     constant        the eight bytes of the one value
///     quotient        integers over a power of ten, 0 to 15
///     dictionary      the distinct values, and their numbers as integers
///     bits            the bits of the values as integers
///     product         integers times the double nearest to a power of ten, 0 to -15
///     quotient twice  integers over 1000, and that over 1000
///
/// Of quotients and products those that give the very bits: exporters that count in milliseconds or
/// microseconds make seconds of them in these three ways, and the last bits differ. Values that
/// are not given so (NaN, -0.0, infinities ...) are listed before the integers, as exceptions.
///
/// Format: one byte for the form, its number in this list from 0 on; integers as in
/// integer_column.hpp. Of quotients and products: the exponent without its sign in a byte (6 when
/// twice), the number of exceptions as a varint, for each the values passed over since the last one
/// as a varint and its eight bytes, then the integers of all values. Of a dictionary: the number of
/// its values as a varint, eight bytes each, then the numbers. How many values there are is not
/// part of the bytes. Decimals as integers are the idea of VictoriaMetrics and of ALP (Afroozeh,
/// Boncz: ALP: Adaptive Lossless floating-Point Compression, 2023).
void encode_values(std::span<const double> values, Effort effort, Bytes& out);

/// The values from number `first` on, of `count`. False, and the reader failed, unless the bytes
/// are an encoding of so many.
bool decode_values(ByteReader& in, std::size_t count, std::size_t first, std::span<double> out);
/// All of them.
inline bool decode_values(ByteReader& in, std::span<double> out) {
    return decode_values(in, out.size(), 0, out);
}

}  // namespace nodewatch::store
