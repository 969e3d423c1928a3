#include "store/flush.hpp"

#include <algorithm>
#include <unordered_map>

#include "store/chunk.hpp"
#include "store/day_rows.hpp"
#include "store/regroup.hpp"
#include "store/visit_rows.hpp"

namespace nodewatch::store {
namespace {

/// Rows of a chunk at most: what an import brings at once is cut.
constexpr std::size_t max_staged_rows = 8'192;

void encode(GroupId group, const Rows& rows, Flush& flush) {
    StagedChunk& chunk = flush.chunks.emplace_back();
    chunk.group = group;
    chunk.bounds = {rows.times.front(), rows.times.back()};
    for (const Column& column : rows.columns)
        chunk.series.push_back(static_cast<SeriesId>(column.key));
    encode_chunk(rows, Effort::fast, chunk.blob);
}

void encode_all(GroupId group, const Rows& rows, Flush& flush) {
    if (rows.size() <= max_staged_rows) return encode(group, rows, flush);
    for (std::size_t from = 0; from < rows.size(); from += max_staged_rows) {
        const Rows part = slice(rows, from, std::min(rows.size(), from + max_staged_rows));
        encode(group, part, flush);
    }
}

/// A group for a part that leaves another group.
GroupId move_out(const Rows& part, GroupId from, Head& head) {
    const GroupId group = head.new_group();
    if (group == 0) return from;  // no numbers left: it stays
    for (const Column& column : part.columns)
        head.place(static_cast<SeriesId>(column.key), group);
    return group;
}

Result<> restore_open_rows(sqlite::Connection& connection, Head& head,
                           std::unordered_map<GroupId, std::int64_t>& flushes,
                           std::uint64_t& damaged) {
    auto rows = connection.prepare("SELECT group_id, flush, data FROM open_rows");
    if (!rows) return failure(rows.error());
    return visit_rows(*rows, damaged, [&] {
        const auto group = static_cast<GroupId>(rows->integer(0) & max_group_id);
        flushes[group] = rows->integer(1);
        const auto decoded = decode_log(rows->bytes(2));
        if (!decoded) {
            ++damaged;
            return;
        }
        for (const auto& [id, open] : *decoded)
            head.restore_rows(id, open);
    });
}

Result<std::int64_t> replay_log(sqlite::Connection& connection, Head& head,
                                const std::unordered_map<GroupId, std::int64_t>& flushes,
                                std::uint64_t& damaged) {
    std::int64_t last = 0;
    for (const auto& [group, flush] : flushes)
        last = std::max(last, flush);
    auto log = connection.prepare("SELECT flush, data FROM head_log ORDER BY flush");
    if (!log) return failure(log.error());
    const auto read = visit_rows(*log, damaged, [&] {
        const std::int64_t flush = log->integer(0);
        last = std::max(last, flush);
        const auto groups = decode_log(log->bytes(1));
        if (!groups) {
            ++damaged;
            return;
        }
        for (const auto& [group, rows] : *groups) {
            const auto known = flushes.find(group);
            if (known == flushes.end() || flush > known->second) head.restore_rows(group, rows);
        }
    });
    if (!read) return failure(read.error());
    return last;
}

}  // namespace

void encode_closed(Flush& flush, Head& head) {
    for (; flush.encoded < flush.work.closed.size(); ++flush.encoded) {
        const auto& [group, closed] = flush.work.closed[flush.encoded];
        Rows rows = *closed;
        sort_rows(rows);
        if (head.is_kept_together(group)) {
            encode_all(group, rows, flush);
            continue;
        }
        const std::vector<Rows> parts = split_by_presence(std::move(rows));
        encode_all(group, parts.front(), flush);
        for (std::size_t i = 1; i < parts.size(); ++i)
            encode_all(move_out(parts[i], group, head), parts[i], flush);
    }
}

Result<> write_flush(sqlite::Connection& connection, const Flush& flush,
                     const std::vector<SeriesRow>& series, std::int64_t number,
                     std::int64_t last_staged) {
    if (auto put = put_series(connection, series); !put) return put;
    auto stage = connection.prepare(
        "INSERT INTO staging(group_id, first, last, data, id) VALUES(?,?,?,?,?)");
    if (!stage) return failure(stage.error());
    for (const StagedChunk& chunk : flush.chunks) {
        auto done = stage->bind(1, std::int64_t{chunk.group})
                        .bind(2, chunk.bounds.from)
                        .bind(3, chunk.bounds.to)
                        .bind(4, ByteView(chunk.blob))
                        .bind(5, ++last_staged)
                        .run();
        if (!done) return done;
    }
    // The log of a group before this flush is in its chunk now.
    auto closed = connection.prepare(
        "INSERT INTO open_rows(group_id, flush, data) VALUES(?,?,?) ON CONFLICT(group_id) "
        "DO UPDATE SET flush = excluded.flush, data = excluded.data");
    if (!closed) return failure(closed.error());
    const Bytes none = encode_log({});
    for (const FlushWork::Closed& group : flush.work.closed) {
        auto done = closed->bind(1, std::int64_t{group.group})
                        .bind(2, number - 1)
                        .bind(3, ByteView(none))
                        .run();
        if (!done) return done;
    }
    if (flush.work.logged.empty()) return {};
    const Bytes log = encode_log(flush.work.logged);
    return run(connection, "INSERT INTO head_log(flush, data) VALUES(?,?)", number, ByteView(log));
}

Result<> write_open_rows(sqlite::Connection& connection, const GroupRows& open,
                         std::int64_t number) {
    if (auto cleared = connection.execute("DELETE FROM head_log; DELETE FROM open_rows");
        !cleared) {
        return cleared;
    }
    auto put = connection.prepare("INSERT INTO open_rows(group_id, flush, data) VALUES(?,?,?)");
    if (!put) return failure(put.error());
    for (const auto& group : open) {
        const Bytes rows = encode_log({group});
        auto done =
            put->bind(1, std::int64_t{group.first}).bind(2, number).bind(3, ByteView(rows)).run();
        if (!done) return done;
    }
    return {};
}

Result<std::int64_t> load_head(sqlite::Connection& connection, SeriesIndex& index, Head& head,
                               std::uint64_t& damaged) {
    auto loaded = load_series(connection, damaged, [&](SeriesRow row) {
        index.restore(row.id, row.labels, row.bounds);
        head.restore(row.id, row.group, std::move(row.former));
    });
    if (!loaded) return failure(loaded.error());
    std::unordered_map<GroupId, std::int64_t> flushes;
    if (auto open = restore_open_rows(connection, head, flushes, damaged); !open)
        return failure(open.error());
    return replay_log(connection, head, flushes, damaged);
}

}  // namespace nodewatch::store
