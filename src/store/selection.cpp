#include "store/selection.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace nodewatch::store {

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

Result<StoreSelection::Chunks*> StoreSelection::chunks_of(GroupId group) const {
    if (const auto known = cache_.find(group); known != cache_.end()) return &known->second;
    if (cached_bytes_ > max_cached_bytes) {
        cache_.clear();
        cached_bytes_ = 0;
    }
    auto reader = readers_.take();
    if (!reader) return failure(reader.error());
    Chunks chunks;
    std::uint64_t damaged = 0;
    const auto add = [&](ByteView bytes) {
        auto blob = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
        cached_bytes_ += blob->size();
        for (ByteView rest = *blob; !rest.empty();) {
            auto view = ChunkView::parse(rest);
            if (!view) {
                ++damaged;
                break;
            }
            rest = rest.subspan(view->bytes());
            if (view->last() < range_.from || view->first() > range_.to) continue;
            cached_bytes_ += view->rows() * sizeof(std::int64_t);
            chunks.push_back({blob, std::move(*view), {}, false});
        }
    };
    const auto read = (*reader)->read(group, range_, last_staged_, damaged, add);
    counters_.damaged_blobs += damaged;
    if (!read) return failure(read.error());
    return &cache_.emplace(group, std::move(chunks)).first->second;
}

void StoreSelection::append(CachedChunk& chunk, SeriesId series, TimeRange range,
                            Samples& out) const {
    const auto column = chunk.view.find(series);
    if (!column || chunk.damaged) return;
    if (chunk.view.last() < range.from || chunk.view.first() > range.to) return;
    if (chunk.times.empty() && !chunk.view.times(chunk.times)) {
        chunk.damaged = true;
        ++counters_.damaged_blobs;
        return;
    }
    thread_local std::vector<double> values;
    Presence presence;
    if (!chunk.view.presence(*column, presence) || !chunk.view.values(*column, presence, values)) {
        ++counters_.damaged_blobs;
        return;
    }
    const auto& times = chunk.times;
    const auto from = std::ranges::lower_bound(times, range.from) - times.begin();
    const auto to = std::ranges::upper_bound(times, range.to) - times.begin();
    if (presence.all()) {
        out.times.insert(out.times.end(), times.begin() + from, times.begin() + to);
        out.values.insert(out.values.end(), values.begin() + from, values.begin() + to);
        return;
    }
    auto value = values.begin() +
                 static_cast<std::ptrdiff_t>(presence.count_before(static_cast<std::size_t>(from)));
    for (auto row = static_cast<std::size_t>(from); row < static_cast<std::size_t>(to); ++row) {
        if (!presence.at(row)) continue;
        out.times.push_back(times[row]);
        out.values.push_back(*value++);
    }
}

/// Room at once for what the chunks may bring: growing would copy and touch it twice.
void StoreSelection::reserve(const Chunks& chunks, SeriesId series, TimeRange range, Samples& out) {
    std::size_t rows = out.size();
    for (const CachedChunk& chunk : chunks) {
        const bool inside = chunk.view.first() <= range.to && chunk.view.last() >= range.from;
        if (inside && chunk.view.find(series)) rows += chunk.view.rows();
    }
    out.times.reserve(rows);
    out.values.reserve(rows);
}

Result<> StoreSelection::read(std::size_t index, TimeRange range, Samples& out) const {
    const Series& series = series_[index];
    const std::size_t begin = out.size();
    // Chunks are ordered in themselves, so that looking at where they meet is enough.
    bool ordered = true;
    const auto comes_next = [&](std::int64_t time) {
        ordered = ordered && (out.size() == begin || time > out.times.back());
    };
    if (series.on_disk) {
        // The oldest group first: of two samples for one time the later counts.
        for (auto group = series.groups.rbegin(); group != series.groups.rend(); ++group) {
            const auto chunks = chunks_of(*group);
            if (!chunks) return failure(chunks.error());
            reserve(**chunks, series.id, range, out);
            for (CachedChunk& chunk : **chunks) {
                comes_next(std::max(range.from, chunk.view.first()));
                append(chunk, series.id, range, out);
            }
        }
    }
    for (std::size_t i = 0; i < series.head.size(); ++i) {
        if (series.head.times[i] < range.from || series.head.times[i] > range.to) continue;
        comes_next(series.head.times[i]);
        out.times.push_back(series.head.times[i]);
        out.values.push_back(series.head.values[i]);
    }
    if (!ordered) sort_samples(out, begin);
    return {};
}

}  // namespace nodewatch::store
