#include "store/target_writer.hpp"

#include <algorithm>

namespace nodewatch::store {
namespace {

/// The more series a group has, the less is lost where its chunks end within a page, and the more
/// must be passed over to read one of them.
constexpr std::size_t max_columns = 512;

}  // namespace

/// The newest one that has room: it is the most likely one.
GroupId TargetWriter::group_with_room(const Groups& groups, Times times) {
    const auto has_room = [&](GroupId group) { return state_.head.size_of(group) < max_columns; };
    const auto found = std::find_if(groups.rbegin(), groups.rend(), has_room);
    if (found != groups.rend()) return *found;
    const GroupId group = state_.head.new_group();
    if (group != 0 && times == Times::of_scrape) state_.head.keep_together(group);
    return group;
}

Result<SeriesId> TargetWriter::series(const Labels& labels, Times times) {
    const auto found = state_.index.find_or_add(labels);
    if (!found) {
        ++state_.counters.refused_limit;
        state_.counters.set_error(found.error().message);
        return failure(found.error());
    }
    Groups& groups = times == Times::own ? own_ : of_scrape_;
    GroupId group = state_.head.group_of(found->id);
    if (group == 0) {
        group = group_with_room(groups, times);
        if (group == 0) return failure(ErrorKind::too_large, "the store has no numbers for groups");
        state_.head.place(found->id, group);
    } else if (times == Times::of_scrape) {
        state_.head.keep_together(group);  // that of an earlier run
    }
    groups.insert(group);
    return found->id;
}

std::optional<TargetWriter::Newest> TargetWriter::newest(SeriesId series) const {
    const std::int64_t time = state_.head.newest(series);
    if (time == Head::never) return std::nullopt;
    const Samples samples = state_.head.view(series, {time, time}).samples;
    if (samples.size() == 0) return Newest{time, std::nullopt};
    return Newest{time, samples.values.back()};
}

TargetWriter::Counts TargetWriter::append(std::span<const Head::Sample> samples) {
    StoreCounters& counters = state_.counters;
    if (state_.head.unflushed() > state_.options.max_unflushed) {
        counters.lost += samples.size();
        return {.lost = samples.size()};
    }
    const Head::Counts counts = state_.head.append(samples, state_.lateness());
    counters.samples += counts.taken;
    counters.refused_old += counts.too_old;
    counters.refused_time += counts.bad_time;
    counters.lost += counts.no_group;
    return {.taken = counts.taken,
            .past = counts.too_old + counts.bad_time,
            .unknown = counts.no_group};
}

}  // namespace nodewatch::store
