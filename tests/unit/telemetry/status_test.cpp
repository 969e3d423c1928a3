#include "telemetry/status.hpp"

#include <gtest/gtest.h>

namespace nodewatch {
namespace {

using namespace std::chrono_literals;

/// Succeeded at this moment; expected every second.
constexpr Now success{WallTime{1'763'699'200s}, SteadyTime{100s}};

ActivityStatus polled() {
    ActivityStatus activity;
    activity.interval = 1s;
    activity.last_success = success.wall;
    activity.last_success_steady = success.steady;
    return activity;
}

Now later(Duration steady, Duration wall) {
    return {success.wall + wall, success.steady + steady};
}

TEST(ActivityStatusTest, AClockSetForwardMakesNothingStale) {
    const Now now = later(2s, 1h);
    EXPECT_EQ(since_success(polled(), now), Duration{2s});
    EXPECT_EQ(is_stale(polled(), now), false);
}

TEST(ActivityStatusTest, AClockSetBackKeepsNothingFresh) {
    const Now now = later(3'001ms, -1h);
    EXPECT_EQ(since_success(polled(), now), Duration{3'001ms});
    EXPECT_EQ(is_stale(polled(), now), true);
}

TEST(ActivityStatusTest, WithoutASteadyTimeTheWallClockCounts) {
    ActivityStatus activity = polled();
    activity.last_success_steady.reset();
    EXPECT_EQ(since_success(activity, later(0s, 2s)), Duration{2s});
    EXPECT_EQ(since_success(activity, later(0s, -2s)), Duration{0s});
    EXPECT_EQ(is_stale(activity, later(0s, 3s)), false);
    EXPECT_EQ(is_stale(activity, later(0s, 3'001ms)), true);
}

TEST(ActivityStatusTest, WhatNeverSucceededHasNoAge) {
    ActivityStatus activity;
    activity.interval = 1s;
    EXPECT_EQ(since_success(activity, success), std::nullopt);
    EXPECT_EQ(is_stale(activity, success), std::nullopt);
}

}  // namespace
}  // namespace nodewatch
