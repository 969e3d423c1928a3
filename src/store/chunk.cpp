#include "store/chunk.hpp"

#include <utility>

#include "store/byte_planes.hpp"
#include "store/time_column.hpp"
#include "store/value_column.hpp"

namespace nodewatch::store {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t crc_bytes = sizeof(std::uint32_t);

ByteView bitmap_bytes(const Presence& presence, std::size_t rows) {
    return ByteView(reinterpret_cast<const std::uint8_t*>(presence.words().data()),
                    presence.words().size() * sizeof(std::uint64_t))
        .first((rows + 7) / 8);
}

std::vector<double> present_values(const Column& column, std::size_t rows) {
    if (column.presence.all()) return column.values;
    std::vector<double> values;
    values.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        if (column.presence.at(row)) values.push_back(column.values[row]);
    }
    return values;
}

struct EncodedColumn {
    std::uint64_t key = 0;
    std::size_t bitmap = 0;
    Bytes section;
};

/// The sections of a chunk before their sizes are written.
struct Sections {
    Bytes times;
    std::vector<const Presence*> presences;
    std::vector<Bytes> bitmaps;
    std::vector<EncodedColumn> columns;
};

/// Series that miss the same rows share one bitmap.
std::size_t bitmap_of(Sections& sections, const Presence& presence, std::size_t rows,
                      Effort effort) {
    if (presence.all() || presence.count(rows) == rows) return 0;
    for (std::size_t i = 0; i < sections.presences.size(); ++i) {
        if (*sections.presences[i] == presence) return i + 1;
    }
    sections.presences.push_back(&presence);
    encode_block(bitmap_bytes(presence, rows), effort, sections.bitmaps.emplace_back());
    return sections.presences.size();
}

Sections encode_sections(const Rows& rows, Effort effort) {
    Sections sections;
    encode_times(rows.times, effort, sections.times);
    for (const Column& column : rows.columns) {
        const std::vector<double> values = present_values(column, rows.size());
        if (values.empty()) continue;
        EncodedColumn& encoded = sections.columns.emplace_back();
        encoded.key = column.key;
        encoded.bitmap = bitmap_of(sections, column.presence, rows.size(), effort);
        encode_values(values, effort, encoded.section);
    }
    return sections;
}

void put_section(Bytes& out, const Bytes& section) {
    put_bytes(out, section);
    put_fixed(out, checksum(section));
}

/// The bytes of a section whose checksum is right.
std::optional<ByteView> checked(ByteView section) {
    const ByteView content = section.first(section.size() - crc_bytes);
    ByteReader crc(section.last(crc_bytes));
    if (crc.fixed<std::uint32_t>() != checksum(content)) return std::nullopt;
    return content;
}

}  // namespace

void encode_chunk(const Rows& rows, Effort effort, Bytes& out) {
    const Sections sections = encode_sections(rows, effort);
    const std::size_t begin = out.size();
    out.push_back(version);
    put_varint(out, rows.size());
    put_signed(out, rows.times.front());
    put_varint(out, static_cast<std::uint64_t>(rows.times.back() - rows.times.front()));
    put_varint(out, sections.bitmaps.size());
    put_varint(out, sections.columns.size());
    put_varint(out, sections.times.size());
    for (const Bytes& bitmap : sections.bitmaps)
        put_varint(out, bitmap.size());
    std::uint64_t key = 0;
    for (const EncodedColumn& column : sections.columns) {
        put_varint(out, column.key - std::exchange(key, column.key));
        put_varint(out, column.bitmap);
        put_varint(out, column.section.size());
    }
    put_fixed(out, checksum(ByteView(out).subspan(begin)));
    put_section(out, sections.times);
    for (const Bytes& bitmap : sections.bitmaps)
        put_section(out, bitmap);
    for (const EncodedColumn& column : sections.columns)
        put_section(out, column.section);
}

void ChunkView::read_entries(ByteReader& in, std::size_t bitmaps, std::size_t columns) {
    // A bound for what a forged number can allocate: an entry takes three bytes or more.
    columns_.reserve(std::min(columns, in.remaining() / 3));
    column_bytes_.reserve(columns_.capacity());
    for (std::size_t i = 0; i < bitmaps; ++i)
        bitmap_bytes_.push_back(in.varint());
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < columns && in.ok(); ++i) {
        const std::uint64_t step = in.varint();
        // Keys ascend; the first may be zero.
        if (i > 0 && (step == 0 || key + step < key)) in.fail();
        key += step;
        const std::uint64_t bitmap = in.varint();
        if (bitmap > bitmaps) in.fail();
        columns_.push_back({key, static_cast<std::size_t>(bitmap), {}});
        column_bytes_.push_back(in.varint());
    }
}

bool ChunkView::cut_sections(ByteReader& in) {
    const auto section = [&](std::uint64_t size) {
        const ByteView content = in.take(size);
        const ByteView crc = in.take(crc_bytes);
        return in.ok() ? ByteView(content.data(), content.size() + crc.size()) : ByteView{};
    };
    times_ = section(times_bytes_);
    for (const std::uint64_t size : bitmap_bytes_)
        bitmaps_.push_back(section(size));
    for (std::size_t i = 0; i < columns_.size(); ++i)
        columns_[i].section = section(column_bytes_[i]);
    return in.ok();
}

std::optional<ChunkView> ChunkView::parse(ByteView blob) {
    ByteReader in(blob);
    ChunkView view;
    if (in.byte() != version) return std::nullopt;
    const std::uint64_t rows = in.varint();
    view.first_ = in.signed_varint();
    const std::uint64_t length = in.varint();
    view.last_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(view.first_) + length);
    const std::uint64_t bitmaps = in.varint();
    const std::uint64_t columns = in.varint();
    view.times_bytes_ = in.varint();
    if (!in.ok() || rows == 0 || rows > max_chunk_rows || columns > max_chunk_columns ||
        bitmaps > columns || view.last_ < view.first_) {
        return std::nullopt;
    }
    view.rows_ = static_cast<std::size_t>(rows);
    view.read_entries(in, static_cast<std::size_t>(bitmaps), static_cast<std::size_t>(columns));
    const ByteView head = blob.first(blob.size() - in.remaining());
    const std::uint32_t crc = in.fixed<std::uint32_t>();
    if (!in.ok() || crc != checksum(head) || !view.cut_sections(in)) return std::nullopt;
    view.bytes_ = blob.size() - in.remaining();
    return view;
}

std::optional<std::size_t> ChunkView::find(std::uint64_t key) const {
    const auto found = std::ranges::lower_bound(columns_, key, {}, &ColumnEntry::key);
    if (found == columns_.end() || found->key != key) return std::nullopt;
    return static_cast<std::size_t>(found - columns_.begin());
}

std::size_t ChunkView::bytes_of(std::span<const std::size_t> columns) const {
    std::size_t bytes = times_.size();
    for (const ByteView bitmap : bitmaps_)
        bytes += bitmap.size();
    for (const std::size_t column : columns)
        bytes += columns_[column].section.size();
    return bytes;
}

ChunkView ChunkView::select(std::span<const std::size_t> columns,
                            std::span<std::uint8_t> memory) const {
    const auto copy = [&](ByteView section) {
        std::ranges::copy(section, memory.begin());
        const ByteView copied = memory.first(section.size());
        memory = memory.subspan(section.size());
        return copied;
    };
    ChunkView view;
    view.rows_ = rows_;
    view.first_ = first_;
    view.last_ = last_;
    view.bytes_ = bytes_;
    view.times_ = copy(times_);
    for (const ByteView bitmap : bitmaps_)
        view.bitmaps_.push_back(copy(bitmap));
    for (const std::size_t column : columns) {
        view.columns_.push_back(columns_[column]);
        view.columns_.back().section = copy(columns_[column].section);
    }
    return view;
}

bool ChunkView::times(std::vector<std::int64_t>& out) const {
    const auto content = checked(times_);
    if (!content) return false;
    out.resize(rows_);
    ByteReader in(*content);
    return decode_times(in, out) && in.at_end() && out.front() == first_ && out.back() == last_;
}

bool ChunkView::times(TimeRange range, RowTimes& out) const {
    out.first = 0;
    if (range.from <= first_ && range.to >= last_) return times(out.times);
    const auto content = checked(times_);
    if (!content) return false;
    thread_local TimeColumn column;
    ByteReader in(*content);
    if (!column.open(in, rows_) || !in.at_end()) return false;
    if (column.at(0) != first_ || column.at(rows_ - 1) != last_) return false;
    out.first = column.find(range.from);
    const std::size_t end = range.to < last_ ? column.find(range.to + 1) : rows_;
    out.times.resize(end > out.first ? end - out.first : 0);
    return column.read(out.first, out.times);
}

bool ChunkView::presence(std::size_t column, Presence& out) const {
    out.clear();
    const std::size_t bitmap = columns_[column].bitmap;
    if (bitmap == 0) return true;
    const auto content = checked(bitmaps_[bitmap - 1]);
    if (!content) return false;
    out.words().assign((rows_ + 63) / 64, 0);
    const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(out.words().data()),
                                        (rows_ + 7) / 8);
    ByteReader in(*content);
    if (!decode_block(in, bytes) || !in.at_end()) return false;
    const bool stray = rows_ % 64 != 0 && out.words().back() >> (rows_ % 64) != 0;
    return !stray;
}

bool ChunkView::values(std::size_t column, std::size_t count, std::size_t first,
                       std::span<double> out) const {
    const auto content = checked(columns_[column].section);
    if (!content) return false;
    ByteReader in(*content);
    return decode_values(in, count, first, out) && in.at_end();
}

bool ChunkView::column(std::size_t column, Column& out) const {
    out.key = key(column);
    if (!presence(column, out.presence)) return false;
    out.values.resize(out.presence.count(rows_));
    if (!values(column, out.values.size(), 0, out.values)) return false;
    if (out.presence.all()) return true;
    std::size_t next = out.values.size();
    out.values.resize(rows_);
    for (std::size_t row = rows_; row-- > 0;)
        out.values[row] = out.presence.at(row) ? out.values[--next] : 0.0;
    return true;
}

std::optional<Rows> decode_chunk(ByteView blob) {
    const auto view = ChunkView::parse(blob);
    Rows rows;
    if (!view || !view->times(rows.times)) return std::nullopt;
    rows.columns.resize(view->columns());
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        if (!view->column(i, rows.columns[i])) return std::nullopt;
    }
    return rows;
}

}  // namespace nodewatch::store
