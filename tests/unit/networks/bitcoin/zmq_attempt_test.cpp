#include "networks/bitcoin/zmq_attempt.hpp"

#include <gtest/gtest.h>

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using Change = net::ZmqSubscriber::Change;

class Attempting : public ::testing::Test {
protected:
    bool on(Change change) { return attempt_.on_change(change, now_); }

    SteadyTime now_ = SteadyTime{} + 24h;
    ZmqAttempt attempt_{now_};
};

TEST_F(Attempting, NobodyThereIsGivenUpAfterHalfAMinute) {
    now_ += 29s;
    EXPECT_FALSE(attempt_.is_hopeless(now_));
    now_ += 1s;
    EXPECT_TRUE(attempt_.is_hopeless(now_));
}

TEST_F(Attempting, WhoAcceptsAndClosesIsGivenUpSoonAndIsNoNews) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(attempt_.is_hopeless(now_));
        EXPECT_FALSE(on(Change::no_zmq));
        EXPECT_FALSE(on(Change::disconnected));
    }
    EXPECT_TRUE(attempt_.is_hopeless(now_));
}

TEST_F(Attempting, FurtherTriesDoNotProlongIt) {
    for (int i = 0; i < 10; ++i) {
        now_ += 3s;
        EXPECT_FALSE(on(Change::disconnected));
    }
    EXPECT_TRUE(attempt_.is_hopeless(now_));
}

TEST_F(Attempting, AConnectionMayLastAndItsEndIsNews) {
    EXPECT_FALSE(on(Change::no_zmq));
    EXPECT_FALSE(on(Change::no_zmq));
    EXPECT_TRUE(on(Change::connected));
    now_ += 1h;
    EXPECT_FALSE(attempt_.is_hopeless(now_));
    EXPECT_TRUE(on(Change::disconnected));
    EXPECT_FALSE(on(Change::no_zmq));
    now_ += 29s;
    EXPECT_FALSE(attempt_.is_hopeless(now_)) << "the failures before the connection are over";
    now_ += 1s;
    EXPECT_TRUE(attempt_.is_hopeless(now_));
}

}  // namespace
}  // namespace nodewatch::bitcoin
