#include "telemetry/latest_values.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <unordered_map>

#include "base/clock.hpp"

namespace nodewatch {
namespace {

struct Slot {
    const SeriesGroup* group = nullptr;  ///< none: no point yet
    std::vector<double> values;
    WallTime time{};
    Now accepted{};
    Duration interval{};
    bool retired = false;
};

bool is_stale(const Slot& slot, Now now) {
    if (slot.interval <= Duration::zero()) return false;
    return now.steady - slot.accepted.steady > LatestValues::stale_after_intervals * slot.interval;
}

bool is_fresh(const Slot& slot, Now now) {
    return slot.group != nullptr && !slot.retired && !is_stale(slot, now);
}

double age_in_seconds(double event, const Slot& slot, Now now) {
    const double at_acceptance = to_unix_seconds(slot.accepted.wall) - event;
    const std::chrono::duration<double> since = now.steady - slot.accepted.steady;
    // Not std::max(0.0, x), which would turn an unknown (NaN) into zero.
    return (at_acceptance < 0.0 ? 0.0 : at_acceptance) + std::max(0.0, since.count());
}

double countdown_in_seconds(double event, const Slot& slot, Now now) {
    const std::chrono::duration<double> since = now.steady - slot.accepted.steady;
    return event - to_unix_seconds(slot.accepted.wall) - std::max(0.0, since.count());
}

double read(FieldKind kind, double value, const Slot& slot, Now now) {
    switch (kind) {
        case FieldKind::age:
            return age_in_seconds(value, slot, now);
        case FieldKind::countdown:
            return countdown_in_seconds(value, slot, now);
        case FieldKind::gauge:
        case FieldKind::counter:
            break;
    }
    return value;
}

}  // namespace

struct LatestValues::State {
    const Clock& clock;
    std::vector<Slot> slots;  ///< by group id
    /// Group ids by measurement, these as first seen.
    std::vector<std::set<std::uint32_t>> order;
    std::unordered_map<const Measurement*, std::size_t> position;

    Slot& slot(const SeriesGroup& group) {
        if (group.id >= slots.size()) slots.resize(group.id + std::size_t{1});
        Slot& slot = slots[group.id];
        if (slot.group == nullptr) {
            slot.group = &group;
            const auto [found, added] = position.try_emplace(group.measurement, order.size());
            if (added) order.emplace_back();
            order[found->second].insert(group.id);
        }
        return slot;
    }
};

LatestValues::LatestValues(const Clock& clock)
    : state_(std::make_unique<State>(State{clock, {}, {}, {}})) {}
LatestValues::~LatestValues() = default;

void LatestValues::accept(const SeriesGroup& group, const Point& point) {
    Slot& slot = state_->slot(group);
    slot.values = point.values();
    slot.time = point.time();
    slot.accepted = state_->clock.now();
    slot.interval = point.interval();
    slot.retired = false;
}

void LatestValues::retire(const SeriesGroup& group, WallTime) {
    state_->slot(group).retired = true;
}

void LatestValues::forget(const SeriesGroup& group) {
    Slot& slot = state_->slot(group);
    state_->order[state_->position.at(group.measurement)].erase(group.id);
    slot = Slot{};
}

void LatestValues::for_each(Now now, const std::function<void(const Value&)>& visit) const {
    for (const auto& ids : state_->order) {
        for (const std::uint32_t id : ids) {
            const Slot& slot = state_->slots[id];
            if (!is_fresh(slot, now)) continue;
            const auto& fields = slot.group->measurement->fields();
            for (std::size_t i = 0; i < fields.size(); ++i) {
                if (Point::is_absent(slot.values[i])) continue;
                const double value = read(fields[i].kind, slot.values[i], slot, now);
                visit(Value{slot.group, &fields[i], value, slot.time});
            }
        }
    }
}

LatestValues::Row LatestValues::row(const SeriesGroup& group) const {
    const Slot& slot = state_->slots[group.id];
    return {slot.group, &slot.values, slot.time, slot.interval};
}

std::size_t LatestValues::fresh_groups(Now now) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(state_->slots, [&](const Slot& s) { return is_fresh(s, now); }));
}

std::size_t LatestValues::stale_groups(Now now) const {
    return static_cast<std::size_t>(std::ranges::count_if(state_->slots, [&](const Slot& s) {
        return s.group != nullptr && !s.retired && is_stale(s, now);
    }));
}

std::optional<double> LatestValues::find(Now now, std::string_view metric, const Target& target,
                                         const LabelPairs& labels) const {
    LabelPairs wanted = labels;
    std::ranges::sort(wanted);
    std::optional<double> found;
    for_each(now, [&](const Value& value) {
        if (value.field->metric != metric || value.group->target != target) return;
        LabelPairs has = labels_of(*value.group, *value.field);
        std::ranges::sort(has);
        if (has == wanted) found = value.value;
    });
    return found;
}

LabelPairs labels_of(const SeriesGroup& group, const FieldSpec& field) {
    LabelPairs labels;
    const auto& tags = group.measurement->tags();
    for (std::size_t i = 0; i < tags.size(); ++i)
        labels.emplace_back(tags[i], group.tag_values[i]);
    labels.insert(labels.end(), field.labels.begin(), field.labels.end());
    return labels;
}

}  // namespace nodewatch
