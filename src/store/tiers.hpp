#pragma once

#include <map>
#include <vector>

#include "base/result.hpp"
#include "store/rows.hpp"
#include "store/tables.hpp"

/// Downsampled history: for each series and step the least, the largest, the sum, the number and
/// the last of its values. The hour tier is made when a day is merged, the minute tier when a day
/// of raw samples is deleted: until then a range is read from the samples themselves, for a tier of
/// a minute is hardly smaller than samples every five seconds.
namespace nodewatch::store {

enum class Tier : std::uint8_t { minute, hour };

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 3'600'000;

inline constexpr std::int64_t step_of(Tier tier) {
    return tier == Tier::minute ? minute_ms : hour_ms;
}

struct TierPoint {
    std::int64_t time = 0;  ///< start of the step, unix ms
    double min = 0;         ///< NaN when all values are
    double max = 0;
    double sum = 0;
    double count = 0;
    double last = 0;
};

/// Gathers rows into steps. Stale markers are no values; a step of a series without any is left
/// out. NaN counts, makes the sum NaN, and is the least or largest only when nothing else is there.
class TierBuilder {
public:
    explicit TierBuilder(std::int64_t step) : step_(step) {}
    /// Rows in the order of time.
    void add(const Rows& rows);
    /// One row a step, five columns a series: their keys are series * 8 + 0 to 4, in the order of
    /// TierPoint.
    Rows take();

private:
    std::int64_t step_;
    std::map<std::uint64_t, std::vector<TierPoint>> series_;
};

/// The column with the last values of a series.
std::uint64_t last_value_key(SeriesId series);

/// The rows of the hour tier hold so many days each: 720 hours make a chunk that is worth its head.
inline constexpr std::int64_t days_of_hours = 30;

/// Replaces what the tier has of that day.
Result<> put_hours(sqlite::Connection& connection, GroupId group, std::int64_t day,
                   const Rows& hours);
Result<> put_minutes(sqlite::Connection& connection, GroupId group, std::int64_t day,
                     const Rows& minutes);

/// Appends the points of a series with a start in the range, by time.
Result<> read_tier(sqlite::Connection& connection, Tier tier, GroupId group, SeriesId series,
                   TimeRange range, std::uint64_t& damaged, std::vector<TierPoint>& out);

/// Deletes what lies before that day.
Result<> delete_tier_before(sqlite::Connection& connection, Tier tier, std::int64_t day);

}  // namespace nodewatch::store
