#include "networks/host/watcher.hpp"

#include "networks/host/measurements_cgroup.hpp"
#include "networks/host/measurements_devices.hpp"
#include "networks/host/measurements_state.hpp"

namespace nodewatch::host {
namespace {

constexpr int recent_intervals = 3;

enum class HostState : std::uint8_t { unreadable, well, strained };

}  // namespace

Watcher::Watcher(Publisher publisher, Thresholds thresholds, Duration fast, Duration slow)
    : publisher_(publisher), fast_(fast), slow_(slow), conditions_(thresholds) {}

std::string_view to_string(RoundKind kind) {
    switch (kind) {
        case RoundKind::fast:
            return "fast";
        case RoundKind::slow:
            return "slow";
        case RoundKind::filesystems:
            return "filesystems";
    }
    return "";
}

void Watcher::on_fast(Round round, Now now) {
    overdue_.erase(RoundKind::fast);
    tell_groups_apart(round);
    publish(round, now);
    note_kills(round.facts, now);
    recent_.add(round.facts, now.steady);
    last_facts_ = std::move(round.facts);
    judge(now);
}

void Watcher::on_slow(Round round, Now now) {
    overdue_.erase(RoundKind::slow);
    publish(round, now);
    temperatures_ = std::move(round.facts.temperatures);
    temperatures_at_ = now.steady;
}

void Watcher::on_filesystems(FilesystemReading reading, Now now) {
    overdue_.erase(RoundKind::filesystems);
    publisher_.publish_set(filesystem_measurement, reading.points, now.wall);
    filesystems_ = std::move(reading.facts);
    filesystems_at_ = now.steady;
}

void Watcher::on_overdue(RoundKind kind, Now now) {
    overdue_.insert(kind);
    if (kind == RoundKind::fast) last_facts_ = {};
    judge(now);
}

void Watcher::judge(Now now) {
    started_ = true;
    conditions_.update(condition_inputs(now), now);
    publish_state(now);
}

void Watcher::publish(const Round& round, Now now) {
    for (const auto& [measurement, points] : round.groups)
        publisher_.publish_set(*measurement, points, now.wall);
}

/// Another group may come to have the tightest bound; its counters count something else.
void Watcher::tell_groups_apart(Round& round) {
    const auto& m = cgroup_measurement;
    for (Round::Group& group : round.groups) {
        if (group.measurement != &m) continue;
        for (Point& point : group.points) {
            count_from_change(point, m.cpu_seconds, round.facts.cgroup.cpu_group);
            count_from_change(point, m.cpu_throttled, round.facts.cgroup.cpu_group);
            count_from_change(point, m.oom_kills, round.facts.cgroup.memory_group);
        }
    }
}

/// From 0 after a change, which readers of counters take for a new start.
void Watcher::count_from_change(Point& point, Field field, const std::string& group) {
    const auto count = point.get(field);
    if (!count) return;
    GroupCount& known = group_counts_.try_emplace(field.index, GroupCount{group}).first->second;
    if (known.group != group) known = {group, *count};
    if (*count < known.from) known.from = 0;  // a group made anew
    point.set(field, *count - known.from);
}

void Watcher::note_kills(const Facts& facts, Now now) {
    const auto note = [&](std::optional<double>& before, const std::optional<double>& count) {
        if (before && count && *count > *before) last_kill_ = now.steady;
        before = count;
    };
    note(kills_, facts.oom_kills);
    // Another group's count is no news of ours.
    if (facts.cgroup.memory_group != kills_group_) group_kills_.reset();
    kills_group_ = facts.cgroup.memory_group;
    note(group_kills_, facts.cgroup.oom_kills);
}

ConditionInputs Watcher::condition_inputs(Now now) const {
    const auto is_recent = [&](SteadyTime at) {
        return elapsed(at, now.steady) < recent_intervals * slow_;
    };
    ConditionInputs in;
    in.facts = last_facts_;
    for (const RoundKind kind : overdue_)
        in.overdue.emplace_back(to_string(kind));
    if (is_recent(temperatures_at_)) in.facts.temperatures = temperatures_;
    if (filesystems_ && is_recent(filesystems_at_)) in.filesystems = filesystems_;
    in.disks = recent_.disks();
    in.network = recent_.network();
    in.last_kill = last_kill_;
    in.kills_known = kills_ || group_kills_;
    return in;
}

void Watcher::publish_state(Now now) {
    const auto& c = condition_measurement;
    Point conditions(c, now.wall, fast_);
    for (std::size_t i = 0; i < condition_count; ++i)
        conditions.set(c.fields[i], conditions_.holds(static_cast<Condition>(i)));
    publisher_.publish(conditions);

    const bool readable = !conditions_.active(Condition::host_unreadable);
    HostState state = HostState::well;
    if (!readable)
        state = HostState::unreadable;
    else if (conditions_.any_active())
        state = HostState::strained;
    const auto& m = state_measurement;
    Point point(m, now.wall, fast_);
    point.set(m.up, readable);
    point.set(m.state, static_cast<int>(state));
    publisher_.publish(point);
}

TargetState Watcher::state() const {
    if (!started_) return TargetState::starting;
    if (conditions_.active(Condition::host_unreadable)) return TargetState::failed;
    return conditions_.any_active() ? TargetState::degraded : TargetState::ok;
}

}  // namespace nodewatch::host
