#include "telemetry/status_events.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace nodewatch {
namespace {

using ::testing::HasSubstr;

class StatusEventsTest : public ::testing::Test {
protected:
    StatusEventsTest() { status.target = {"xrpl", "val-1"}; }

    void observe() { events.observe({status}, clock.now().wall, log); }
    /// The rows since the last call.
    std::string news() {
        const auto frame = reader.next(WallTime{});
        return frame ? frame->json : "nothing";
    }

    ManualClock clock{from_unix_seconds(1'000)};
    LiveBoard board{clock};
    EventLog log{board};
    StatusEvents events;
    TargetStatus status;
    LiveReader reader{board, {LivePattern::parse("event/*/*").value()}};
};

TEST_F(StatusEventsTest, TellsOfReasonsThatComeAndGo) {
    status.state = TargetState::ok;
    observe();
    EXPECT_EQ(news(), R"({"now":0,"rows":[]})") << "the first look is no event";
    clock.advance(Duration{60'000});
    status.state = TargetState::failed;
    status.reasons = {{"node_down", "It is down.", from_unix_seconds(1'058), true}};
    observe();
    const std::string began = news();
    EXPECT_THAT(began, HasSubstr(R"(["event/xrpl/val-1","1",{"t":1058000,"severity":"critical",)"
                                 R"("code":"node_down","text":"It is down."}])"));
    EXPECT_THAT(began, HasSubstr(R"(["event/xrpl/val-1","2",{"t":1060000,"severity":"critical",)"
                                 R"("code":"state","text":"failed, was ok"}])"));
    status.reasons[0].message = "It is down for 3 s.";
    observe();
    EXPECT_EQ(news(), "nothing") << "the same reason in other words";
    clock.advance(Duration{5'000});
    status.state = TargetState::ok;
    status.reasons.clear();
    observe();
    const std::string ended = news();
    EXPECT_THAT(ended, HasSubstr(R"({"t":1065000,"severity":"ok","code":"node_down",)"
                                 R"("text":"over after 7s"})"));
    EXPECT_THAT(ended, HasSubstr(R"("text":"ok, was failed")"));
}

TEST_F(StatusEventsTest, TheFirstLookTellsWhatIsWrongAlready) {
    status.state = TargetState::degraded;
    status.reasons = {{"lagging", "It lags.", from_unix_seconds(990), false}};
    observe();
    EXPECT_EQ(news(),
              R"({"now":0,"rows":[["event/xrpl/val-1","1",{"t":990000,"severity":"warning",)"
              R"("code":"lagging","text":"It lags."}]]})");
}

/// A run before this one told of these.
class AfterARestart : public StatusEventsTest {
protected:
    AfterARestart() {
        std::uint64_t id = 0;
        const auto told = [&](std::int64_t t, const char* severity, const char* code) {
            return LoggedEvent{++id, status.target,
                               fmt::format(R"({{"t":{},"severity":"{}","code":"{}","text":"x"}})",
                                           t, severity, code)};
        };
        earlier = {told(100'000, "critical", "healed"),
                   told(200'000, "ok", "healed"),
                   told(300'000, "info", "version"),
                   told(400'000, "critical", "state"),
                   told(500'000, "warning", "lagging"),
                   {++id, {"xrpl", "val-2"}, R"({"t":1,"severity":"warning","code":"other"})"}};
        events.restore(earlier);
        reader.next(WallTime{});
    }
    std::vector<LoggedEvent> earlier;
};

TEST_F(AfterARestart, WhatStillHoldsIsNotToldAgain) {
    status.state = TargetState::starting;
    observe();
    status.state = TargetState::ok;
    observe();
    news();
    clock.advance(StatusEvents::settling - Duration{1});
    status.reasons = {{"lagging", "It lags.", clock.now().wall, false}};
    observe();
    EXPECT_EQ(news(), "nothing");
    clock.advance(Duration{1});
    status.reasons.clear();
    observe();
    EXPECT_THAT(news(), HasSubstr(R"("code":"lagging","text":"over after 9m 20s"})"))
        << "since it began in the earlier run, at 500 s";
}

TEST_F(AfterARestart, WhatIsGoneIsToldToHaveEnded) {
    status.state = TargetState::failed;
    observe();
    clock.advance(10 * StatusEvents::settling);
    observe();
    EXPECT_EQ(news(), "nothing") << "a node that is not reached tells of nothing";
    status.state = TargetState::ok;
    observe();
    news();
    clock.advance(StatusEvents::settling - Duration{1});
    observe();
    EXPECT_EQ(news(), "nothing") << "it may need some time to be seen";
    clock.advance(Duration{1});
    observe();
    EXPECT_THAT(news(),
                HasSubstr(R"("rows":[["event/xrpl/val-1","2",{"t":1600000,)"
                          R"("severity":"ok","code":"lagging",)"
                          R"("text":"over; not seen since nodewatch was started again"}]],)"));
    observe();
    EXPECT_EQ(news(), "nothing");
}

TEST_F(AfterARestart, ATargetThatIsFoundLaterIsRemembered) {
    events.observe({}, clock.now().wall, log);
    status.state = TargetState::degraded;
    status.reasons = {{"lagging", "It lags.", clock.now().wall, false}};
    observe();
    EXPECT_EQ(news(), "nothing");
}

TEST_F(StatusEventsTest, ALookAtOtherTargetsChangesNothing) {
    status.state = TargetState::degraded;
    status.reasons = {{"lagging", "It lags.", from_unix_seconds(990), false}};
    observe();
    events.observe({}, clock.now().wall, log);
    news();
    observe();
    EXPECT_EQ(news(), "nothing");
    status.reasons.clear();
    observe();
    EXPECT_THAT(news(), HasSubstr(R"("code":"lagging","text":"over after )"));
}

TEST_F(StatusEventsTest, KeepsTheNewestEvents) {
    for (std::size_t i = 0; i < KeptEvents::max_events + 3; ++i)
        log.add({"xrpl", "val-1"}, clock.now().wall, Severity::info, "n", "x");
    EXPECT_EQ(board.size(), KeptEvents::max_events);
    const std::string rows = news();
    EXPECT_THAT(rows, ::testing::Not(HasSubstr(R"("event/xrpl/val-1","3",)")));
    EXPECT_THAT(rows, HasSubstr(R"("event/xrpl/val-1","4",)"));
}

}  // namespace
}  // namespace nodewatch
