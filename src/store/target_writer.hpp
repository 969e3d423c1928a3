#pragma once

#include <optional>
#include <set>
#include <span>

#include "store/writer.hpp"

namespace nodewatch::store {

/// Takes what one scraped target tells. All series of a scrape have the same time, so they share
/// groups, and what a sample's time costs is divided by their number. Series that bring times of
/// their own are kept apart from them.
///
/// Never waits for the disk: when memory holds more than is allowed to wait, samples are lost and
/// counted. Any thread, one at a time.
class TargetWriter {
public:
    enum class Times : std::uint8_t { of_scrape, own };

    explicit TargetWriter(StoreState& state) : state_(state) {}

    /// The number under which samples of these labels are given to append(). `too_large` at the
    /// limit of series.
    Result<SeriesId> series(const Labels& labels, Times times);

    struct Newest {
        std::int64_t time = 0;
        std::optional<double> value;  ///< absent: it is on disk
    };
    /// The newest sample, as far as memory knows: nothing after a restart when all are on disk.
    std::optional<Newest> newest(SeriesId series) const;

    struct Counts {
        std::size_t taken = 0;
        std::size_t past = 0;     ///< refused: older than the store takes
        std::size_t lost = 0;     ///< no room in memory
        std::size_t unknown = 0;  ///< of series that were dropped: their numbers are void
    };
    /// Samples in any order, those of one scrape together.
    Counts append(std::span<const Head::Sample> samples);

private:
    using Groups = std::set<GroupId>;

    GroupId group_with_room(const Groups& groups, Times times);

    StoreState& state_;
    Groups of_scrape_, own_;
};

}  // namespace nodewatch::store
