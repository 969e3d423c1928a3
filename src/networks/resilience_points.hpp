#pragma once

#include <string>

#include "resilience/circuit_breaker.hpp"
#include "resilience/supervisor.hpp"
#include "telemetry/point.hpp"
#include "telemetry/schema.hpp"

/// How the resilience of a source stands, as points: the same names for every network.
namespace nodewatch {

struct BreakerMeasurement : Measurement {
    BreakerMeasurement()
        : Measurement("nodewatch_breaker", "Circuit breakers of the targets' endpoints",
                      {"endpoint"}) {}
    Field state = gauge("state", "nodewatch_breaker_state", "1",
                        "0 closed: requests are made; 1 open: the endpoint does not answer and is "
                        "spared; 2 half-open: a request tries whether it answers again");
    Field failures =
        gauge("failures", "nodewatch_breaker_failures", "1",
              "Calls in a row without an answer; of a Betanet service a whole round is one");
    Field opened = counter("opened", "nodewatch_breaker_opened_total", "1",
                           "Times the breaker opened, after a probe without an answer too");
    Field probe = countdown("probe", "nodewatch_breaker_probe_in_seconds",
                            "Time until the next request is allowed as a probe; negative when it "
                            "waits for somebody to ask; absent unless the breaker is open");
    Field closed_open = transition("closed", "open");
    Field open_half_open = transition("open", "half_open");
    Field half_open_open = transition("half_open", "open");
    Field half_open_closed = transition("half_open", "closed");

private:
    Field transition(const std::string& from, const std::string& to) {
        return counter(from + "_to_" + to, "nodewatch_breaker_transitions_total", "1",
                       "Changes of the breaker's state", {{"from", from}, {"to", to}});
    }
};

struct SupervisorMeasurement : Measurement {
    SupervisorMeasurement()
        : Measurement("nodewatch_supervisor", "Tasks that are started again when they fail",
                      {"task"}) {}
    Field failures = gauge("failures", "nodewatch_supervisor_failures", "1",
                           "Failures in a row; the wait before the next start grows with them");
    Field wait = gauge("wait", "nodewatch_supervisor_wait_seconds", "seconds",
                       "Time until the task starts again; 0 while it runs");
    Field restarts = counter("restarts", "nodewatch_supervisor_restarts_total", "1",
                             "Starts of the task after its first");
};

extern const BreakerMeasurement breaker_measurement;
extern const SupervisorMeasurement supervisor_measurement;

/// `interval` is the time until the next such point.
Point breaker_point(const CircuitBreaker::Snapshot& breaker, std::string endpoint, Now now,
                    Duration interval);
Point supervisor_point(const Supervisor::Snapshot& supervisor, std::string task, Now now,
                       Duration interval);

}  // namespace nodewatch
