#include "store/retention.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/log.hpp"
#include "store/merge.hpp"
#include "store/tier_reader.hpp"

namespace nodewatch::store {
namespace {

/// The first day that is kept; 0 when all are.
std::int64_t first_day_kept(Duration retention, std::int64_t now_ms) {
    if (retention <= Duration::zero()) return 0;
    return std::max<std::int64_t>(0, (now_ms - retention.count()) / day_ms);
}

Result<std::optional<std::int64_t>> oldest_day(sqlite::Connection& connection) {
    auto statement = connection.prepare("SELECT id FROM chunk ORDER BY id LIMIT 1");
    if (!statement) return failure(statement.error());
    const auto row = statement->step();
    if (!row) return failure(row.error());
    if (!*row) return std::nullopt;
    return ChunkKey::unpack(statement->integer(0)).day;
}

Result<std::set<GroupId>> groups_of_day(sqlite::Connection& connection, std::int64_t day) {
    auto statement = connection.prepare("SELECT id FROM chunk WHERE id >= ? AND id < ?");
    if (!statement) return failure(statement.error());
    statement->bind(1, ChunkKey{day, 0, 0}.packed()).bind(2, ChunkKey{day + 1, 0, 0}.packed());
    std::set<GroupId> groups;
    while (true) {
        const auto row = statement->step();
        if (!row) return failure(row.error());
        if (!*row) return groups;
        groups.insert(ChunkKey::unpack(statement->integer(0)).group);
    }
}

Result<> keep_minutes(Writer& writer, std::int64_t day) {
    sqlite::Connection& connection = writer.connection();
    const auto groups = groups_of_day(connection, day);
    if (!groups) return failure(groups.error());
    for (const GroupId group : *groups) {
        TierBuilder minutes(minute_ms);
        std::uint64_t damaged = 0;
        auto done = visit_day(connection, group, day, damaged, [&](const Rows& rows) {
            minutes.add(rows);
            return Result<>{};
        });
        writer.state().counters.damaged_blobs += damaged;
        if (done) done = put_minutes(connection, group, day, minutes.take());
        if (!done) return done;
    }
    return {};
}

Result<> delete_day(Writer& writer, std::int64_t day, bool with_minutes) {
    sqlite::Connection& connection = writer.connection();
    auto transaction = sqlite::Transaction::begin_write(connection);
    if (!transaction) return failure(transaction.error());
    if (with_minutes) {
        auto kept = keep_minutes(writer, day);
        // Damage in a day that goes anyway must not keep it, and the file with it, for ever.
        if (!kept && !sqlite::is_damage(kept.error())) return kept;
    }
    if (auto deleted =
            run(connection, "DELETE FROM chunk WHERE id < ?", ChunkKey{day + 1, 0, 0}.packed());
        !deleted) {
        return deleted;
    }
    if (auto noted = note_deleted_before(connection, day + 1); !noted) return noted;
    if (auto committed = transaction->commit(); !committed) return committed;
    writer.state().readers.renew();  // so that they look at the note
    ++writer.state().counters.deleted_days;
    return {};
}

Result<> delete_old_days(Writer& writer, std::int64_t now_ms) {
    const StoreOptions& options = writer.state().options;
    const std::int64_t first_kept = first_day_kept(options.retention, now_ms);
    const bool with_minutes = options.minute_tier_retention > options.retention;
    for (int i = 0; i < max_days_deleted_at_once; ++i) {
        const auto day = oldest_day(writer.connection());
        if (!day) return failure(day.error());
        if (!*day || **day >= first_kept) return {};
        if (auto deleted = delete_day(writer, **day, with_minutes); !deleted) return deleted;
    }
    return {};
}

Result<std::uint64_t> used_bytes(sqlite::Connection& connection) {
    std::uint64_t numbers[3] = {};
    const char* pragmas[] = {"PRAGMA page_count", "PRAGMA freelist_count", "PRAGMA page_size"};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto value = connection.query_integer(pragmas[i]);
        if (!value) return failure(value.error());
        numbers[i] = static_cast<std::uint64_t>(*value);
    }
    return (numbers[0] - numbers[1]) * numbers[2];
}

Result<> delete_down_to_size(Writer& writer) {
    const std::uint64_t limit = writer.state().options.max_bytes;
    while (limit > 0) {
        const auto used = used_bytes(writer.connection());
        if (!used) return failure(used.error());
        if (*used <= limit) break;
        const auto day = oldest_day(writer.connection());
        if (!day) return failure(day.error());
        if (!*day) break;
        if (auto deleted = delete_day(writer, **day, false); !deleted) return deleted;
        if (!writer.breathe()) return {};
    }
    // Gives room back to the file system, a part at a time; what stays free is used again.
    return limit > 0 ? writer.connection().execute("PRAGMA incremental_vacuum(4096)") : Result<>{};
}

/// Series none of whose samples any table can have: they are too old, or there never were any. A
/// series may be made some time before its first sample, so that those without one go only when
/// they were there the last time, too.
Result<> drop_series(Writer& writer, std::int64_t now_ms) {
    StoreState& state = writer.state();
    const StoreOptions& options = state.options;
    const std::array kept{options.retention, options.minute_tier_retention,
                          options.hour_tier_retention};
    if (std::ranges::any_of(kept, [](Duration d) { return d <= Duration::zero(); })) return {};
    std::int64_t before = first_day_kept(*std::ranges::max_element(kept), now_ms) * day_ms;
    // What retention has not come to yet is still there.
    const auto oldest = oldest_day(writer.connection());
    if (!oldest) return failure(oldest.error());
    if (*oldest) before = std::min(before, **oldest * day_ms);
    const SeriesId waited = state.newest_at_retention;
    std::vector<SeriesId> dropped;
    for (const SeriesId id : state.index.match({})) {
        state.newest_at_retention = std::max(state.newest_at_retention, id);
        const TimeRange bounds = state.index.bounds(id);
        const bool on_disk = bounds.from <= bounds.to;
        const bool is_over = on_disk ? bounds.to < before : id <= waited;
        if (is_over && state.head.view(id, {0, max_time}).samples.size() == 0)
            dropped.push_back(id);
    }
    if (dropped.empty()) return {};
    auto transaction = sqlite::Transaction::begin_write(writer.connection());
    if (!transaction) return failure(transaction.error());
    for (const SeriesId id : dropped) {
        auto deleted =
            run(writer.connection(), "DELETE FROM series WHERE id = ?", std::int64_t{id});
        if (!deleted) return deleted;
    }
    if (auto committed = transaction->commit(); !committed) return committed;
    state.head.drop(dropped);
    state.index.drop(dropped);
    log::info("store", "{} series without samples dropped", dropped.size());
    return {};
}

}  // namespace

Result<> apply_retention(Writer& writer, std::int64_t now_ms) {
    if (auto deleted = delete_old_days(writer, now_ms); !deleted) return deleted;
    if (auto deleted = delete_down_to_size(writer); !deleted) return deleted;
    const StoreOptions& options = writer.state().options;
    sqlite::Connection& connection = writer.connection();
    for (const auto& [tier, retention] : {std::pair{Tier::minute, options.minute_tier_retention},
                                          std::pair{Tier::hour, options.hour_tier_retention}}) {
        const std::int64_t day = first_day_kept(retention, now_ms);
        if (auto deleted = delete_tier_before(connection, tier, day); !deleted) return deleted;
    }
    return drop_series(writer, now_ms);
}

}  // namespace nodewatch::store
