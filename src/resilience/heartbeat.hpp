#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace nodewatch {

struct HeartbeatPolicy {
    Duration interval{30'000};  ///< between two pings
    Duration timeout{10'000};   ///< for the answer to one
    unsigned failures = 3;      ///< unanswered pings in a row after which the connection is dead
};

/// Finds a connection that is open but silent. Pure: the owner sends the pings and waits.
///     for (;;) {
///         const auto step = heartbeat.step(clock.now().steady);
///         if (step.action == Heartbeat::Action::ping) co_await ...send...;
///         if (step.action == Heartbeat::Action::dead) ...close the connection...;
///         co_await clock.sleep_until(step.until);
///     }
class Heartbeat {
public:
    enum class Action : std::uint8_t { wait, ping, dead };
    struct Step {
        Action action = Action::wait;
        SteadyTime until{};  ///< ask again then
    };

    /// The first ping is due one interval after `connected`.
    Heartbeat(HeartbeatPolicy policy, SteadyTime connected);

    /// What to do now. `ping` counts as sent at `now`.
    Step step(SteadyTime now);
    /// A ping was answered, even one that had been given up: the peer lives.
    void answered(SteadyTime now);

    struct Snapshot {
        unsigned failures = 0;  ///< unanswered pings in a row
        std::uint64_t pings = 0;
        std::uint64_t timeouts = 0;
        std::optional<Duration> round_trip;  ///< of the last ping answered in time
        std::optional<SteadyTime> last_answer;
    };
    const Snapshot& snapshot() const { return snapshot_; }

private:
    HeartbeatPolicy policy_;
    SteadyTime next_ping_;
    std::optional<SteadyTime> sent_;  ///< the ping under way
    Snapshot snapshot_;
};

}  // namespace nodewatch
