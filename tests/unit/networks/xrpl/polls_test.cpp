#include "networks/xrpl/polls.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <vector>

namespace nodewatch::xrpl {
namespace {

using namespace std::chrono_literals;

/// Runs one poll under a clock that the test moves, and notes when each question was asked.
class Polls : public testing::Test {
protected:
    Polls() : start_(clock_.now().steady), tasks_(loop_.get_executor()) {
        poll_.name = "poll test";
        poll_.interval = 5s;
        poll_.ask = [this] { return ask(); };
    }
    ~Polls() override {
        tasks_.cancel();
        settle();
    }

    Task<Result<>> ask() {
        asked_.push_back(elapsed(start_, clock_.now().steady));
        if (answer_takes_ > 0ms) co_await clock_.sleep_for(answer_takes_);
        co_return outcome_;
    }

    void begin(Duration offset) {
        tasks_.spawn("poll", run_poll(clock_, poll_, offset, "test"));
        settle();
    }
    void advance(Duration d) {
        for (; d > 0ms; d -= 100ms) {
            clock_.advance(100ms);
            settle();
        }
    }
    void settle() {
        loop_.restart();
        while (loop_.poll() > 0) {
        }
    }

    asio::io_context loop_;
    ManualClock clock_;
    SteadyTime start_;
    Poll poll_;
    Result<> outcome_;
    Duration answer_takes_ = 0ms;
    std::vector<Duration> asked_;
    TaskGroup tasks_;
};

TEST_F(Polls, AskAtTheOffsetAndThenEveryInterval) {
    begin(300ms);
    advance(11s);
    EXPECT_EQ(asked_, (std::vector<Duration>{300ms, 5'300ms, 10'300ms}));
    EXPECT_EQ(poll_.status.successes, 3U);
}

TEST_F(Polls, SlowAnswersSkipTurnsInsteadOfPilingUp) {
    answer_takes_ = 7s;
    begin(0ms);
    advance(21s);
    EXPECT_EQ(asked_, (std::vector<Duration>{0ms, 10s, 20s}));
}

TEST_F(Polls, RefusedOnesAreAskedEveryFiveMinutesAndSaySo) {
    outcome_ = failure(ErrorKind::permission, "peers is refused");
    begin(0ms);
    advance(301s);
    EXPECT_EQ(asked_, (std::vector<Duration>{0ms, 300s}));
    EXPECT_EQ(poll_.status.note, "refused: peers is refused");
    EXPECT_EQ(poll_.status.failures, 2U);
    EXPECT_FALSE(poll_.status.last_success);
}

TEST_F(Polls, SlowOnesAreAskedAgainSoonWhenTheNodeWasNotReached) {
    poll_.interval = 300s;
    outcome_ = failure(ErrorKind::refused, "nobody listens");
    begin(0ms);
    advance(44s);
    outcome_ = {};
    advance(302s);
    // 15 s after the first failure, 30 s after the second.
    EXPECT_EQ(asked_, (std::vector<Duration>{0ms, 15s, 45s, 345s}));
}

TEST_F(Polls, OnesThatWereNotAskedAreTriedAgainSoonHoweverLongItTakes) {
    poll_.interval = 300s;
    outcome_ = failure(ErrorKind::unavailable, "not asked");
    begin(0ms);
    advance(61s);
    EXPECT_EQ(asked_, (std::vector<Duration>{0ms, 15s, 30s, 45s, 60s}));
}

TEST_F(Polls, AnOverloadedServerIsNotAskedMore) {
    poll_.interval = 60s;
    outcome_ = failure(ErrorKind::server, "slowDown");
    begin(0ms);
    advance(121s);
    EXPECT_EQ(asked_, (std::vector<Duration>{0ms, 60s, 120s}));
}

TEST_F(Polls, LastErrorIsKeptAfterRecovery) {
    outcome_ = failure(ErrorKind::timeout, "too slow");
    begin(0ms);
    outcome_ = {};
    advance(5s);
    EXPECT_EQ(poll_.status.failures, 1U);
    EXPECT_EQ(poll_.status.successes, 1U);
    EXPECT_EQ(poll_.status.last_error->message, "too slow");
    EXPECT_EQ(poll_.status.last_success, clock_.now().wall);
}

}  // namespace
}  // namespace nodewatch::xrpl
