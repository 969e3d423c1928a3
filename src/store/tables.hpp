#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/head.hpp"
#include "store/labels.hpp"
#include "store/sqlite.hpp"

/// The rows of the tables (schema.cpp) as values: what SQL is needed, and nothing else.
namespace nodewatch::store {

inline constexpr std::int64_t day_ms = 86'400'000;

/// The key of a merged row: contiguous by day, so that retention deletes from the front.
struct ChunkKey {
    std::int64_t day = 0;  ///< since 1970-01-01
    GroupId group = 0;
    std::uint32_t part = 0;  ///< below 2^16

    std::int64_t packed() const {
        return day << 40 | static_cast<std::int64_t>(group) << 16 | part;
    }
    static ChunkKey unpack(std::int64_t key) {
        return {key >> 40, static_cast<GroupId>(key >> 16 & max_group_id),
                static_cast<std::uint32_t>(key & 0xffff)};
    }
};

struct SeriesRow {
    SeriesId id = 0;
    GroupId group = 0;
    std::vector<GroupId> former;
    TimeRange bounds;
    Labels labels;
};

Result<> put_series(sqlite::Connection& connection, const std::vector<SeriesRow>& rows);
/// Calls `visit` for each row; rows whose labels are damaged are counted in `damaged`.
Result<> load_series(sqlite::Connection& connection, std::uint64_t& damaged,
                     const std::function<void(SeriesRow)>& visit);

/// Labels as a blob: length and bytes of each name and value; sealed (compress.hpp) with the number
/// of the series, which is in no blob of its own.
Bytes encode_labels(SeriesId id, const Labels& labels);
/// Nothing when the blob is damaged.
std::optional<Labels> decode_labels(std::int64_t id, ByteView blob);

/// Prepares, binds and runs a statement without rows.
template <typename... Values>
Result<> run(sqlite::Connection& connection, std::string_view sql, const Values&... values) {
    auto statement = connection.prepare(sql);
    if (!statement) return failure(statement.error());
    int parameter = 0;
    (statement->bind(++parameter, values), ...);
    return statement->run();
}

}  // namespace nodewatch::store
