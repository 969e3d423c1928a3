#include "base/async.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <vector>

#include "base/clock.hpp"

namespace nodewatch {
namespace {

using namespace std::chrono_literals;

class TaskGroupTest : public testing::Test {
protected:
    /// Starts a coroutine that the test itself owns: it ends before the test does.
    void start(Task<void> task) {
        asio::co_spawn(loop, std::move(task), [this](std::exception_ptr e) {
            main_ended = true;
            main_exception = e;
        });
    }

    asio::io_context loop;
    ManualClock clock;
    std::vector<std::string> log;
    bool main_ended = false;
    std::exception_ptr main_exception;
};

/// Writes down how it ends, by the destructor as a real task cleans up.
struct Note {
    std::vector<std::string>& log;
    std::string text;
    ~Note() { log.push_back(text); }
};

Task<void> sleeper(Clock& clock, Duration d, std::vector<std::string>& log, std::string name) {
    Note note{log, name + " left"};
    co_await clock.sleep_for(d);
    log.push_back(name + " slept");
}

Task<void> join_and_note(TaskGroup& group, std::vector<std::string>& log) {
    co_await group.join();
    log.push_back("joined");
}

TEST_F(TaskGroupTest, JoinReturnsAfterTheLastTask) {
    TaskGroup group(loop.get_executor());
    group.spawn("a", sleeper(clock, 1s, log, "a"));
    group.spawn("b", sleeper(clock, 2s, log, "b"));
    start(join_and_note(group, log));
    loop.poll();
    EXPECT_EQ(group.running(), 2U);

    clock.advance(1s);
    loop.poll();
    EXPECT_EQ(group.running(), 1U);
    EXPECT_FALSE(main_ended);

    clock.advance(1s);
    loop.poll();
    EXPECT_EQ(group.running(), 0U);
    EXPECT_EQ(log, (std::vector<std::string>{"a slept", "a left", "b slept", "b left", "joined"}));
}

TEST_F(TaskGroupTest, JoinOfAnEmptyGroupReturnsAtOnce) {
    TaskGroup group(loop.get_executor());
    start(join_and_note(group, log));
    loop.poll();
    EXPECT_TRUE(main_ended);
}

TEST_F(TaskGroupTest, TwoMayJoin) {
    TaskGroup group(loop.get_executor());
    group.spawn("a", sleeper(clock, 1s, log, "a"));
    start(join_and_note(group, log));
    start(join_and_note(group, log));
    loop.poll();
    clock.advance(1s);
    loop.poll();
    EXPECT_EQ(log, (std::vector<std::string>{"a slept", "a left", "joined", "joined"}));
}

TEST_F(TaskGroupTest, CancelUnwindsEveryTaskAndIsNoFailure) {
    TaskGroup group(loop.get_executor());
    group.on_failure([&](const std::string& task, const std::string&) { log.push_back(task); });
    group.spawn("a", sleeper(clock, 1h, log, "a"));
    group.spawn("b", sleeper(clock, 1h, log, "b"));
    loop.poll();
    group.cancel();
    start(join_and_note(group, log));
    loop.poll();
    EXPECT_EQ(log, (std::vector<std::string>{"a left", "b left", "joined"}));
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(TaskGroupTest, CancelBeforeTheLoopRanStartsNothing) {
    TaskGroup group(loop.get_executor());
    group.spawn("a", sleeper(clock, 1h, log, "a"));
    group.cancel();
    loop.poll();
    EXPECT_EQ(group.running(), 0U);
    EXPECT_TRUE(log.empty());
}

TEST_F(TaskGroupTest, ATaskSpawnedAfterCancelDoesNotBegin) {
    TaskGroup group(loop.get_executor());
    group.cancel();
    group.spawn("late", sleeper(clock, 1h, log, "late"));
    EXPECT_EQ(group.running(), 1U);
    loop.poll();
    EXPECT_EQ(group.running(), 0U);
    EXPECT_TRUE(log.empty());
}

Task<void> spawn_another(TaskGroup& group, Clock& clock, std::vector<std::string>& log) {
    group.spawn("inner", sleeper(clock, 1s, log, "inner"));
    log.push_back("outer ended");
    co_return;
}

TEST_F(TaskGroupTest, JoinWaitsForTasksThatTasksSpawn) {
    TaskGroup group(loop.get_executor());
    group.spawn("outer", spawn_another(group, clock, log));
    start(join_and_note(group, log));
    loop.poll();
    EXPECT_FALSE(main_ended);
    clock.advance(1s);
    loop.poll();
    EXPECT_EQ(log,
              (std::vector<std::string>{"outer ended", "inner slept", "inner left", "joined"}));
}

Task<void> cancel_own_group(TaskGroup& group, Clock& clock, std::vector<std::string>& log) {
    group.cancel();
    log.push_back("cancelled");
    co_await clock.sleep_for(1s);
    log.push_back("not reached");
}

TEST_F(TaskGroupTest, ATaskMayCancelItsOwnGroup) {
    TaskGroup group(loop.get_executor());
    group.spawn("a", cancel_own_group(group, clock, log));
    group.spawn("b", sleeper(clock, 1h, log, "b"));
    start(join_and_note(group, log));
    loop.poll();
    EXPECT_TRUE(main_ended);
    EXPECT_EQ(log.front(), "cancelled");
    EXPECT_EQ(log.back(), "joined");
}

Task<void> broken(Clock& clock) {
    co_await clock.sleep_for(1s);
    throw std::logic_error("bad luck");
}

TEST_F(TaskGroupTest, AnExceptionIsReportedWithTheTaskAndEndsThatTaskOnly) {
    TaskGroup group(loop.get_executor());
    group.on_failure([&](const std::string& task, const std::string& what) {
        log.push_back(task + ": " + what);
    });
    group.spawn("broken", broken(clock));
    group.spawn("other", sleeper(clock, 2s, log, "other"));
    loop.poll();
    clock.advance(1s);
    loop.poll();
    EXPECT_EQ(log, (std::vector<std::string>{"broken: bad luck"}));
    EXPECT_EQ(group.running(), 1U);
    clock.advance(1s);
    loop.poll();
    EXPECT_EQ(group.running(), 0U);
}

Task<void> own_children(Clock& clock, std::vector<std::string>& log) {
    auto executor = co_await asio::this_coro::executor;
    TaskGroup children(executor);
    children.spawn("child", sleeper(clock, 1h, log, "child"));
    Note note{log, "parent left"};
    co_await children.join();
}

TEST_F(TaskGroupTest, ACancelledJoinCancelsTheTasksAndWaitsForThem) {
    TaskGroup group(loop.get_executor());
    group.spawn("parent", own_children(clock, log));
    loop.poll();
    group.cancel();
    loop.poll();
    EXPECT_EQ(group.running(), 0U);
    EXPECT_EQ(log, (std::vector<std::string>{"child left", "parent left"}));
}

Task<void> watch(TaskGroup& group, Clock& clock, std::vector<std::string>& log, bool fail) {
    group.spawn("child", sleeper(clock, 1h, log, "child"));
    co_await clock.sleep_for(1s);
    if (fail) throw std::logic_error("bad luck");
    log.push_back("body ended");
}

TEST_F(TaskGroupTest, ScopedGroupWaitsForItsTasks) {
    start(with_task_group([&](TaskGroup& group) { return watch(group, clock, log, false); }));
    loop.poll();
    clock.advance(1s);
    loop.poll();
    EXPECT_FALSE(main_ended);
    clock.advance(1h);
    loop.poll();
    EXPECT_TRUE(main_ended);
    EXPECT_EQ(log, (std::vector<std::string>{"body ended", "child slept", "child left"}));
}

TEST_F(TaskGroupTest, ScopedGroupCancelsItsTasksWhenTheBodyThrows) {
    start(with_task_group([&](TaskGroup& group) { return watch(group, clock, log, true); }));
    loop.poll();
    clock.advance(1s);
    loop.poll();
    ASSERT_TRUE(main_ended);
    EXPECT_THROW(std::rethrow_exception(main_exception), std::logic_error);
    EXPECT_EQ(log, (std::vector<std::string>{"child left"}));
}

Task<void> two_tasks(TaskGroup& group, Clock& clock, std::vector<std::string>& log) {
    group.spawn("broken", broken(clock));
    group.spawn("other", sleeper(clock, 1h, log, "other"));
    co_return;
}

TEST_F(TaskGroupTest, ScopedGroupEndsAsAWholeWhenATaskBreaks) {
    start(with_task_group([&](TaskGroup& group) { return two_tasks(group, clock, log); }));
    loop.poll();
    clock.advance(1s);
    loop.poll();
    ASSERT_TRUE(main_ended);
    try {
        std::rethrow_exception(main_exception);
    } catch (const std::exception& e) {
        EXPECT_STREQ(e.what(), "task 'broken': bad luck");
    }
    EXPECT_EQ(log, (std::vector<std::string>{"other left"}));
}

TEST_F(TaskGroupTest, ScopedGroupPassesCancellationOn) {
    TaskGroup outer(loop.get_executor());
    outer.spawn("scope",
                with_task_group([&](TaskGroup& group) { return watch(group, clock, log, false); }));
    loop.poll();
    outer.cancel();
    loop.poll();
    EXPECT_EQ(outer.running(), 0U);
    EXPECT_EQ(log, (std::vector<std::string>{"child left"}));
}

Task<void> watch_and_swallow(TaskGroup& group, Clock& clock, std::vector<std::string>& log) {
    group.spawn("child", sleeper(clock, 1h, log, "child"));
    try {
        co_await clock.sleep_for(1h);
    } catch (const boost::system::system_error&) {
    }
    log.push_back("body ended");
}

Task<void> scope_then_note(Clock& clock, std::vector<std::string>& log) {
    auto body = [&clock, &log](TaskGroup& group) { return watch_and_swallow(group, clock, log); };
    co_await with_task_group(body);
    log.push_back("not reached");
}

TEST_F(TaskGroupTest, ScopedGroupPassesOnACancellationThatTheBodySwallowed) {
    TaskGroup outer(loop.get_executor());
    outer.spawn("scope", scope_then_note(clock, log));
    loop.poll();
    outer.cancel();
    loop.poll();
    EXPECT_EQ(outer.running(), 0U);
    EXPECT_EQ(log, (std::vector<std::string>{"body ended", "child left"}));
}

TEST(TaskGroupDeathTest, AbortsWhenItEndsBeforeItsTasks) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            asio::io_context loop;
            ManualClock clock;
            std::vector<std::string> log;
            TaskGroup group(loop.get_executor());
            group.spawn("poller", sleeper(clock, 1h, log, "a"));
            loop.poll();
        },
        "poller");
}

}  // namespace
}  // namespace nodewatch
