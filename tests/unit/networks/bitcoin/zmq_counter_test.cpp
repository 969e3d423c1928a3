#include "networks/bitcoin/zmq_counter.hpp"

#include <gmock/gmock.h>

#include <initializer_list>

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;

class Counting : public ::testing::Test {
protected:
    void messages(std::initializer_list<std::uint32_t> numbers) {
        for (const std::uint32_t number : numbers)
            counter_.on_message(number, now_);
    }
    void judge(std::optional<NodeStart> start, bool answers = true) {
        counter_.judge(start, answers, 100s, now_);
    }

    SteadyTime now_ = SteadyTime{} + 24h;
    ZmqCounter counter_;
};

// The cases of the fixture constructed.zmq.frames.json, counter_cases.

TEST_F(Counting, NumbersInOrderAreNoLoss) {
    messages({0, 1, 2});
    EXPECT_EQ(counter_.messages(), 3U);
    EXPECT_EQ(counter_.lost(), 0U);
}

TEST_F(Counting, AJumpAheadIsLoss) {
    messages({5, 6, 9});
    EXPECT_EQ(counter_.lost(), 2U);
    messages({10, 12});
    EXPECT_EQ(counter_.lost(), 3U);
    EXPECT_EQ(counter_.messages(), 5U);
}

TEST_F(Counting, AStepBackIsARestart) {
    messages({10, 0, 1});
    EXPECT_EQ(counter_.lost(), 0U);
    EXPECT_EQ(counter_.restarts(), 1U);
    messages({500, 3, 4});
    EXPECT_EQ(counter_.lost(), 498U);
    EXPECT_EQ(counter_.restarts(), 2U) << "the first messages after it may have been missed";
}

TEST_F(Counting, TheNumberWraps) {
    messages({4294967294, 4294967295, 0, 1});
    EXPECT_EQ(counter_.lost(), 0U);
    EXPECT_EQ(counter_.restarts(), 0U);
}

TEST_F(Counting, LossAcrossTheWrap) {
    messages({4294967294, 1});
    EXPECT_EQ(counter_.lost(), 2U);
    EXPECT_EQ(counter_.restarts(), 0U);
}

TEST_F(Counting, TheSameNumberTwiceIsNeither) {
    messages({7, 7});
    EXPECT_EQ(counter_.lost(), 0U);
    EXPECT_EQ(counter_.restarts(), 0U);
    EXPECT_EQ(counter_.messages(), 2U);
}

TEST_F(Counting, AJumpOverABrokenConnectionIsLossWhenTheNodeDidNotRestart) {
    const SteadyTime started = now_ - 5h;
    messages({10});
    counter_.on_disconnected(now_);
    now_ += 60s;
    messages({14, 15});
    EXPECT_EQ(counter_.lost(), 0U) << "not known yet";
    judge(NodeStart{.at = started, .told = now_ - 20s});
    EXPECT_EQ(counter_.lost(), 0U) << "that was asked before";
    now_ += 10s;
    judge(NodeStart{.at = started, .told = now_});
    EXPECT_EQ(counter_.lost(), 3U);
    EXPECT_EQ(counter_.restarts(), 0U);
    judge(NodeStart{.at = started, .told = now_});
    EXPECT_EQ(counter_.lost(), 3U);
}

TEST_F(Counting, AJumpOverABrokenConnectionIsNoLossWhenTheNodeRestarted) {
    messages({10});
    counter_.on_disconnected(now_);
    const SteadyTime started = now_ + 5s;
    now_ += 60s;
    messages({3000});  // it read its mempool from disk, and published that before we came
    judge(NodeStart{.at = started, .told = now_});
    EXPECT_EQ(counter_.lost(), 0U);
    EXPECT_EQ(counter_.restarts(), 1U);
    messages({3002});
    EXPECT_EQ(counter_.lost(), 1U);
}

TEST_F(Counting, ANodeThatDoesNotTellItsStartIsTakenForOneThatStayed) {
    messages({10});
    counter_.on_disconnected(now_);
    messages({12});
    now_ += 60s;
    judge(std::nullopt, false);
    now_ += 99s;
    judge(std::nullopt);
    EXPECT_EQ(counter_.lost(), 0U) << "it only began to answer";
    now_ += 1s;
    judge(std::nullopt);
    EXPECT_EQ(counter_.lost(), 1U);
}

TEST_F(Counting, ABrokenConnectionOverWhichNothingWasPublishedIsNothing) {
    messages({10});
    counter_.on_disconnected(now_);
    messages({11, 13});
    EXPECT_EQ(counter_.lost(), 1U);
    EXPECT_EQ(counter_.restarts(), 0U);
}

}  // namespace
}  // namespace nodewatch::bitcoin
