#pragma once

#include "store/bytes.hpp"
#include "store/compress.hpp"

namespace nodewatch::store {

/// A column of integers: differences of order 0, 1 or 2 (modulo 2^64, so that any integers do),
/// over the largest divisor that they have in common (bytes of memory come in pages), then the
/// smallest of: nothing (all differences are zero: constant or linear), bit packing, varints with
/// zstd, planes of bytes with zstd. The number of integers is not part of the bytes.
///
/// Format: a byte `order | mode << 2 | divided << 4`; the first `order` values (order 0: the least
/// value) as signed varints; where divided the divisor, 2 to 2^63 - 1, as a varint; the differences
/// (order 0: what is above the least; else zigzag) in their mode.
void encode_integers(std::span<const std::int64_t> values, Effort effort, Bytes& out);

/// False, and the reader failed, unless the bytes are what the encoder makes of that many integers.
bool decode_integers(ByteReader& in, std::span<std::int64_t> out);

/// A column of which a part is wanted. What follows from all that comes before it is undone at
/// opening, the rest for what is asked.
class IntegerColumn {
public:
    /// Of room.size() integers. `room` is written to until the column is opened anew.
    [[nodiscard]] bool open(ByteReader& in, std::span<std::int64_t> room);

    std::int64_t at(std::size_t i) const;
    /// At their place in the room.
    std::span<std::int64_t> part(std::size_t first, std::size_t size);

private:
    enum class Form : std::uint8_t {
        line,      ///< base + step * i
        bytes,     ///< base + step * bytes[i]
        restored,  ///< in the room
    };

    Form form_ = Form::line;
    std::int64_t base_ = 0;
    std::int64_t step_ = 0;
    Bytes bytes_;
    std::span<std::int64_t> room_;
};

}  // namespace nodewatch::store
