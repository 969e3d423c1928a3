#pragma once

#include <chrono>

#include "base/time.hpp"

namespace nodewatch {

/// When a point was made, and when its next one is due.
struct Stamp {
    WallTime time;
    Duration interval;
};

/// The unix time of a moment of the steady clock: what an age field is told.
inline double unix_time_of(SteadyTime event, Now now) {
    return to_unix_seconds(now.wall) - std::chrono::duration<double>(now.steady - event).count();
}

}  // namespace nodewatch
