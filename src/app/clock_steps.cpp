#include "app/clock_steps.hpp"

#include <chrono>

namespace nodewatch::app {

std::optional<Duration> ClockSteps::notice(Now now) {
    const Duration moved = (now.wall - last_.wall) - elapsed(last_.steady, now.steady);
    last_ = now;
    if (std::chrono::abs(moved) <= threshold) return std::nullopt;
    return moved;
}

}  // namespace nodewatch::app
