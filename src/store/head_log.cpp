#include "store/head_log.hpp"

#include "store/compress.hpp"

namespace nodewatch::store {
namespace {

/// A bound on what a damaged size can allocate; a flush is far below it.
constexpr std::uint64_t max_log_bytes = std::uint64_t{1} << 30U;

void put_column(Bytes& out, const Column& column, std::size_t rows) {
    put_varint(out, column.key);
    const std::size_t present = out.size();
    out.resize(present + (rows + 7) / 8, 0);
    for (std::size_t row = 0; row < rows; ++row) {
        if (column.presence.at(row))
            out[present + row / 8] |= static_cast<std::uint8_t>(1U << (row % 8));
    }
    for (std::size_t row = 0; row < rows; ++row) {
        if (column.presence.at(row)) put_fixed(out, column.values[row]);
    }
}

void read_column(ByteReader& in, Column& column, std::size_t rows) {
    column.key = in.varint();
    const ByteView present = in.take((rows + 7) / 8);
    for (std::size_t row = 0; row < rows && in.ok(); ++row) {
        const bool there = (present[row / 8] >> (row % 8) & 1U) != 0;
        column.values.push_back(there ? in.fixed<double>() : 0.0);
        column.presence.set(row, there, row + 1);
    }
}

Rows read_rows(ByteReader& in) {
    Rows rows;
    const std::uint64_t size = in.varint();
    const std::uint64_t columns = in.varint();
    // Each row takes a byte at least, and so does each column.
    if (size > in.remaining() || columns > in.remaining()) in.fail();
    std::int64_t time = 0;
    for (std::uint64_t row = 0; row < size && in.ok(); ++row) {
        time = static_cast<std::int64_t>(static_cast<std::uint64_t>(time) +
                                         static_cast<std::uint64_t>(in.signed_varint()));
        if (time < 0 || time > max_time) in.fail();  // the head takes no such time
        rows.times.push_back(time);
    }
    for (std::uint64_t i = 0; i < columns && in.ok(); ++i)
        read_column(in, rows.columns.emplace_back(), rows.size());
    return rows;
}

}  // namespace

Bytes encode_log(const GroupRows& groups) {
    Bytes plain;
    for (const auto& [group, rows] : groups) {
        put_varint(plain, group);
        put_varint(plain, rows.size());
        put_varint(plain, rows.columns.size());
        std::int64_t before = 0;
        for (const std::int64_t time : rows.times)
            put_signed(plain, time - std::exchange(before, time));
        for (const Column& column : rows.columns)
            put_column(plain, column, rows.size());
    }
    Bytes out;
    put_varint(out, plain.size());
    compress(plain, Effort::fast, out);
    put_fixed(out, checksum(out));
    return out;
}

std::optional<GroupRows> decode_log(ByteView blob) {
    if (blob.size() < sizeof(std::uint32_t)) return std::nullopt;
    const ByteView content = blob.first(blob.size() - sizeof(std::uint32_t));
    ByteReader crc(blob.subspan(content.size()));
    if (crc.fixed<std::uint32_t>() != checksum(content)) return std::nullopt;
    ByteReader in(content);
    const std::uint64_t size = in.varint();
    if (!in.ok() || size > max_log_bytes) return std::nullopt;
    Bytes plain(static_cast<std::size_t>(size));
    if (!decompress(in.take(in.remaining()), plain)) return std::nullopt;
    ByteReader records(plain);
    GroupRows groups;
    while (records.ok() && !records.at_end()) {
        const std::uint64_t group = records.varint();
        if (group == 0 || group > max_group_id) records.fail();
        groups.emplace_back(static_cast<GroupId>(group), read_rows(records));
    }
    if (!records.ok()) return std::nullopt;
    return groups;
}

}  // namespace nodewatch::store
