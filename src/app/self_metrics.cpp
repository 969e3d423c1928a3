#include "app/self_metrics.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "app/measurements.hpp"
#include "app/process_usage.hpp"
#include "app/version.hpp"
#include "base/log.hpp"

namespace nodewatch::app {

SelfMetrics::SelfMetrics(Parts parts, std::string host_name)
    : parts_(parts),
      publisher_(parts.hub, Target{"nodewatch", std::move(host_name)}),
      started_(parts.clock.now().steady),
      clock_steps_(parts.clock.now()) {}

Task<void> SelfMetrics::run() {
    Duration lag{0};
    for (;;) {
        co_await publish_process(lag);
        const Now now = parts_.clock.now();
        publish_build(now.wall);
        publish_hub(now);
        publish_server(now.wall);
        lag = co_await measure_lag();
    }
}

Task<Duration> SelfMetrics::measure_lag() {
    constexpr Duration step{500};
    Duration worst{0};
    for (Duration waited{0}; waited < interval; waited += step) {
        const SteadyTime due = parts_.clock.now().steady + step;
        co_await parts_.clock.sleep_until(due);
        const Now now = parts_.clock.now();
        worst = std::max(worst, elapsed(due, now.steady));
        notice_clock_step(now);
    }
    co_return worst;
}

void SelfMetrics::notice_clock_step(Now now) {
    const auto step = clock_steps_.notice(now);
    if (!step) return;
    ++clock_steps_seen_;
    log::warn("clock",
              "the wall clock of this host was stepped by {:+.3f} s: time stamps from before and "
              "after do not fit together; ages and intervals go by the monotonic clock and are not "
              "affected. Check the host's time service if nobody set the clock.",
              to_seconds(*step));
}

void SelfMetrics::publish_build(WallTime now) {
    const auto& measurement = build_measurement();
    Point point(measurement, now, interval,
                {std::string(version().number), std::string(version().commit)});
    point.set(measurement.info, 1);
    publisher_.publish(point);
}

Task<void> SelfMetrics::publish_process(Duration lag) {
    const auto usage = co_await parts_.pool.run(read_process_usage);
    const auto& measurement = process_measurement();
    const Now now = parts_.clock.now();
    Point point(measurement, now.wall, interval);
    point.set(measurement.uptime,
              to_unix_seconds(now.wall) - to_seconds(elapsed(started_, now.steady)));
    point.set(measurement.demo, parts_.demo);
    point.set(measurement.loop_lag, to_seconds(lag));
    point.set(measurement.clock_steps, clock_steps_seen_);
    point.set(measurement.resident, usage.resident_bytes);
    point.set(measurement.cpu, usage.cpu_seconds);
    point.set(measurement.open_files, usage.open_files);
    point.set(measurement.max_files, usage.max_files);
    publisher_.publish(point);
}

void SelfMetrics::publish_hub(Now now) {
    const auto& measurement = hub_measurement();
    const auto counters = parts_.hub.counters();
    Point point(measurement, now.wall, interval);
    point.set(measurement.points, counters.points);
    point.set(measurement.dropped, counters.dropped_points);
    point.set(measurement.groups, counters.groups);
    point.set(measurement.fresh, parts_.latest.fresh_groups(now));
    point.set(measurement.stale, parts_.latest.stale_groups(now));
    publisher_.publish(point);
}

void SelfMetrics::publish_server(WallTime now) {
    const auto& measurement = http_server_measurement();
    const auto counters = parts_.http_counters();
    Point point(measurement, now, interval);
    point.set(measurement.requests, counters.requests);
    point.set(measurement.client_errors, counters.client_errors);
    point.set(measurement.server_errors, counters.server_errors);
    point.set(measurement.connections, counters.connections);
    point.set(measurement.open, counters.open_connections);
    point.set(measurement.refused, counters.refused_connections);
    point.set(measurement.timeouts, counters.timeouts);
    publisher_.publish(point);
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
    return name.data();
}

}  // namespace nodewatch::app
