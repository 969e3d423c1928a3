#pragma once

#include <optional>

#include "store/chunk.hpp"
#include "store/tier_reader.hpp"

namespace nodewatch::store {

/// A chunk of a blob, and what of it counts.
struct StoredChunk {
    ChunkView view;
    std::optional<Tier> tier;
    TimeRange range;

    std::uint64_t key_of(SeriesId series) const {
        return tier ? last_value_key(series) : std::uint64_t{series};
    }
    /// What is between the time of a row and that of the sample it stands for. The last value of a
    /// step is shown at its end: earlier nobody had it.
    std::int64_t shift() const { return tier ? step_of(*tier) - 1 : 0; }
    bool overlaps(TimeRange other) const;
    /// The times of rows whose samples are in that range, and count.
    TimeRange rows_in(TimeRange other) const;
};

/// Calls `visit` for each chunk of the blob. False when what is left of it is damaged.
[[nodiscard]] bool for_each_chunk(const StoredBlob& blob,
                                  const std::function<void(const StoredChunk&)>& visit);

/// Brings the samples of one series within a range together, and in order.
class SampleAppender {
public:
    /// Appends to `out`.
    SampleAppender(SeriesId series, TimeRange range, Samples& out)
        : series_(series), range_(range), out_(out), begin_(out.size()) {}

    /// The column to add; none when the chunk has nothing of the series in that part of the range.
    std::optional<std::size_t> column_in(const StoredChunk& chunk, TimeRange part) const;
    /// What comes later counts, of two samples for one time. `rows` are all of the
    /// chunk in that part of the range, or more. False when the column is damaged.
    [[nodiscard]] bool add(const StoredChunk& chunk, std::size_t column, const RowTimes& rows,
                           TimeRange part);
    void add(const Samples& samples);
    /// After the last.
    void finish();

    TimeRange range() const { return range_; }

private:
    void comes_next(std::int64_t time);
    void append_present(std::span<const std::int64_t> times, std::size_t row,
                        const Presence& presence, std::span<const double> values);

    SeriesId series_;
    TimeRange range_;
    Samples& out_;
    std::size_t begin_;
    bool ordered_ = true;
};

/// Orders the samples from `begin` on by time; of several for one time the last counts.
void sort_samples(Samples& samples, std::size_t begin);

}  // namespace nodewatch::store
