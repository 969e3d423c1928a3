#include "resilience/heartbeat.hpp"

#include <gtest/gtest.h>

namespace nodewatch {
namespace {

using Action = Heartbeat::Action;

SteadyTime at(int s) {
    return SteadyTime{} + std::chrono::seconds{s};
}

/// Steps at the times that the heartbeat itself asks for.
struct Timeline {
    std::vector<int> pings;
    std::optional<int> dead;
};
Timeline run(Heartbeat& heartbeat, int until, const std::vector<int>& answers = {}) {
    Timeline timeline;
    SteadyTime now = at(0);
    auto answer = answers.begin();
    while (now <= at(until)) {
        const int second = static_cast<int>(elapsed(at(0), now).count() / 1'000);
        const auto step = heartbeat.step(now);
        if (step.action == Action::dead) {
            timeline.dead = second;
            return timeline;
        }
        if (step.action == Action::ping) timeline.pings.push_back(second);
        EXPECT_GT(step.until, now) << "a step must wait";
        now = step.until;
        if (answer != answers.end() && at(*answer) <= now) {
            now = at(*answer++);
            heartbeat.answered(now);
        }
    }
    return timeline;
}

TEST(Heartbeat, ASilentPeerIsDeadAfterThreePings) {
    Heartbeat heartbeat({}, at(0));
    const auto timeline = run(heartbeat, 600);
    EXPECT_EQ(timeline.pings, (std::vector<int>{30, 60, 90}));
    EXPECT_EQ(timeline.dead, 100);  // ten seconds after the third
    EXPECT_EQ(heartbeat.snapshot().failures, 3U);
    EXPECT_EQ(heartbeat.snapshot().timeouts, 3U);
}

TEST(Heartbeat, AnAnsweringPeerIsPingedEveryInterval) {
    Heartbeat heartbeat({}, at(0));
    const auto timeline = run(heartbeat, 130, {31, 62, 93, 121});
    EXPECT_EQ(timeline.pings, (std::vector<int>{30, 60, 90, 120}));
    EXPECT_EQ(timeline.dead, std::nullopt);
    EXPECT_EQ(heartbeat.snapshot().failures, 0U);
    EXPECT_EQ(heartbeat.snapshot().round_trip, std::chrono::seconds{1});
    EXPECT_EQ(heartbeat.snapshot().last_answer, at(121));
}

TEST(Heartbeat, ALateAnswerForgivesButHasNoRoundTrip) {
    Heartbeat heartbeat({}, at(0));
    const auto timeline = run(heartbeat, 200, {75});
    EXPECT_EQ(timeline.pings, (std::vector<int>{30, 60, 90, 120, 150}));
    EXPECT_EQ(timeline.dead, 160) << "counts anew from the answer at 75 s";
    EXPECT_EQ(heartbeat.snapshot().round_trip, std::nullopt);
}

TEST(Heartbeat, ATimeoutLongerThanTheIntervalHasOnePingAtATime) {
    Heartbeat heartbeat(
        {.interval = std::chrono::seconds{5}, .timeout = std::chrono::seconds{8}, .failures = 2},
        at(0));
    const auto timeline = run(heartbeat, 100);
    EXPECT_EQ(timeline.pings, (std::vector<int>{5, 13}));
    EXPECT_EQ(timeline.dead, 21);
}

}  // namespace
}  // namespace nodewatch
