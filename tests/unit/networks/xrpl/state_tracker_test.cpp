#include "networks/xrpl/state_tracker.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace nodewatch::xrpl {
namespace {

class StateTrackerTest : public ::testing::Test {
protected:
    Now now() { return clock.now(); }
    double seconds_in_state() { return to_seconds(elapsed(tracker.since().value(), now().steady)); }

    ManualClock clock;
    StateTracker tracker;
};

TEST_F(StateTrackerTest, FullInAnEventDoesNotTakeBackProposing) {
    tracker.polled(ServerState::proposing, 100.0, now());
    tracker.announced(ServerState::full, now());
    EXPECT_EQ(tracker.state(), ServerState::proposing);
    EXPECT_EQ(tracker.changes(), 0);
}

TEST_F(StateTrackerTest, FullInAnEventEndsSyncing) {
    tracker.polled(ServerState::syncing, 1.0, now());
    clock.advance(Duration{500});
    tracker.announced(ServerState::full, now());
    EXPECT_EQ(tracker.state(), ServerState::full);
    EXPECT_EQ(tracker.changes(), 1);
}

TEST_F(StateTrackerTest, AnAnswerThatAnEventOvertookIsIgnored) {
    tracker.polled(ServerState::proposing, 100.0, now());
    clock.advance(Duration{1'000});
    tracker.announced(ServerState::connected, now());
    clock.advance(Duration{50});
    // Asked before the event: proposing for 101 s already.
    tracker.polled(ServerState::proposing, 101.0, now());
    EXPECT_EQ(tracker.state(), ServerState::connected);
    EXPECT_EQ(tracker.changes(), 1);

    // A later answer that goes on saying it is right.
    clock.advance(Duration{3'000});
    tracker.polled(ServerState::proposing, 104.0, now());
    EXPECT_EQ(tracker.state(), ServerState::proposing);
}

TEST_F(StateTrackerTest, TheNodeKnowsBestHowLongItHasBeenInItsState) {
    tracker.polled(ServerState::full, 3'600.0, now());
    EXPECT_DOUBLE_EQ(seconds_in_state(), 3'600);
    clock.advance(Duration{10'000});
    EXPECT_DOUBLE_EQ(seconds_in_state(), 3'610);
}

TEST_F(StateTrackerTest, WithoutTheNodesWordTimeCountsFromTheChange) {
    tracker.polled(ServerState::full, std::nullopt, now());
    clock.advance(Duration{5'000});
    tracker.polled(ServerState::full, std::nullopt, now());
    EXPECT_DOUBLE_EQ(seconds_in_state(), 5);
}

TEST_F(StateTrackerTest, DownIsAStateAndCountsOnce) {
    tracker.polled(ServerState::full, 10.0, now());
    tracker.down(now());
    clock.advance(Duration{5'000});
    tracker.down(now());
    EXPECT_EQ(tracker.state(), ServerState::down);
    EXPECT_EQ(tracker.changes(), 1);
    EXPECT_DOUBLE_EQ(seconds_in_state(), 5);
}

TEST_F(StateTrackerTest, AFallOfTheUptimeIsARestart) {
    tracker.uptime(1'000);
    tracker.uptime(1'001);
    EXPECT_EQ(tracker.restarts(), 0);
    tracker.uptime(3);
    EXPECT_EQ(tracker.restarts(), 1);
}

}  // namespace
}  // namespace nodewatch::xrpl
