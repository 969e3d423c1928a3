#include "networks/xrpl/coverage.hpp"

#include <gtest/gtest.h>

#include "unit/networks/xrpl/script.hpp"

namespace nodewatch::xrpl {
namespace {

SteadyTime t(double seconds) {
    return script::at(seconds).steady;
}

constexpr Duration minute{60'000};

TEST(Coverage, NothingWasWatchedBeforeItBegan) {
    Coverage coverage(minute);
    EXPECT_EQ(coverage.share(minute, t(0)), 0.0);
    coverage.begin(t(0));
    EXPECT_DOUBLE_EQ(coverage.share(minute, t(15)), 0.25);
    EXPECT_LT(coverage.share(minute, t(59.999)), 1.0);
    EXPECT_EQ(coverage.share(minute, t(60)), 1.0);
    EXPECT_EQ(coverage.share(minute, t(1e6)), 1.0);
}

TEST(Coverage, SumsTheIntervalsInsideTheWindow) {
    Coverage coverage(minute);
    coverage.begin(t(0));
    coverage.end(t(30));
    coverage.begin(t(40));
    coverage.end(t(55));
    EXPECT_DOUBLE_EQ(coverage.share(minute, t(60)), 45.0 / 60.0);
    EXPECT_DOUBLE_EQ(coverage.share(minute, t(80)), 25.0 / 60.0);
    EXPECT_EQ(coverage.share(minute, t(115)), 0.0);
}

TEST(Coverage, AnEndBeforeTheBeginningLeavesNothing) {
    Coverage coverage(minute);
    coverage.begin(t(10));
    coverage.end(t(5));
    EXPECT_FALSE(coverage.open());
    EXPECT_EQ(coverage.share(minute, t(20)), 0.0);
}

TEST(Coverage, WhatIsOlderThanTheHorizonIsForgotten) {
    Coverage coverage(minute);
    for (int i = 0; i < 1000; ++i) {
        coverage.begin(t(10 * i));
        coverage.end(t(10 * i + 5));
    }
    EXPECT_LE(coverage.intervals().size(), 8U);
    EXPECT_DOUBLE_EQ(coverage.share(minute, t(10'000)), 0.5);
    EXPECT_EQ(coverage.forgotten(), 0U);
}

TEST(Coverage, AtTheBoundTheOldestCountAsNotWatched) {
    Coverage coverage(minute);
    constexpr int intervals = 2 * static_cast<int>(Coverage::max_intervals);
    for (int i = 0; i < intervals; ++i) {
        coverage.begin(t(0.02 * i));
        coverage.end(t(0.02 * i + 0.01));
    }
    EXPECT_EQ(coverage.intervals().size(), Coverage::max_intervals);
    EXPECT_EQ(coverage.forgotten(), Coverage::max_intervals);
    EXPECT_NEAR(coverage.share(minute, t(60)), 10.24 / 60.0, 0.01);
}

}  // namespace
}  // namespace nodewatch::xrpl
