#include "store/merge.hpp"

#include <set>

#include "store/chunk.hpp"
#include "store/day_rows.hpp"
#include "store/tiers.hpp"

namespace nodewatch::store {
namespace {

/// A row of merged chunks larger than this is followed by another one: who reads an hour does not
/// load much more.
constexpr std::size_t merged_row_bytes = std::size_t{256} << 10U;

struct Place {
    std::int64_t day;
    GroupId group;
    auto operator<=>(const Place&) const = default;
};

TimeRange range_of(std::int64_t day) {
    return {day * day_ms, (day + 1) * day_ms - 1};
}

/// The days and groups that have staged rows before `until`, in the order of their keys.
Result<std::set<Place>> staged_places(sqlite::Connection& connection, std::int64_t until) {
    auto statement = connection.prepare("SELECT group_id, first, last FROM staging");
    if (!statement) return failure(statement.error());
    std::set<Place> places;
    while (true) {
        const auto row = statement->step();
        if (!row) return failure(row.error());
        if (!*row) return places;
        const auto group = static_cast<GroupId>(statement->integer(0));
        const std::int64_t last = std::min(statement->integer(2), until - 1);
        for (std::int64_t day = statement->integer(1) / day_ms; day * day_ms <= last; ++day)
            places.insert({day, group});
    }
}

struct Staged {
    std::int64_t id;
    std::int64_t last;
};

Result<std::vector<Staged>> add_staged(sqlite::Connection& connection, Place place, DayRows& rows) {
    auto statement = connection.prepare(
        "SELECT id, last, data FROM staging WHERE group_id = ? AND last >= ? AND first <= ? "
        "ORDER BY id");
    if (!statement) return failure(statement.error());
    const TimeRange day = range_of(place.day);
    statement->bind(1, std::int64_t{place.group}).bind(2, day.from).bind(3, day.to);
    std::vector<Staged> staged;
    while (true) {
        const auto row = statement->step();
        if (!row) return failure(row.error());
        if (!*row) return staged;
        staged.push_back({statement->integer(0), statement->integer(1)});
        rows.add(statement->bytes(2));
    }
}

Result<> add_merged(sqlite::Connection& connection, Place place, DayRows& rows) {
    auto statement = connection.prepare("SELECT data FROM chunk WHERE id BETWEEN ? AND ?");
    if (!statement) return failure(statement.error());
    statement->bind(1, ChunkKey{place.day, place.group, 0}.packed())
        .bind(2, ChunkKey{place.day, place.group, 0xffff}.packed());
    while (true) {
        const auto row = statement->step();
        if (!row) return failure(row.error());
        if (!*row) return {};
        rows.add(statement->bytes(0));
    }
}

/// Writes the chunks of one day and group, one row after the other.
class MergedRows {
public:
    MergedRows(sqlite::Connection& connection, Place place)
        : connection_(connection), key_{place.day, place.group, 0} {}

    Result<> add(const Rows& rows) {
        if (blob_.empty()) bounds_.from = rows.times.front();
        bounds_.to = rows.times.back();
        encode_chunk(rows, Effort::small, blob_);
        return blob_.size() >= merged_row_bytes ? finish() : Result<>{};
    }

    Result<> finish() {
        if (blob_.empty()) return {};
        auto put = run(connection_, "INSERT INTO chunk(id, first, last, data) VALUES(?,?,?,?)",
                       key_.packed(), bounds_.from, bounds_.to, ByteView(blob_));
        ++key_.part;
        blob_.clear();
        return put;
    }

private:
    sqlite::Connection& connection_;
    ChunkKey key_;
    TimeRange bounds_;
    Bytes blob_;
};

/// What a staged row holds beyond the day stays staged.
Result<> cut_staged(sqlite::Connection& connection, const Staged& staged, std::int64_t day) {
    const std::int64_t end = range_of(day).to;
    if (staged.last <= end) return run(connection, "DELETE FROM staging WHERE id = ?", staged.id);
    auto statement = connection.prepare("SELECT data FROM staging WHERE id = ?");
    if (!statement) return failure(statement.error());
    const auto row = statement->bind(1, staged.id).step();
    if (!row) return failure(row.error());
    DayRows rest;
    if (*row) rest.add(statement->bytes(0));
    statement->reset();
    Bytes blob;
    std::int64_t first = 0;
    const auto visited = rest.visit({end + 1, max_time}, max_chunk_rows, [&](const Rows& rows) {
        first = rows.times.front();
        encode_chunk(rows, Effort::fast, blob);
        return Result<>{};
    });
    if (!visited) return visited;
    if (blob.empty()) return run(connection, "DELETE FROM staging WHERE id = ?", staged.id);
    return run(connection, "UPDATE staging SET first = ?, data = ? WHERE id = ?", first,
               ByteView(blob), staged.id);
}

Result<> merge(Writer& writer, Place place) {
    sqlite::Connection& connection = writer.connection();
    auto transaction = sqlite::Transaction::begin_write(connection);
    if (!transaction) return failure(transaction.error());
    DayRows rows;
    if (auto added = add_merged(connection, place, rows); !added) return added;
    const auto staged = add_staged(connection, place, rows);
    if (!staged) return failure(staged.error());
    if (auto deleted = run(connection, "DELETE FROM chunk WHERE id BETWEEN ? AND ?",
                           ChunkKey{place.day, place.group, 0}.packed(),
                           ChunkKey{place.day, place.group, 0xffff}.packed());
        !deleted) {
        return deleted;
    }
    MergedRows merged(connection, place);
    TierBuilder hours(hour_ms);
    auto visited = rows.visit(range_of(place.day), merged_rows, [&](const Rows& part) {
        hours.add(part);
        return merged.add(part);
    });
    writer.state().counters.damaged_blobs += rows.damaged();
    if (visited) visited = merged.finish();
    if (visited) visited = put_hours(connection, place.group, place.day, hours.take());
    if (!visited) return visited;
    for (const Staged& row : *staged) {
        if (auto cut = cut_staged(connection, row, place.day); !cut) return cut;
    }
    if (auto committed = transaction->commit(); !committed) return committed;
    ++writer.state().counters.merges;
    return {};
}

}  // namespace

Result<> merge_before(Writer& writer, std::int64_t until) {
    const auto places = staged_places(writer.connection(), until);
    if (!places) return failure(places.error());
    for (const Place& place : *places) {
        auto merged = merge(writer, place);
        if (!merged && sqlite::is_damage(merged.error())) {
            // The rest of the file is sound: this place is tried again the next time.
            ++writer.state().counters.damaged_blobs;
            writer.state().counters.set_error(merged.error().message);
            continue;
        }
        if (!merged) return merged;
        if (!writer.breathe()) break;
    }
    return {};
}

Result<> visit_day(sqlite::Connection& connection, GroupId group, std::int64_t day,
                   std::uint64_t& damaged, const std::function<Result<>(const Rows&)>& visit) {
    DayRows rows;
    if (auto added = add_merged(connection, {day, group}, rows); !added) return added;
    auto visited = rows.visit(range_of(day), merged_rows, visit);
    damaged += rows.damaged();
    return visited;
}

}  // namespace nodewatch::store
