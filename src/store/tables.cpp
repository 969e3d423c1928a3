#include "store/tables.hpp"

#include "store/compress.hpp"
#include "store/visit_rows.hpp"

namespace nodewatch::store {
namespace {

/// The number of a series is not in a blob of its own: its labels vouch for it.
std::string seal_of(std::int64_t id) {
    return std::to_string(id);
}

Bytes encode_groups(const std::vector<GroupId>& groups) {
    Bytes out;
    for (const GroupId group : groups)
        put_varint(out, group);
    return out;
}

std::vector<GroupId> decode_groups(ByteView blob) {
    std::vector<GroupId> groups;
    ByteReader in(blob);
    while (in.ok() && !in.at_end()) {
        const std::uint64_t group = in.varint();
        if (group > 0 && group <= max_group_id) groups.push_back(static_cast<GroupId>(group));
    }
    return groups;
}

std::optional<SeriesRow> series_row(const sqlite::Statement& row) {
    const std::int64_t id = row.integer(0);
    const std::int64_t group = row.integer(1);
    // Ids are dense: a number beyond any use is a damaged one, and would be allocated for.
    constexpr std::int64_t max_id = 1 << 28;
    auto labels = decode_labels(id, row.bytes(5));
    if (!labels || id < 1 || id > max_id || group < 1 || group > max_group_id) return std::nullopt;
    return SeriesRow{static_cast<SeriesId>(id),
                     static_cast<GroupId>(group),
                     decode_groups(row.bytes(2)),
                     {row.integer(3), row.integer(4)},
                     std::move(*labels)};
}

}  // namespace

Bytes encode_labels(SeriesId id, const Labels& labels) {
    Bytes out;
    for (const Label& label : labels) {
        put_varint(out, label.name.size());
        put_bytes(out, as_bytes(label.name));
        put_varint(out, label.value.size());
        put_bytes(out, as_bytes(label.value));
    }
    seal(seal_of(id), out);
    return out;
}

std::optional<Labels> decode_labels(std::int64_t id, ByteView blob) {
    const auto content = unseal(seal_of(id), blob);
    if (!content) return std::nullopt;
    ByteReader in(*content);
    std::vector<Label> labels;
    while (in.ok() && !in.at_end()) {
        const ByteView name = in.take(in.varint());
        const ByteView value = in.take(in.varint());
        labels.push_back({std::string(as_text(name)), std::string(as_text(value))});
    }
    if (!in.ok() || labels.empty()) return std::nullopt;
    return Labels(labels);
}

Result<> put_series(sqlite::Connection& connection, const std::vector<SeriesRow>& rows) {
    auto statement = connection.prepare(
        "INSERT INTO series(id, group_id, former, first, last, labels) VALUES(?,?,?,?,?,?) "
        "ON CONFLICT(id) DO UPDATE SET group_id = excluded.group_id, former = excluded.former, "
        "first = excluded.first, last = excluded.last, labels = excluded.labels");
    if (!statement) return failure(statement.error());
    for (const SeriesRow& row : rows) {
        const Bytes former = encode_groups(row.former);
        const Bytes labels = encode_labels(row.id, row.labels);
        auto done = statement->bind(1, std::int64_t{row.id})
                        .bind(2, std::int64_t{row.group})
                        .bind(3, ByteView(former))
                        .bind(4, row.bounds.from)
                        .bind(5, row.bounds.to)
                        .bind(6, ByteView(labels))
                        .run();
        if (!done) return done;
    }
    return {};
}

Result<> load_series(sqlite::Connection& connection, std::uint64_t& damaged,
                     const std::function<void(SeriesRow)>& visit) {
    auto statement =
        connection.prepare("SELECT id, group_id, former, first, last, labels FROM series");
    if (!statement) return failure(statement.error());
    return visit_rows(*statement, damaged, [&] {
        if (auto series = series_row(*statement))
            visit(std::move(*series));
        else
            ++damaged;
    });
}

}  // namespace nodewatch::store
