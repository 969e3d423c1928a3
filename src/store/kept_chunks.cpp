#include "store/kept_chunks.hpp"

#include <algorithm>
#include <limits>

namespace nodewatch::store {

KeptChunks::Part* KeptChunks::find(std::int64_t time) {
    auto next = parts_.upper_bound(time);
    if (next == parts_.begin()) return nullptr;
    Part& part = std::prev(next)->second;
    return part.range.to >= time ? &part : nullptr;
}

TimeRange KeptChunks::gap(TimeRange range) const {
    const auto next = parts_.upper_bound(range.from);
    if (next == parts_.end()) return range;
    return {range.from, std::min(range.to, next->first - 1)};
}

KeptChunks::Part& KeptChunks::add(TimeRange range) {
    return parts_.emplace(range.from, Part{range, {}}).first->second;
}

bool KeptChunks::keep(Part& part, const StoredChunk& chunk) {
    std::vector<std::size_t> columns;
    for (const SeriesId series : series_) {
        if (const auto column = chunk.view.find(chunk.key_of(series))) columns.push_back(*column);
    }
    if (columns.empty()) return true;
    const std::size_t size = chunk.view.bytes_of(columns);
    const std::size_t cost = size + chunk.view.rows() * sizeof(std::uint32_t);
    if (!budget_.take(cost)) return false;
    taken_ += cost;
    const std::span memory(static_cast<std::uint8_t*>(memory_.allocate(size, 1)), size);
    part.chunks.push_back({{chunk.view.select(columns, memory), chunk.tier, chunk.range}, {}, 0});
    return true;
}

bool KeptChunks::times(const Part& part, Chunk& chunk, RowTimes& out) {
    const ChunkView& view = chunk.stored.view;
    if (!chunk.times.empty()) {
        out.first = chunk.first_row;
        out.times.resize(chunk.times.size());
        std::ranges::transform(
            chunk.times, out.times.begin(),
            [first = view.first()](std::uint32_t ms) { return first + std::int64_t{ms}; });
        return true;
    }
    if (!view.times(chunk.stored.rows_in(part.range), out)) return false;
    if (view.last() - view.first() > std::numeric_limits<std::uint32_t>::max()) return true;
    const std::size_t size = out.times.size() * sizeof(std::uint32_t);
    chunk.first_row = out.first;
    chunk.times = {static_cast<std::uint32_t*>(memory_.allocate(size, alignof(std::uint32_t))),
                   out.times.size()};
    std::ranges::transform(out.times, chunk.times.begin(),
                           [first = view.first()](std::int64_t time) {
                               return static_cast<std::uint32_t>(time - first);
                           });
    return true;
}

}  // namespace nodewatch::store
