#include "networks/bitcoin/mempool_schedule.hpp"

#include <gtest/gtest.h>

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;

TEST(MempoolSchedule, AtOnceAndThenEveryHalfMinute) {
    MempoolSchedule schedule;
    const SteadyTime start{1h};
    EXPECT_TRUE(schedule.is_due("a", start));
    schedule.note("a", start, start + 100ms);
    EXPECT_FALSE(schedule.is_due("a", start + 30s));
    EXPECT_TRUE(schedule.is_due("a", start + 30s + 100ms));
    schedule.forget();
    EXPECT_TRUE(schedule.is_due("a", start + 1s));
}

TEST(MempoolSchedule, WithANewBlock) {
    MempoolSchedule schedule;
    const SteadyTime start{1h};
    schedule.note("a", start, start + 1s);
    EXPECT_FALSE(schedule.is_due("b", start + 5s)) << "four times as long as it took";
    EXPECT_TRUE(schedule.is_due("b", start + 6s));
}

TEST(MempoolSchedule, WhatIsForgottenIsReadSoonButNotWithoutAPause) {
    MempoolSchedule schedule;
    const SteadyTime start{1h};
    schedule.note("a", start, start + 10s);
    schedule.forget();
    EXPECT_FALSE(schedule.is_due("a", start + 59s)) << "five times as long as it took: at 60 s";
    EXPECT_TRUE(schedule.is_due("a", start + 60s));
    schedule.note("a", start + 60s, start + 70s);
    EXPECT_FALSE(schedule.is_due("a", start + 130s)) << "it is remembered again";
}

TEST(MempoolSchedule, WhatTakesLongIsDoneLessOften) {
    MempoolSchedule schedule;
    const SteadyTime start{1h};
    schedule.note("a", start, start + 4s);
    EXPECT_EQ(schedule.interval(), Duration{80s});
    schedule.note("a", start, start + 120s);
    EXPECT_EQ(schedule.interval(), Duration{600s});
    schedule.note("a", start, start + 10ms);
    EXPECT_EQ(schedule.interval(), Duration{30s});
}

}  // namespace
}  // namespace nodewatch::bitcoin
