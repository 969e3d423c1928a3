#pragma once

#include <memory>
#include <vector>

#include "base/async.hpp"
#include "base/time.hpp"

namespace nodewatch {

/// The only way to learn the time and to wait. Injected, so that hours are tested in milliseconds.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Now now() const = 0;

    /// Suspends the calling coroutine until the monotonic clock reaches `t`. Cancellable.
    virtual Task<void> sleep_until(SteadyTime t) = 0;

    Task<void> sleep_for(Duration d) { return sleep_until(now().steady + d); }
};

/// The real clocks of the machine.
class SystemClock final : public Clock {
public:
    Now now() const override;
    Task<void> sleep_until(SteadyTime t) override;
};

/// A clock that moves only when told to. Loop thread only.
class ManualClock final : public Clock {
public:
    explicit ManualClock(WallTime start = from_unix_seconds(1'763'700'000));
    ~ManualClock() override;

    Now now() const override;
    Task<void> sleep_until(SteadyTime t) override;

    /// Moves both clocks and wakes the sleepers that are due, in the order of their times.
    void advance(Duration d);
    /// Moves the wall clock alone, as an administrator or NTP would.
    void step_wall(Duration d);
    /// The number of coroutines asleep.
    std::size_t sleepers() const;

private:
    struct Sleeper;
    Now now_;
    std::vector<std::shared_ptr<Sleeper>> sleepers_;  ///< the first to wake comes first
};

}  // namespace nodewatch
