#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "store/blob_reader.hpp"
#include "store/kept_chunks.hpp"
#include "store/status.hpp"

namespace nodewatch::store {

/// The series that a selector found in the store. Holds a copy of what memory had of them, and
/// reads chunks when they are asked for, each time in a moment of its own: no query keeps the WAL
/// from being taken back. Points that come after the selection was made are not seen, unless their
/// day is merged before it is read.
///
/// Chunks of a group that one series of the selection is in are decoded as they are read, and
/// nothing of them stays. Those that several series share are kept while the budget lasts; beyond
/// it they are read once more for each series.
class StoreSelection final : public Selection {
public:
    struct Series {
        SeriesId id = 0;
        Labels labels;
        std::vector<GroupId> groups;  ///< where its chunks are
        bool on_disk = false;         ///< may chunks have samples in the range?
        Samples head;
    };

    /// Staged chunks after `last_staged` hold what came later, or what the copies have.
    StoreSelection(std::vector<Series> series, std::int64_t last_staged, ReaderPool& readers,
                   CacheBudget& budget, StoreCounters& counters)
        : series_(std::move(series)),
          last_staged_(last_staged),
          readers_(readers),
          budget_(budget),
          counters_(counters) {}

    std::size_t size() const override { return series_.size(); }
    const Labels& labels(std::size_t series) const override { return series_[series].labels; }
    Result<> read(std::size_t series, TimeRange range, Samples& out) const override;
    std::uint64_t damaged() const override { return damaged_; }

private:
    struct Group {
        std::vector<SeriesId> series;  ///< of the selection, ascending
        std::size_t last_reader = 0;   ///< index of the last of them
        std::unique_ptr<KeptChunks> kept;
        bool no_room = false;
    };

    void find_groups() const;
    Result<> read_group(GroupId id, std::size_t series, SampleAppender& samples) const;
    Result<> read_passing(GroupId group, TimeRange range, SampleAppender& samples) const;
    void append(KeptChunks& kept, KeptChunks::Part& part, SampleAppender& samples) const;
    Result<KeptChunks::Part*> load(GroupId group, KeptChunks& kept, TimeRange range) const;
    bool make_room(std::size_t series) const;
    Result<> visit(GroupId group, TimeRange range, const VisitBlob& visit) const;
    void count_damage(std::uint64_t parts) const;

    std::vector<Series> series_;
    std::int64_t last_staged_;
    ReaderPool& readers_;
    CacheBudget& budget_;
    StoreCounters& counters_;
    mutable std::unordered_map<GroupId, Group> groups_;  ///< filled when the first is read
    mutable std::uint64_t damaged_ = 0;
};

}  // namespace nodewatch::store
