#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "store/sample_sink.hpp"
#include "store/writer.hpp"

namespace nodewatch::store {

/// Takes samples of any series, as imports and remote write bring them. It is not told which series
/// belong together: those that share all labels but the name and come with the same times in one
/// batch are put into one group. (Where that was wrong, or right too late, groups are split when
/// their chunk is closed, encode_closed().)
///
/// Not for the loop thread: it waits for the disk when memory is full. One thread at a time.
class Importer final : public SampleSink {
public:
    Importer(StoreState& state, Writer& writer) : state_(state), writer_(writer) {}

    /// The number under which samples of these labels are given to append(); it holds as long as
    /// the importer. `too_large` at the limit of series.
    Result<SeriesId> series(const Labels& labels) override;

    /// Samples in any order. Late ones are refused as points are (Head::Lateness). Counted in the
    /// status, too.
    ///
    /// `file` when the disk takes nothing, which is known: either something was written within the
    /// last interval, or this waits until these are. A call after such an error takes nothing; of
    /// the one that found it out samples may be in memory.
    Result<Head::Counts> append(std::span<const Head::Sample> samples) override;

private:
    using Times = std::vector<std::int64_t>;

    bool is_placed(SeriesId series);
    void place_new(std::span<const Head::Sample> samples);
    void place_together(std::uint64_t family, const Times& times,
                        const std::vector<SeriesId>& members);
    GroupId group_for(std::uint64_t family, const Times& times);

    StoreState& state_;
    Writer& writer_;
    std::vector<bool> placed_;                                        ///< by series
    std::unordered_map<std::uint64_t, std::vector<GroupId>> groups_;  ///< by family
};

}  // namespace nodewatch::store
