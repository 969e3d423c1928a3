#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "store/blob_reader.hpp"
#include "store/chunk.hpp"
#include "store/status.hpp"

namespace nodewatch::store {

/// The series that a selector found in the store. Holds a copy of what memory had of them, and
/// reads chunks group by group, each in a moment of its own: no query keeps the WAL from being
/// taken back. Points that come after the selection was made are not seen, unless their day is
/// merged before it is read.
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
    StoreSelection(std::vector<Series> series, TimeRange range, std::int64_t last_staged,
                   ReaderPool& readers, StoreCounters& counters)
        : series_(std::move(series)),
          range_(range),
          last_staged_(last_staged),
          readers_(readers),
          counters_(counters) {}

    std::size_t size() const override { return series_.size(); }
    const Labels& labels(std::size_t series) const override { return series_[series].labels; }
    Result<> read(std::size_t series, TimeRange range, Samples& out) const override;

private:
    /// A chunk in memory. Its times are decoded once, for all its series.
    struct CachedChunk {
        std::shared_ptr<const Bytes> blob;
        ChunkView view;
        std::vector<std::int64_t> times;
        bool damaged = false;
    };
    using Chunks = std::vector<CachedChunk>;

    Result<Chunks*> chunks_of(GroupId group) const;
    static void reserve(const Chunks& chunks, SeriesId series, TimeRange range, Samples& out);
    void append(CachedChunk& chunk, SeriesId series, TimeRange range, Samples& out) const;

    /// Blobs and times that stay in memory between two series of a group.
    static constexpr std::size_t max_cached_bytes = std::size_t{64} << 20U;

    std::vector<Series> series_;
    TimeRange range_;
    std::int64_t last_staged_;
    ReaderPool& readers_;
    StoreCounters& counters_;
    mutable std::unordered_map<GroupId, Chunks> cache_;
    mutable std::size_t cached_bytes_ = 0;
};

/// Orders the samples from `begin` on by time; of several for one time the last counts.
void sort_samples(Samples& samples, std::size_t begin);

}  // namespace nodewatch::store
