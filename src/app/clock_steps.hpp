#pragma once

#include <optional>

#include "base/time.hpp"

namespace nodewatch::app {

/// Finds steps of the wall clock (an administrator, NTP after a long time away, a host that slept)
/// by comparing it with the monotonic one. Slewing, as time services do it for small errors, stays
/// far below the threshold. Pure.
class ClockSteps {
public:
    static constexpr Duration threshold{1'000};

    explicit ClockSteps(Now start) : last_(start) {}

    /// By how much the wall clock was moved since the last call, forward or back; nothing when that
    /// is at most the threshold. Call often: the shorter the time between, the less of it is drift.
    std::optional<Duration> notice(Now now);

private:
    Now last_;
};

}  // namespace nodewatch::app
