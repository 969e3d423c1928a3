#include "networks/scrape/schedule.hpp"

#include <gtest/gtest.h>

namespace nodewatch::scrape {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t start = 1'763'700'000'000;  // a whole number of intervals of 10 s

Now at(Duration wall, Duration steady) {
    return {from_unix_milliseconds(start) + wall, SteadyTime{1h} + steady};
}
Now at(Duration time) {
    return at(time, time);
}
Duration since_start(WallTime time) {
    return time - from_unix_milliseconds(start);
}

TEST(ScrapeSchedule, IsAtTheSamePlaceOfEachInterval) {
    ScrapeSchedule schedule(10s, 10'003);
    const auto first = schedule.next(at(0ms));
    EXPECT_EQ(since_start(first.ideal), 3ms);
    EXPECT_EQ(first.start, at(3ms).steady);
    EXPECT_EQ(since_start(schedule.next(at(30ms)).ideal), 10'003ms);
    EXPECT_EQ(since_start(schedule.next(at(10'050ms)).ideal), 20'003ms);
    EXPECT_EQ(schedule.skipped(), 0U);
    // Another run.
    EXPECT_EQ(since_start(ScrapeSchedule(10s, 10'003).next(at(20'004ms)).ideal), 30'003ms);
}

TEST(ScrapeSchedule, StampsTheIdealTimeWithinTheTolerance) {
    ScrapeSchedule schedule(10s, 0);
    const auto slot = schedule.next(at(1s));
    EXPECT_EQ(since_start(slot.ideal), 10s);
    EXPECT_EQ(since_start(schedule.stamp(slot, at(10'000ms))), 10s);
    EXPECT_EQ(since_start(schedule.stamp(slot, at(10'100ms))), 10s);
    EXPECT_EQ(since_start(schedule.stamp(slot, at(10'101ms))), 10'101ms);
    EXPECT_EQ(since_start(schedule.stamp(slot, at(9'000ms))), 9s);
    EXPECT_EQ(ScrapeSchedule(100ms, 0).tolerance(), 2ms);
    EXPECT_EQ(ScrapeSchedule(1s, 0).tolerance(), 10ms);
    EXPECT_EQ(ScrapeSchedule(60s, 0).tolerance(), 100ms);
}

TEST(ScrapeSchedule, CountsWhatPassedDuringAScrape) {
    ScrapeSchedule schedule(10s, 0);
    schedule.next(at(0ms));
    EXPECT_EQ(since_start(schedule.next(at(35s)).ideal), 40s);
    EXPECT_EQ(schedule.skipped(), 3U);
    // A scrape that ends just when the next one is due.
    EXPECT_EQ(since_start(schedule.next(at(50s)).ideal), 50s);
    EXPECT_EQ(schedule.skipped(), 3U);
}

TEST(ScrapeSchedule, LosesNoTimeToATargetThatHangs) {
    ScrapeSchedule schedule(10s, 0);
    Duration now = 0ms;
    for (int i = 0; i < 1'000; ++i) {
        const auto slot = schedule.next(at(now));
        EXPECT_EQ(since_start(slot.ideal), i * 10s);
        // A timer is some milliseconds late at the begin and at the end of the timeout of 10 s.
        const SteadyTime began = std::max(slot.start, at(now).steady) + 2ms;
        now = elapsed(at(0ms).steady, begin_of_timeout(slot, began, 10s)) + 10'003ms;
    }
    EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(ScrapeSchedule, TakesATimeThatPassedLessThanHalfAnIntervalAgo) {
    ScrapeSchedule schedule(10s, 0);
    schedule.next(at(0ms));
    const auto late = schedule.next(at(14'999ms));
    EXPECT_EQ(since_start(late.ideal), 10s);
    EXPECT_EQ(late.start, at(10s).steady);
    EXPECT_EQ(since_start(schedule.stamp(late, at(14'999ms))), 14'999ms);
    EXPECT_EQ(since_start(schedule.next(at(25s)).ideal), 30s);
    EXPECT_EQ(schedule.skipped(), 1U);
    // The first one of a run is not owed to anybody.
    EXPECT_EQ(since_start(ScrapeSchedule(10s, 0).next(at(1s)).ideal), 10s);
}

TEST(ScrapeSchedule, LetsATimeoutRunFromTheSlotOn) {
    const ScrapeSchedule::Slot slot{from_unix_milliseconds(start), at(0ms).steady};
    EXPECT_EQ(begin_of_timeout(slot, at(20ms).steady, 10s), at(0ms).steady);
    // The host slept.
    EXPECT_EQ(begin_of_timeout(slot, at(60s).steady, 10s), at(55s).steady);
}

TEST(ScrapeSchedule, NeverTakesATimeTwice) {
    ScrapeSchedule schedule(10s, 0);
    EXPECT_EQ(since_start(schedule.next(at(9'999ms)).ideal), 10s);
    EXPECT_EQ(since_start(schedule.next(at(9'999ms)).ideal), 20s);
}

TEST(ScrapeSchedule, FindsTheGridAnewWhenTheClockWasSet) {
    ScrapeSchedule schedule(10s, 0);
    schedule.next(at(0ms));
    // An hour and four seconds ahead; then five hours back.
    const auto ahead = schedule.next(at(3'605s, 1s));
    EXPECT_EQ(since_start(ahead.ideal), 3'610s);
    EXPECT_EQ(ahead.start, at(6s).steady);
    const auto back = schedule.next(at(-14'396s, 7s));
    EXPECT_EQ(since_start(back.ideal), -14'390s);
    EXPECT_EQ(back.start, at(13s).steady);
    EXPECT_EQ(schedule.skipped(), 0U);
}

TEST(ScrapeSchedule, HashesAsFnvDoes) {
    // http://www.isthe.com/chongo/tech/comp/fnv/index.html
    EXPECT_EQ(identity_hash(""), 0xcbf29ce484222325U);
    EXPECT_EQ(identity_hash("a"), 0xaf63dc4c8601ec8cU);
    EXPECT_EQ(identity_hash("foobar"), 0x85944171f73967e8U);
}

}  // namespace
}  // namespace nodewatch::scrape
