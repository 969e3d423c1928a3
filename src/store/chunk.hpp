#pragma once

#include <optional>
#include <vector>

#include "store/bytes.hpp"
#include "store/compress.hpp"
#include "store/rows.hpp"
#include "store/series_source.hpp"

namespace nodewatch::store {

/// Bounds of a chunk, for what a damaged or forged blob can ask for.
inline constexpr std::size_t max_chunk_rows = 65'536;
inline constexpr std::size_t max_chunk_columns = 4'096;

/// One chunk as a blob: up to max_chunk_rows rows whose times strictly ascend, columns with
/// ascending keys. Columns without any value are left out.
///
/// Format, version 1:
///     byte    version
///     varint  rows, signed varint first time, varint last - first
///     varint  bitmaps, varint columns, varint bytes of the time section
///     varint  bytes of the section of each bitmap
///     for each column: varint key - key before it, varint bitmap + 1 (0: a value in each row),
///             varint bytes of its section
///     u32     CRC of all that
///     sections in this order: times, bitmaps (blocks of byte_planes.hpp), columns (only the values
///             that are there); each is followed by the CRC of it
void encode_chunk(const Rows& rows, Effort effort, Bytes& out);

/// Times of rows that follow each other.
struct RowTimes {
    std::size_t first = 0;  ///< the number of the first of these rows
    std::vector<std::int64_t> times;
};

/// Reads a blob, a part at a time: a series needs the times and its own column only. The bytes must
/// outlive the view.
class ChunkView {
public:
    /// Nothing when the head of the chunk is damaged or of another version.
    static std::optional<ChunkView> parse(ByteView blob);

    std::size_t rows() const { return rows_; }
    std::int64_t first() const { return first_; }
    std::int64_t last() const { return last_; }
    std::size_t columns() const { return columns_.size(); }
    std::uint64_t key(std::size_t column) const { return columns_[column].key; }
    std::optional<std::size_t> find(std::uint64_t key) const;
    /// What the values of a column take in the blob.
    std::size_t column_bytes(std::size_t column) const { return columns_[column].section.size(); }
    std::size_t bytes() const { return bytes_; }

    /// What select() needs.
    std::size_t bytes_of(std::span<const std::size_t> columns) const;
    /// The same chunk with these columns only, their bytes copied to `memory`: for when the blob
    /// goes away.
    ChunkView select(std::span<const std::size_t> columns, std::span<std::uint8_t> memory) const;

    /// False when the section is damaged.
    [[nodiscard]] bool times(std::vector<std::int64_t>& out) const;
    /// Of the rows within the range.
    [[nodiscard]] bool times(TimeRange range, RowTimes& out) const;
    [[nodiscard]] bool presence(std::size_t column, Presence& out) const;
    /// Values from number `first` on, of those that are there: presence.count() says how many.
    [[nodiscard]] bool values(std::size_t column, std::size_t count, std::size_t first,
                              std::span<double> out) const;
    /// One value a row, as it was encoded.
    [[nodiscard]] bool column(std::size_t column, Column& out) const;

private:
    struct ColumnEntry {
        std::uint64_t key = 0;
        std::size_t bitmap = 0;  ///< plus one
        ByteView section;        ///< with its checksum
    };

    void read_entries(ByteReader& in, std::size_t bitmaps, std::size_t columns);
    bool cut_sections(ByteReader& in);

    std::size_t rows_ = 0;
    std::int64_t first_ = 0;
    std::int64_t last_ = 0;
    std::size_t bytes_ = 0;
    std::uint64_t times_bytes_ = 0;
    std::vector<std::uint64_t> bitmap_bytes_;
    std::vector<std::uint64_t> column_bytes_;
    ByteView times_;
    std::vector<ByteView> bitmaps_;
    std::vector<ColumnEntry> columns_;
};

/// All rows of a chunk; nothing when any part is damaged.
std::optional<Rows> decode_chunk(ByteView blob);

}  // namespace nodewatch::store
