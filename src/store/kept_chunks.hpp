#pragma once

#include <map>
#include <memory_resource>

#include "store/cache_budget.hpp"
#include "store/sample_appender.hpp"

namespace nodewatch::store {

/// Chunks of a group that several series of a selection need: read from the file once, their times
/// decoded once. Of the columns only those are kept that the selection has.
class KeptChunks {
public:
    /// The series of the selection that are in the group, ascending.
    KeptChunks(std::vector<SeriesId> series, CacheBudget& budget)
        : series_(std::move(series)), budget_(budget) {}
    ~KeptChunks() { budget_.give_back(taken_); }
    KeptChunks(const KeptChunks&) = delete;
    KeptChunks& operator=(const KeptChunks&) = delete;

    struct Chunk {
        StoredChunk stored;
        /// Of the rows in the part's range, since the first of the chunk, in ms. Empty until they
        /// are asked for, or when they are too long.
        std::span<std::uint32_t> times;
        std::size_t first_row = 0;
    };
    /// All that the file had of a part of the range.
    struct Part {
        TimeRange range;
        std::vector<Chunk> chunks;
    };

    /// The part with that time; null when it was not read yet.
    Part* find(std::int64_t time);
    /// What of the range comes before the next part.
    TimeRange gap(TimeRange range) const;
    Part& add(TimeRange range);
    void drop(const Part& part) { parts_.erase(part.range.from); }
    /// False when there is no room for it.
    [[nodiscard]] bool keep(Part& part, const StoredChunk& chunk);
    /// The times of the rows in the part's range. False when they are damaged.
    [[nodiscard]] bool times(const Part& part, Chunk& chunk, RowTimes& out);

private:
    std::vector<SeriesId> series_;
    CacheBudget& budget_;
    std::size_t taken_ = 0;
    /// In few large blocks, which go back to the system at the end.
    std::pmr::monotonic_buffer_resource memory_{std::size_t{64} << 10U};
    std::map<std::int64_t, Part> parts_;  ///< by their begin
};

}  // namespace nodewatch::store
