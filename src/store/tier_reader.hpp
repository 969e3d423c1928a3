#pragma once

#include <functional>
#include <optional>

#include "store/tiers.hpp"

namespace nodewatch::store {

/// A blob of one or more chunks, one after the other.
struct StoredBlob {
    ByteView chunks;
    /// Whose rows they are: a row of a tier has the time at which its step begins. None: samples as
    /// they came.
    std::optional<Tier> tier;
    /// What counts of them: for other times another blob says more.
    TimeRange range{0, max_time};
};
/// The bytes live for the length of the call.
using VisitBlob = std::function<void(const StoredBlob&)>;

/// Notes that retention deleted the samples of the days before that one: of these the tiers tell.
/// Kept as a document, which readers look at when they are opened.
Result<> note_deleted_before(sqlite::Connection& connection, std::int64_t day);

/// Finds the chunks of the tiers for the days whose samples retention deleted: minutes where the
/// day has them, else hours. One thread at a time.
class TierReader {
public:
    static Result<TierReader> prepare(sqlite::Connection& connection);

    /// Visits blobs by time, for a range of times that the store takes. What cannot be read for
    /// damage is counted and left out.
    Result<> read(GroupId group, TimeRange range, std::uint64_t& damaged, const VisitBlob& visit);

private:
    struct Days {
        std::int64_t first = 0;
        std::int64_t last = 0;
    };
    /// What tells of a day of a group.
    enum class Source : std::uint8_t { samples, minutes, hours };

    Result<std::optional<Days>> days_in(TimeRange range);
    Result<Source> source_of(GroupId group, std::int64_t day);
    Result<std::int64_t> end_of_hours(GroupId group, Days days);
    Result<> visit_days(sqlite::Statement& blob, std::int64_t key, Tier tier, Days days,
                        std::uint64_t& damaged, const VisitBlob& visit);

    sqlite::Statement oldest_;
    sqlite::Statement has_samples_;
    sqlite::Statement has_minutes_;
    sqlite::Statement minutes_;
    sqlite::Statement hours_;
    std::int64_t deleted_before_ = 0;  ///< the day; zero when nothing was deleted
};

}  // namespace nodewatch::store
