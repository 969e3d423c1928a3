#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "resilience/backoff.hpp"

namespace nodewatch {

struct SupervisorPolicy {
    BackoffPolicy backoff{.base = Duration{2'000}, .cap = Duration{60'000}};
    Duration stable_after{60'000};  ///< a run this long forgets the failures before it
    std::optional<unsigned> max_failures = std::nullopt;  ///< in a row; absent: never gives up
};

enum class SupervisorState : std::uint8_t {
    idle,      ///< not started
    running,   ///< the work is under way
    waiting,   ///< it failed and starts again at next_start
    finished,  ///< it ended without an error
    gave_up,   ///< max_failures was reached
};
std::string_view to_string(SupervisorState state);

/// Keeps a piece of work running: when it fails, by an error or by an exception, it is started
/// again after a wait that grows with the failures in a row.
class Supervisor {
public:
    using Work = std::function<Task<Result<>>()>;

    struct Snapshot {
        SupervisorState state = SupervisorState::idle;
        unsigned consecutive_failures = 0;
        std::uint64_t restarts = 0;  ///< starts after the first
        std::optional<SteadyTime> started;
        std::optional<SteadyTime> next_start;  ///< only while waiting
        std::optional<Error> last_error;       ///< kept after recovery
        std::optional<WallTime> last_error_time;
    };
    using Observer = std::function<void(const Snapshot&)>;

    /// `name` stands in log lines as component.
    Supervisor(Clock& clock, std::string name, SupervisorPolicy policy, Random random);

    /// Runs the work until it ends without an error, the supervisor gives up, or it is cancelled.
    /// What the work refers to must outlive the call.
    Task<void> run(Work work);

    /// The work has proved itself (connected, subscribed): its next failure waits as a first one,
    /// without waiting for `stable_after`.
    void stable();

    const Snapshot& snapshot() const { return snapshot_; }
    /// Called after each change of state.
    void set_observer(Observer observer) { observer_ = std::move(observer); }

private:
    void change(SupervisorState state);
    void failed(Error error);

    Clock& clock_;
    std::string name_;
    SupervisorPolicy policy_;
    Backoff backoff_;
    Snapshot snapshot_;
    Observer observer_;
};

}  // namespace nodewatch
