#include "sim/xrpl/replay.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "fakes.hpp"
#include "sim/xrpl/events.hpp"

namespace nodewatch::sim::xrpl {
namespace {

std::uint64_t validated_sequence(Replay& replay, Now now) {
    const Answer answer = replay.answer("server_info", {}, now);
    simdjson::dom::parser parser;
    return parser.parse(answer.result)["info"]["validated_ledger"]["seq"].get_uint64().value();
}

struct ReplayTest : testing::Test {
    Time time;
    RecordingSink sink;
    Replay open(const char* file, ReplayOptions options = {}) {
        auto recording = load_recording(recording_file(file), "n1/ws", "n1/http");
        EXPECT_TRUE(recording.has_value());
        return Replay(std::move(*recording), options, sink, time.now);
    }
    void play(Replay& replay, std::chrono::seconds d) {
        for (auto passed = std::chrono::milliseconds(0); passed < d; passed += Duration{100})
            replay.advance(time.after(Duration{100}));
    }
};

// 479 and 480 closed before 105 s; then quorum was lost until 275 s.
TEST_F(ReplayTest, AnswersWithWhatWasRecordedLastBefore) {
    Replay replay = open("life-outage");
    play(replay, std::chrono::seconds(104));
    EXPECT_EQ(validated_sequence(replay, time.now), 479U);
    play(replay, std::chrono::seconds(100));
    EXPECT_EQ(validated_sequence(replay, time.now), 480U);
}

TEST_F(ReplayTest, MessagesAreAsFreshAsTheyWere) {
    Replay replay = open("life-outage");
    play(replay, std::chrono::seconds(10));
    const auto ledgers = sink.of("ledger");
    ASSERT_FALSE(ledgers.empty());
    simdjson::dom::parser parser;
    const std::int64_t close = parser.parse(ledgers.back())["ledger_time"].get_int64().value();
    const auto now = std::chrono::floor<std::chrono::seconds>(time.now.wall).time_since_epoch();
    EXPECT_NEAR(static_cast<double>(close + ripple_epoch), static_cast<double>(now.count()), 12.0);
}

TEST_F(ReplayTest, OriginalTimesOnRequest) {
    ReplayOptions options;
    options.make_current = false;
    Replay replay = open("life-outage", options);
    play(replay, std::chrono::seconds(10));
    const auto recording = load_recording(recording_file("life-outage"), "n1/ws", "n1/http");
    const auto ledgers = sink.of("ledger");
    const auto first = std::ranges::find(recording->lines, "ledger", &RecordedLine::name);
    ASSERT_FALSE(ledgers.empty());
    EXPECT_EQ(ledgers.front(), first->text);
}

TEST_F(ReplayTest, SpeedMovesTheRecordingFaster) {
    ReplayOptions options;
    options.speed = 10.0;
    Replay replay = open("life-outage", options);
    play(replay, std::chrono::seconds(12));
    EXPECT_EQ(replay.position(), std::chrono::seconds(120));
}

TEST_F(ReplayTest, TellsWhenTheNodeIsAwayOrFrozen) {
    Replay outage = open("life-outage");
    play(outage, std::chrono::seconds(335));
    EXPECT_EQ(outage.reach(), Replay::Reach::refused);
    play(outage, std::chrono::seconds(15));
    EXPECT_EQ(outage.reach(), Replay::Reach::open);

    Replay isolated = open("life-isolated");
    play(isolated, std::chrono::seconds(20));
    EXPECT_EQ(isolated.reach(), Replay::Reach::frozen);
    play(isolated, std::chrono::seconds(25));
    EXPECT_EQ(isolated.reach(), Replay::Reach::open);
}

TEST_F(ReplayTest, StepsThroughEveryLine) {
    Replay replay = open("life-revocation");
    std::size_t steps = 0;
    while (replay.step(time.now))
        ++steps;
    EXPECT_TRUE(replay.finished());
    EXPECT_GT(steps, 140U);
    EXPECT_EQ(sink.of("manifests").size(), 1U);
}

TEST_F(ReplayTest, RepeatsWhenAskedTo) {
    ReplayOptions options;
    options.repeat = true;
    Replay replay = open("life-revocation", options);
    play(replay, std::chrono::seconds(140));
    EXPECT_EQ(sink.of("manifests").size(), 2U);
}

TEST_F(ReplayTest, WhatWasNeverRecordedIsAnUnknownMethod) {
    Replay replay = open("life-revocation");
    EXPECT_EQ(replay.answer("no_such_method", {}, time.now).error, "unknownCmd");
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
