#include "base/deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>

namespace nodewatch {
namespace {

using namespace std::chrono_literals;

Task<Result<int>> answer_after(Clock& clock, Duration d) {
    co_await clock.sleep_for(d);
    co_return 42;
}

Task<Result<int>> throw_after(Clock& clock, Duration d) {
    co_await clock.sleep_for(d);
    throw std::logic_error("bad luck");
}

/// Takes its time to clean up when it is cancelled.
Task<Result<int>> leave_slowly(Clock& clock, bool& left) {
    co_await asio::this_coro::throw_if_cancelled(false);
    try {
        co_await clock.sleep_for(1h);
    } catch (const boost::system::system_error&) {
    }
    co_await clock.sleep_for(5s);
    left = true;
    co_return failure(ErrorKind::cancelled, "stopped");
}

class DeadlineTest : public testing::Test {
protected:
    void start(Task<Result<int>> task) { group.spawn("test", keep(std::move(task), *this)); }

    static Task<void> keep(Task<Result<int>> task, DeadlineTest& test) {
        auto result = co_await std::move(task);
        test.result = std::move(result);
    }

    void advance(Duration d) {
        clock.advance(d);
        loop.poll();
    }

    asio::io_context loop;
    ManualClock clock;
    TaskGroup group{loop.get_executor()};
    std::optional<Result<int>> result;
};

TEST_F(DeadlineTest, GivesTheResultAndStopsTheAlarm) {
    start(with_deadline(clock, 10s, answer_after(clock, 2s), "poll of val-1"));
    loop.poll();
    advance(2s);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->value(), 42);
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(DeadlineTest, TimesOutAndSaysWhatAndHowLong) {
    start(with_deadline(clock, 10s, answer_after(clock, 1h), "poll of val-1"));
    loop.poll();
    advance(9999ms);
    EXPECT_FALSE(result);
    advance(1ms);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->error().kind, ErrorKind::timeout);
    EXPECT_EQ(result->error().message, "poll of val-1 took longer than 10 s");
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(DeadlineTest, WaitsForTheTaskThatItCancelled) {
    bool left = false;
    start(with_deadline(clock, 10s, leave_slowly(clock, left), "poll"));
    loop.poll();
    advance(10s);
    EXPECT_FALSE(result);
    advance(5s);
    EXPECT_TRUE(left);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->error().kind, ErrorKind::timeout);
}

TEST_F(DeadlineTest, PassesCancellationOfTheCallerOn) {
    start(with_deadline(clock, 10s, answer_after(clock, 1h), "poll"));
    loop.poll();
    group.cancel();
    loop.poll();
    EXPECT_EQ(group.running(), 0U);
    EXPECT_FALSE(result);
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(DeadlineTest, PassesAnExceptionOn) {
    std::string reported;
    group.on_failure([&](const std::string&, const std::string& what) { reported = what; });
    start(with_deadline(clock, 10s, throw_after(clock, 1s), "poll"));
    loop.poll();
    advance(1s);
    EXPECT_EQ(reported, "bad luck");
}

Task<Result<int>> throw_when_cancelled(Clock& clock) {
    try {
        co_await clock.sleep_for(1h);
    } catch (const boost::system::system_error&) {
        throw std::logic_error("bad luck");
    }
    co_return 0;
}

TEST_F(DeadlineTest, AnExceptionAfterTheDeadlineIsNotHidden) {
    std::string reported;
    group.on_failure([&](const std::string&, const std::string& what) { reported = what; });
    start(with_deadline(clock, 10s, throw_when_cancelled(clock), "poll"));
    loop.poll();
    advance(10s);
    EXPECT_EQ(reported, "bad luck");
}

Task<Result<>> nothing() {
    co_return Result<>{};
}

Task<Result<int>> wrap_void(Clock& clock) {
    auto done = co_await with_deadline(clock, 1s, nothing(), "nothing");
    co_return done ? 1 : 0;
}

TEST_F(DeadlineTest, WorksWithoutAValue) {
    start(wrap_void(clock));
    loop.poll();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->value(), 1);
}

}  // namespace
}  // namespace nodewatch
