#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "networks/xrpl/rpc.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::xrpl {

/// A question that is asked again and again.
struct Poll {
    std::string name;  ///< "poll peers"
    Duration interval;
    /// Asks once and hands the answer, or the failure, to the watcher; returns the failure for the
    /// status.
    std::function<Task<Result<>>()> ask;
    ActivityStatus status;
};

/// Asks at fixed times, `offset` after each multiple of the interval from the start, until
/// cancelled. A slow answer delays the next question to the next such time, never piles questions
/// up. What the server refuses for lack of rights is asked again every five minutes only, and told
/// once in the log.
Task<void> run_poll(Clock& clock, Poll& poll, Duration offset, std::string component);

/// Time between questions that the server refused.
inline constexpr Duration refused_poll_interval{300'000};
/// A question for which the node was not reached is asked again after this time, doubled with each
/// failure, if its interval is longer: a node that comes back must not stay half unknown for the
/// length of a slow poll. One that was not even asked (no connection, or the circuit breaker is
/// open) cost the node nothing, so its time is not doubled. One that the node answered with an
/// error keeps its interval: an overloaded server is not asked more.
inline constexpr Duration failed_poll_interval{15'000};

}  // namespace nodewatch::xrpl
