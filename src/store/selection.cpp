#include "store/selection.hpp"

#include <algorithm>
#include <utility>

namespace nodewatch::store {
namespace {

/// Kept from one chunk to the next, and from one query of a thread to the next.
RowTimes& rows_buffer() {
    thread_local RowTimes rows;
    return rows;
}

}  // namespace

void StoreSelection::find_groups() const {
    if (!groups_.empty()) return;
    for (std::size_t i = 0; i < series_.size(); ++i) {
        for (const GroupId id : series_[i].groups) {
            groups_[id].series.push_back(series_[i].id);
            groups_[id].last_reader = i;
        }
    }
    for (auto& [id, group] : groups_)
        std::ranges::sort(group.series);
}

void StoreSelection::count_damage(std::uint64_t parts) const {
    damaged_ += parts;
    counters_.damaged_blobs += parts;
}

Result<> StoreSelection::visit(GroupId group, TimeRange range, const VisitBlob& visit) const {
    auto reader = readers_.take();
    if (!reader) return failure(reader.error());
    std::uint64_t damaged = 0;
    auto read = (*reader)->read(group, range, last_staged_, damaged, visit);
    count_damage(damaged);
    return read;
}

Result<> StoreSelection::read_passing(GroupId group, TimeRange range,
                                      SampleAppender& samples) const {
    RowTimes& rows = rows_buffer();
    return visit(group, range, [&](const StoredBlob& blob) {
        const bool whole = for_each_chunk(blob, [&](const StoredChunk& chunk) {
            const auto column = samples.column_in(chunk, range);
            if (!column) return;
            const bool read = chunk.view.times(chunk.rows_in(range), rows) &&
                              samples.add(chunk, *column, rows, range);
            if (!read) count_damage(1);
        });
        if (!whole) count_damage(1);
    });
}

/// Null when there is no room for what the range has.
Result<KeptChunks::Part*> StoreSelection::load(GroupId group, KeptChunks& kept,
                                               TimeRange range) const {
    KeptChunks::Part& part = kept.add(range);
    bool room = true;
    const auto read = visit(group, range, [&](const StoredBlob& blob) {
        const bool whole = for_each_chunk(blob, [&](const StoredChunk& chunk) {
            if (room && chunk.overlaps(range)) room = kept.keep(part, chunk);
        });
        if (!whole) count_damage(1);
    });
    if (read && room) return &part;
    kept.drop(part);
    if (!read) return failure(read.error());
    return nullptr;
}

void StoreSelection::append(KeptChunks& kept, KeptChunks::Part& part,
                            SampleAppender& samples) const {
    RowTimes& rows = rows_buffer();
    for (KeptChunks::Chunk& chunk : part.chunks) {
        const auto column = samples.column_in(chunk.stored, part.range);
        if (!column) continue;
        const bool read =
            kept.times(part, chunk, rows) && samples.add(chunk.stored, *column, rows, part.range);
        if (!read) count_damage(1);
    }
}

/// Lets go of groups that no series from this one on is in. False when there are none.
bool StoreSelection::make_room(std::size_t series) const {
    bool made = false;
    for (auto& [id, group] : groups_) {
        if (!group.kept || group.last_reader >= series) continue;
        group.kept.reset();
        made = true;
    }
    return made;
}

Result<> StoreSelection::read_group(GroupId id, std::size_t series, SampleAppender& samples) const {
    Group& group = groups_.at(id);
    TimeRange rest = samples.range();
    if (group.series.size() < 2) return read_passing(id, rest, samples);
    if (!group.kept) group.kept = std::make_unique<KeptChunks>(group.series, budget_);
    while (true) {
        KeptChunks::Part* part = group.kept->find(rest.from);
        const TimeRange range = part != nullptr ? part->range : group.kept->gap(rest);
        if (part == nullptr && !group.no_room) {
            const auto loaded = load(id, *group.kept, range);
            if (!loaded) return failure(loaded.error());
            part = *loaded;
            if (part == nullptr) {
                group.no_room = !make_room(series);
                continue;
            }
        }
        if (part != nullptr) {
            append(*group.kept, *part, samples);
        } else if (auto read = read_passing(id, range, samples); !read) {
            return read;
        }
        if (range.to >= rest.to) return {};
        rest.from = range.to + 1;
    }
}

Result<> StoreSelection::read(std::size_t index, TimeRange range, Samples& out) const {
    const Series& series = series_[index];
    SampleAppender samples(series.id, range, out);
    if (series.on_disk) {
        find_groups();
        // The oldest group first: of two samples for one time the later counts.
        for (auto group = series.groups.rbegin(); group != series.groups.rend(); ++group) {
            if (auto read = read_group(*group, index, samples); !read) return read;
        }
    }
    samples.add(series.head);
    samples.finish();
    return {};
}

}  // namespace nodewatch::store
