#include "store/points.hpp"

#include <algorithm>

#include "telemetry/latest_values.hpp"

namespace nodewatch::store {

Labels labels_of_field(const SeriesGroup& group, std::size_t field) {
    const FieldSpec& spec = group.measurement->fields()[field];
    Labels labels;
    for (const auto& [name, value] : nodewatch::labels_of(group, spec))
        labels.set(name, value);
    labels.set("network", group.target.network);
    labels.set("node", group.target.node);
    labels.set(metric_name_label, spec.metric);
    return labels;
}

SeriesId PointWriter::series_of(Entry& entry, const SeriesGroup& group, std::size_t field) {
    SeriesId& series = entry.series[field];
    if (series != 0) return series;
    const auto found = state_.index.find_or_add(labels_of_field(group, field));
    if (!found) {
        ++state_.counters.refused_limit;
        state_.counters.set_error(found.error().message);
        return 0;
    }
    // After a restart the group is the one that its first series had.
    if (entry.group == 0) entry.group = state_.head.group_of(found->id);
    if (entry.group == 0) entry.group = state_.head.new_group();
    if (entry.group == 0) return 0;
    state_.head.keep_together(entry.group);
    state_.head.place(found->id, entry.group);
    return series = found->id;
}

void PointWriter::write_row(Entry& entry, WallTime time, std::size_t samples) {
    if (row_.empty()) return;
    StoreCounters& counters = state_.counters;
    if (state_.head.unflushed() > state_.options.max_unflushed) {
        counters.lost += samples;
        return;
    }
    switch (state_.head.append_row(entry.group, time.time_since_epoch().count(), row_,
                                   state_.lateness())) {
        case Head::Outcome::taken:
            counters.samples += samples;
            break;
        case Head::Outcome::too_old:
            counters.refused_old += samples;
            break;
        case Head::Outcome::bad_time:
            counters.refused_time += samples;
            break;
        case Head::Outcome::no_group:
            // Its series were dropped for their age: the next point makes them anew.
            counters.lost += samples;
            entry.group = 0;
            entry.series.assign(entry.series.size(), 0);
            break;
    }
}

void PointWriter::accept(const SeriesGroup& group, const Point& point) {
    if (group.id >= entries_.size()) entries_.resize(std::size_t{group.id} + 1);
    Entry& entry = entries_[group.id];
    entry.series.resize(point.size(), 0);
    entry.live.resize(point.size(), false);
    row_.clear();
    const auto& fields = group.measurement->fields();
    for (std::size_t i = 0; i < point.size(); ++i) {
        const bool there = point.has(i);
        if (!there && !entry.live[i]) continue;
        entry.live[i] = there;
        const SeriesId series = series_of(entry, group, i);
        if (series == 0) continue;
        double value = there ? point.value(i) : stale_marker();
        if (there && fields[i].kind == FieldKind::age) {
            value = to_unix_seconds(point.time()) - value;
            if (value < 0) value = 0;  // an unknown one (NaN) stays unknown
        }
        if (there && fields[i].kind == FieldKind::countdown) value -= to_unix_seconds(point.time());
        row_.push_back({series, value});
    }
    write_row(entry, point.time(), row_.size());
    entry.last = point.time();
    entry.accepted = state_.clock.now().steady;
    entry.interval = point.interval();
    entry.active = true;
}

void PointWriter::end(Entry& entry, WallTime time) {
    entry.active = false;
    row_.clear();
    for (std::size_t i = 0; i < entry.live.size(); ++i) {
        if (entry.live[i] && entry.series[i] != 0)
            row_.push_back({entry.series[i], stale_marker()});
        entry.live[i] = false;
    }
    // Behind the last value, which it must not replace.
    write_row(entry, std::max(time, entry.last + Duration{1}), row_.size());
}

void PointWriter::retire(const SeriesGroup& group, WallTime time) {
    if (group.id < entries_.size()) end(entries_[group.id], time);
}

void PointWriter::forget(const SeriesGroup& group) {
    if (group.id < entries_.size()) entries_[group.id] = Entry{};
}

void PointWriter::end_silent_groups() {
    const SteadyTime now = state_.clock.now().steady;
    for (Entry& entry : entries_) {
        if (!entry.active || entry.interval <= Duration::zero()) continue;
        const Duration silence = LatestValues::stale_after_intervals * entry.interval;
        if (now - entry.accepted > silence) end(entry, entry.last + silence);
    }
}

}  // namespace nodewatch::store
