#pragma once

#include "store/bytes.hpp"
#include "store/compress.hpp"
#include "store/integer_column.hpp"

namespace nodewatch::store {

/// A column of times in ms, ascending. Either integers, or a grid: what is polled every period is
/// late by a little, and that little is smaller than the differences of two such times. Whichever
/// is smaller.
///
/// Format: a byte 0 and integers (integer_column.hpp); or a byte 1, the period (varint, at least
/// 1), the phase (signed varint), and two columns of integers: the number of each time's tick and
/// how late it is, where time = phase + tick * period + lateness (modulo 2^64).
void encode_times(std::span<const std::int64_t> times, Effort effort, Bytes& out);

/// False, and the reader failed, unless the bytes are an encoding of that many times.
bool decode_times(ByteReader& in, std::span<std::int64_t> out);

/// Times of which a part is wanted.
class TimeColumn {
public:
    [[nodiscard]] bool open(ByteReader& in, std::size_t count);

    std::int64_t at(std::size_t i) const;
    /// The number of the first time that is not before that one; of times that do not ascend, any.
    std::size_t find(std::int64_t time) const;
    /// From number `first` on. False when they do not ascend.
    [[nodiscard]] bool read(std::size_t first, std::span<std::int64_t> out);

private:
    std::size_t count_ = 0;
    bool on_grid_ = false;
    std::uint64_t period_ = 0;
    std::uint64_t phase_ = 0;
    IntegerColumn ticks_;  ///< without a grid the times themselves
    IntegerColumn lateness_;
    std::vector<std::int64_t> ticks_room_;
    std::vector<std::int64_t> lateness_room_;
};

}  // namespace nodewatch::store
