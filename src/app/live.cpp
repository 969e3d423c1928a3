#include "app/live.hpp"

#include "app/measurements.hpp"
#include "app/self_metrics.hpp"
#include "base/json_writer.hpp"

namespace nodewatch::app {
namespace {

/// A problem is on the screen so soon after it began. What a look finds unchanged is not sent.
constexpr Duration look_interval{100};
/// Activities change with every poll, and nobody waits for them: of so many looks one is at them.
constexpr int looks_for_activities = 10;

std::string program_json(const api::BuildInfo& build, bool demo, WallTime started) {
    JsonWriter json;
    json.begin_object().member("version", build.version).member("revision", build.revision);
    json.member("started", std::int64_t{started.time_since_epoch().count()});
    json.member("demo", demo).end_object();
    return json.take();
}

}  // namespace

Live::Live(Parts parts)
    : parts_(std::move(parts)),
      board_(parts_.clock),
      points_(board_, parts_.latest),
      events_(board_),
      push_(parts_.executor, board_, parts_.clock, parts_.session_end) {
    board_.put("program", "", program_json(parts_.build, parts_.demo, parts_.clock.now().wall));
}

Task<void> Live::run(Publisher publisher) {
    co_await with_task_group(
        [this, publisher](TaskGroup& group) { return start(publisher, group); });
}

Task<void> Live::start(Publisher publisher, TaskGroup& group) {
    group.spawn("push", push_.run());
    group.spawn("targets", show_targets());
    group.spawn("report", report(publisher));
    co_return;
}

Task<void> Live::show_targets() {
    StatusVersions shown, shown_with_activities;
    for (int look = 0;; look = (look + 1) % looks_for_activities) {
        const Now now = parts_.clock.now();
        const auto statuses = parts_.changed_statuses(now, shown);
        for (const TargetStatus& status : statuses) {
            const auto& [network, node] = status.target;
            board_.put(live_topic({"target", network, node}), "",
                       api::write_live_target_json(status, now));
        }
        status_events_.observe(statuses, now.wall, events_);
        if (look == 0) show_activities(now, shown_with_activities);
        co_await parts_.clock.sleep_for(look_interval);
    }
}

void Live::show_activities(Now now, StatusVersions& shown) {
    for (const TargetStatus& status : parts_.changed_statuses(now, shown)) {
        const auto& [network, node] = status.target;
        board_.put(live_topic({"activities", network, node}), "",
                   api::write_live_activities_json(status, now));
    }
}

Task<void> Live::report(Publisher publisher) {
    for (;;) {
        const auto& measurement = live_measurement();
        const auto& counters = push_.counters();
        Point point(measurement, parts_.clock.now().wall, SelfMetrics::interval);
        point.set(measurement.clients, counters.clients);
        point.set(measurement.connections, counters.connections);
        point.set(measurement.refused, counters.refused);
        point.set(measurement.frames, counters.frames);
        point.set(measurement.bytes, counters.bytes);
        point.set(measurement.snapshots, counters.snapshots);
        point.set(measurement.rows, board_.size());
        point.set(measurement.refused_rows, board_.refused());
        publisher.publish(point);
        co_await parts_.clock.sleep_for(SelfMetrics::interval);
    }
}

}  // namespace nodewatch::app
