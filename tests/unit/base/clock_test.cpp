#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>

namespace nodewatch {
namespace {

using namespace std::chrono_literals;
using Log = std::vector<std::string>;

Task<void> sleep_and_note(Clock& clock, Duration d, std::string name, Log& log) {
    co_await clock.sleep_for(d);
    log.push_back(name);
}

class ManualClockTest : public testing::Test {
protected:
    void spawn(Duration d, std::string name) {
        group_.spawn(name, sleep_and_note(clock_, d, name, log_));
    }

    asio::io_context loop_;
    ManualClock clock_;
    TaskGroup group_{loop_.get_executor()};
    Log log_;
};

TEST_F(ManualClockTest, StandsStillUntilMoved) {
    Now before = clock_.now();
    EXPECT_EQ(before.wall, from_unix_seconds(1'763'700'000));
    EXPECT_EQ(clock_.now().steady, before.steady);
    clock_.advance(1500ms);
    EXPECT_EQ(clock_.now().wall - before.wall, 1500ms);
    EXPECT_EQ(elapsed(before.steady, clock_.now().steady), 1500ms);
}

TEST_F(ManualClockTest, WakesTheDueInTheOrderOfTheirTimes) {
    spawn(3s, "three");
    spawn(1s, "one");
    spawn(2s, "two");
    spawn(1s, "one again");
    spawn(4s, "four");
    loop_.poll();
    EXPECT_EQ(clock_.sleepers(), 5U);

    clock_.advance(3s);
    EXPECT_TRUE(log_.empty()) << "wakes by posting, not inside of advance()";
    EXPECT_EQ(clock_.sleepers(), 1U);
    loop_.poll();
    EXPECT_EQ(log_, (Log{"one", "one again", "two", "three"}));
    group_.cancel();
    loop_.poll();
}

TEST_F(ManualClockTest, DoesNotWakeEarly) {
    spawn(1s, "one");
    loop_.poll();
    clock_.advance(999ms);
    loop_.poll();
    EXPECT_TRUE(log_.empty());
    clock_.advance(1ms);
    loop_.poll();
    EXPECT_EQ(log_, (Log{"one"}));
}

TEST_F(ManualClockTest, ATimeThatIsPastDoesNotSleep) {
    spawn(0s, "now");
    spawn(-1s, "past");
    loop_.poll();
    EXPECT_EQ(log_, (Log{"now", "past"}));
    EXPECT_EQ(clock_.sleepers(), 0U);
}

TEST_F(ManualClockTest, ASteppedWallClockWakesNobody) {
    spawn(1s, "one");
    loop_.poll();
    Now before = clock_.now();
    clock_.step_wall(-1h);
    loop_.poll();
    EXPECT_EQ(clock_.now().wall, before.wall - 1h);
    EXPECT_EQ(clock_.now().steady, before.steady);
    EXPECT_EQ(clock_.sleepers(), 1U);
    group_.cancel();
    loop_.poll();
}

TEST_F(ManualClockTest, ACancelledSleeperLeaves) {
    spawn(1s, "one");
    loop_.poll();
    group_.cancel();
    loop_.poll();
    EXPECT_EQ(clock_.sleepers(), 0U);
    EXPECT_EQ(group_.running(), 0U);
    clock_.advance(1h);
    loop_.poll();
    EXPECT_TRUE(log_.empty());
}

TEST_F(ManualClockTest, CancellationInTheSameTurnAsTheWakeUpUnwindsTheTask) {
    spawn(1s, "one");
    loop_.poll();
    clock_.advance(1s);
    group_.cancel();
    loop_.poll();
    EXPECT_EQ(group_.running(), 0U);
}

TEST(SystemClockTest, SleepsUntilAPastTimeAndUnwindsWhenCancelled) {
    asio::io_context loop;
    SystemClock clock;
    TaskGroup group(loop.get_executor());
    Log log;
    group.spawn("past", sleep_and_note(clock, -1h, "past", log));
    group.spawn("never", sleep_and_note(clock, 24h, "never", log));
    while (log.empty())
        loop.run_one();
    group.cancel();
    loop.run();
    EXPECT_EQ(log, (Log{"past"}));
}

TEST(SystemClockTest, ReadsBothClocks) {
    SystemClock clock;
    Now first = clock.now();
    Now second = clock.now();
    EXPECT_GT(first.wall, from_unix_seconds(1'700'000'000));
    EXPECT_GE(second.steady, first.steady);
}

}  // namespace
}  // namespace nodewatch
