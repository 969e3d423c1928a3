#include "app/clock_steps.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace nodewatch::app {
namespace {

using namespace std::chrono_literals;

TEST(ClockSteps, TimeThatPassesIsNoStep) {
    ManualClock clock;
    ClockSteps steps(clock.now());
    for (const Duration d : {Duration{500}, Duration{3'600'000}, Duration{0}}) {
        clock.advance(d);
        EXPECT_EQ(steps.notice(clock.now()), std::nullopt);
    }
}

TEST(ClockSteps, TellsSizeAndDirectionOnce) {
    ManualClock clock;
    ClockSteps steps(clock.now());
    for (const Duration step : {Duration{3'600'000}, Duration{-1'500}}) {
        clock.advance(500ms);
        clock.step_wall(step);
        EXPECT_EQ(steps.notice(clock.now()), step);
        clock.advance(500ms);
        EXPECT_EQ(steps.notice(clock.now()), std::nullopt);
    }
}

TEST(ClockSteps, SlewingIsNoStep) {
    ManualClock clock;
    ClockSteps steps(clock.now());
    for (int i = 0; i < 100; ++i) {  // in sum 10 s, as fast as adjtimex() can
        clock.advance(1s);
        clock.step_wall(100ms);
        EXPECT_EQ(steps.notice(clock.now()), std::nullopt);
    }
}

}  // namespace
}  // namespace nodewatch::app
