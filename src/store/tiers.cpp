#include "store/tiers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "store/chunk.hpp"
#include "store/series_source.hpp"

namespace nodewatch::store {
namespace {

constexpr std::array<double TierPoint::*, 5> members{
    &TierPoint::min, &TierPoint::max, &TierPoint::sum, &TierPoint::count, &TierPoint::last};
constexpr std::uint64_t keys_per_series = 8;

void add_value(TierPoint& point, double value) {
    if (std::isnan(point.min) || value < point.min) point.min = value;
    if (std::isnan(point.max) || value > point.max) point.max = value;
    point.sum += value;
    point.count += 1;
    point.last = value;
}

Bytes encode(const Rows& rows) {
    Bytes blob;
    encode_chunk(rows, Effort::small, blob);
    return blob;
}

/// The rows outside of the range: those inside come anew.
Rows without(const Rows& rows, TimeRange range) {
    Rows rest;
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.times[row] >= range.from && rows.times[row] <= range.to) continue;
        kept.push_back(row);
        rest.times.push_back(rows.times[row]);
    }
    for (const Column& column : rows.columns) {
        Column& copy = rest.columns.emplace_back();
        copy.key = column.key;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            copy.values.push_back(column.values[kept[i]]);
            copy.presence.set(i, column.presence.at(kept[i]), i + 1);
        }
    }
    return rest;
}

/// Both, ordered by time.
Rows joined(Rows a, const Rows& b) {
    const std::size_t before = a.size();
    a.times.insert(a.times.end(), b.times.begin(), b.times.end());
    for (const Column& column : b.columns) {
        auto known = std::ranges::lower_bound(a.columns, column.key, {}, &Column::key);
        if (known == a.columns.end() || known->key != column.key)
            known = a.columns.insert(known, Column{column.key, {}, {}});
        pad(*known, before);
        for (std::size_t row = 0; row < b.size(); ++row) {
            known->values.push_back(column.values[row]);
            known->presence.set(before + row, column.presence.at(row), before + row + 1);
        }
    }
    for (Column& column : a.columns)
        pad(column, a.size());
    sort_rows(a);
    return a;
}

Result<std::optional<Rows>> rows_of(sqlite::Connection& connection, const char* sql,
                                    std::int64_t id) {
    auto statement = connection.prepare(sql);
    if (!statement) return failure(statement.error());
    const auto row = statement->bind(1, id).step();
    if (!row) return failure(row.error());
    return *row ? decode_chunk(statement->bytes(0)) : std::nullopt;
}

void append_points(const Rows& rows, SeriesId series, TimeRange range,
                   std::vector<TierPoint>& out) {
    const std::uint64_t key = series * keys_per_series;
    const auto first = std::ranges::lower_bound(rows.columns, key, {}, &Column::key);
    if (rows.columns.end() - first < 5 || first->key != key) return;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::int64_t time = rows.times[row];
        if (time < range.from || time > range.to || !first->presence.at(row)) continue;
        TierPoint& point = out.emplace_back();
        point.time = time;
        for (std::size_t i = 0; i < members.size(); ++i)
            point.*members[i] = (first + static_cast<std::ptrdiff_t>(i))->values[row];
    }
}

}  // namespace

void TierBuilder::add(const Rows& rows) {
    for (const Column& column : rows.columns) {
        std::vector<TierPoint>& points = series_[column.key];
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const double value = column.values[row];
            if (!column.presence.at(row) || is_stale_marker(value)) continue;
            const std::int64_t time = rows.times[row] / step_ * step_;
            if (points.empty() || points.back().time != time)
                points.push_back({time, value, value, 0, 0, 0});
            add_value(points.back(), value);
        }
    }
}

Rows TierBuilder::take() {
    Rows rows;
    for (const auto& [series, points] : series_) {
        for (const TierPoint& point : points)
            rows.times.push_back(point.time);
    }
    std::ranges::sort(rows.times);
    const auto repeated = std::ranges::unique(rows.times);
    rows.times.erase(repeated.begin(), repeated.end());
    for (const auto& [series, points] : series_) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            Column& column = rows.columns.emplace_back();
            column.key = series * keys_per_series + i;
            for (const TierPoint& point : points) {
                const auto row = std::ranges::lower_bound(rows.times, point.time);
                pad(column, static_cast<std::size_t>(row - rows.times.begin()));
                column.values.push_back(point.*members[i]);
                column.presence.set(column.values.size() - 1, true, column.values.size());
            }
            pad(column, rows.size());
        }
    }
    series_.clear();
    return rows;
}

std::uint64_t last_value_key(SeriesId series) {
    return series * keys_per_series + (members.size() - 1);
}

Result<> put_hours(sqlite::Connection& connection, GroupId group, std::int64_t day,
                   const Rows& hours) {
    const std::int64_t id = ChunkKey{day / days_of_hours, group, 0}.packed();
    auto known = rows_of(connection, "SELECT data FROM tier_hour WHERE id = ?", id);
    if (!known) return failure(known.error());
    Rows rows;
    if (*known) rows = without(**known, {day * day_ms, (day + 1) * day_ms - 1});
    rows = joined(std::move(rows), hours);
    if (rows.size() == 0) return {};
    const Bytes blob = encode(rows);
    return run(connection, "INSERT OR REPLACE INTO tier_hour(id, data) VALUES(?,?)", id,
               ByteView(blob));
}

Result<> put_minutes(sqlite::Connection& connection, GroupId group, std::int64_t day,
                     const Rows& minutes) {
    if (minutes.size() == 0) return {};
    const Bytes blob = encode(minutes);
    return run(connection, "INSERT OR REPLACE INTO tier_minute(id, data) VALUES(?,?)",
               ChunkKey{day, group, 0}.packed(), ByteView(blob));
}

Result<> read_tier(sqlite::Connection& connection, Tier tier, GroupId group, SeriesId series,
                   TimeRange range, std::uint64_t& damaged, std::vector<TierPoint>& out) {
    const std::int64_t days = tier == Tier::hour ? days_of_hours : 1;
    const std::string table = tier == Tier::hour ? "tier_hour" : "tier_minute";
    const auto newest = connection.query_integer("SELECT max(id) FROM " + table);
    const auto oldest = connection.query_integer("SELECT min(id) FROM " + table);
    if (!newest || !oldest) return failure(newest ? oldest.error() : newest.error());
    auto statement = connection.prepare("SELECT data FROM " + table + " WHERE id = ?");
    if (!statement) return failure(statement.error());
    const std::int64_t first = std::max(range.from, std::int64_t{0}) / day_ms / days;
    const std::int64_t last = std::min(range.to, max_time) / day_ms / days;
    for (std::int64_t part = std::max(first, ChunkKey::unpack(*oldest).day);
         part <= std::min(last, ChunkKey::unpack(*newest).day); ++part) {
        const auto row = statement->bind(1, ChunkKey{part, group, 0}.packed()).step();
        if (!row && !sqlite::is_damage(row.error())) return failure(row.error());
        if (row && !*row) continue;
        const auto rows = row ? decode_chunk(statement->bytes(0)) : std::nullopt;
        statement->reset();
        if (rows)
            append_points(*rows, series, range, out);
        else
            ++damaged;
    }
    return {};
}

Result<> delete_tier_before(sqlite::Connection& connection, Tier tier, std::int64_t day) {
    if (tier == Tier::hour) {
        return run(connection, "DELETE FROM tier_hour WHERE id < ?",
                   ChunkKey{day / days_of_hours, 0, 0}.packed());
    }
    return run(connection, "DELETE FROM tier_minute WHERE id < ?", ChunkKey{day, 0, 0}.packed());
}

}  // namespace nodewatch::store
