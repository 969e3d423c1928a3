#include "store/sample_appender.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace nodewatch::store {
namespace {

TimeRange common(TimeRange a, TimeRange b) {
    return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

/// Kept from chunk to chunk, and never made smaller: growing again would clear it first.
std::span<double> value_buffer(std::size_t size) {
    thread_local std::vector<double> buffer;
    if (buffer.size() < size) buffer.resize(size);
    return std::span(buffer).first(size);
}

}  // namespace

bool StoredChunk::overlaps(TimeRange other) const {
    const TimeRange inside = common(range, other);
    return view.first() + shift() <= inside.to && view.last() + shift() >= inside.from;
}

TimeRange StoredChunk::rows_in(TimeRange other) const {
    const TimeRange inside = common(range, other);
    return {inside.from - shift(), inside.to - shift()};
}

bool for_each_chunk(const StoredBlob& blob, const std::function<void(const StoredChunk&)>& visit) {
    for (ByteView rest = blob.chunks; !rest.empty();) {
        auto view = ChunkView::parse(rest);
        if (!view) return false;
        rest = rest.subspan(view->bytes());
        visit({std::move(*view), blob.tier, blob.range});
    }
    return true;
}

void sort_samples(Samples& samples, std::size_t begin) {
    const auto from = static_cast<std::ptrdiff_t>(begin);
    const auto first = samples.times.begin() + from;
    if (std::adjacent_find(first, samples.times.end(), std::greater_equal<>{}) ==
        samples.times.end()) {
        return;
    }
    std::vector<std::uint32_t> order(samples.size() - begin);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::pair(first[i], i); });
    Samples sorted;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::int64_t time = first[order[i]];
        if (i + 1 < order.size() && first[order[i + 1]] == time) continue;
        sorted.times.push_back(time);
        sorted.values.push_back(samples.values[begin + order[i]]);
    }
    samples.times.erase(first, samples.times.end());
    samples.values.erase(samples.values.begin() + from, samples.values.end());
    samples.times.insert(samples.times.end(), sorted.times.begin(), sorted.times.end());
    samples.values.insert(samples.values.end(), sorted.values.begin(), sorted.values.end());
}

std::optional<std::size_t> SampleAppender::column_in(const StoredChunk& chunk,
                                                     TimeRange part) const {
    if (!chunk.overlaps(common(part, range_))) return std::nullopt;
    return chunk.view.find(chunk.key_of(series_));
}

/// Chunks are ordered in themselves, so that looking at where they meet is enough.
void SampleAppender::comes_next(std::int64_t time) {
    ordered_ = ordered_ && (out_.size() == begin_ || time > out_.times.back());
}

bool SampleAppender::add(const StoredChunk& chunk, std::size_t column, const RowTimes& rows,
                         TimeRange part) {
    const TimeRange wanted = chunk.rows_in(common(part, range_));
    const auto from = std::ranges::lower_bound(rows.times, wanted.from);
    const auto to = std::ranges::upper_bound(rows.times, wanted.to);
    if (from >= to) return true;
    const std::span<const std::int64_t> times(from, to);
    const std::size_t row = rows.first + static_cast<std::size_t>(from - rows.times.begin());
    Presence presence;
    if (!chunk.view.presence(column, presence)) return false;
    const std::size_t first = presence.count_before(row);
    const std::size_t end = presence.count_before(row + times.size());
    const std::span<double> values = value_buffer(end - first);
    const std::size_t count = presence.count(chunk.view.rows());
    if (!chunk.view.values(column, count, first, values)) return false;
    const std::size_t begin = out_.size();
    comes_next(times.front() + chunk.shift());
    if (presence.all()) {
        out_.times.insert(out_.times.end(), times.begin(), times.end());
        out_.values.insert(out_.values.end(), values.begin(), values.end());
    } else {
        append_present(times, row, presence, values);
    }
    if (chunk.shift() == 0) return true;
    for (std::size_t i = begin; i < out_.size(); ++i)
        out_.times[i] += chunk.shift();
    return true;
}

void SampleAppender::append_present(std::span<const std::int64_t> times, std::size_t row,
                                    const Presence& presence, std::span<const double> values) {
    out_.values.insert(out_.values.end(), values.begin(), values.end());
    for (const std::int64_t time : times) {
        if (presence.at(row++)) out_.times.push_back(time);
    }
}

void SampleAppender::add(const Samples& samples) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (samples.times[i] < range_.from || samples.times[i] > range_.to) continue;
        comes_next(samples.times[i]);
        out_.times.push_back(samples.times[i]);
        out_.values.push_back(samples.values[i]);
    }
}

void SampleAppender::finish() {
    if (!ordered_) sort_samples(out_, begin_);
}

}  // namespace nodewatch::store
