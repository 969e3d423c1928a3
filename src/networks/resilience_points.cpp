#include "networks/resilience_points.hpp"

#include <algorithm>
#include <utility>

#include "networks/stamp.hpp"

namespace nodewatch {

const BreakerMeasurement breaker_measurement;
const SupervisorMeasurement supervisor_measurement;

Point breaker_point(const CircuitBreaker::Snapshot& breaker, std::string endpoint, Now now,
                    Duration interval) {
    const auto& m = breaker_measurement;
    Point point(m, now.wall, interval, {std::move(endpoint)});
    point.set(m.state, static_cast<int>(breaker.state));
    point.set(m.failures, breaker.consecutive_failures);
    point.set(m.opened, breaker.opened);
    if (breaker.open_until) point.set(m.probe, unix_time_of(*breaker.open_until, now));
    point.set(m.closed_open, breaker.opened - breaker.reopened);
    point.set(m.open_half_open, breaker.half_opened);
    point.set(m.half_open_open, breaker.reopened);
    point.set(m.half_open_closed, breaker.closed);
    return point;
}

Point supervisor_point(const Supervisor::Snapshot& supervisor, std::string task, Now now,
                       Duration interval) {
    const auto& m = supervisor_measurement;
    Point point(m, now.wall, interval, {std::move(task)});
    const Duration wait =
        supervisor.next_start ? elapsed(now.steady, *supervisor.next_start) : Duration{0};
    point.set(m.failures, supervisor.consecutive_failures);
    point.set(m.wait, to_seconds(std::max(Duration{0}, wait)));
    point.set(m.restarts, supervisor.restarts);
    return point;
}

}  // namespace nodewatch
