#include "telemetry/event_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace nodewatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Target target{"xrpl", "val-1"};

class EventLogTest : public ::testing::Test {
protected:
    std::string shown() {
        LiveReader reader(board, {LivePattern::parse("event/*/*").value()});
        return reader.next(WallTime{})->json;
    }

    ManualClock clock;
    LiveBoard board{clock};
    EventLog log{board};
};

TEST_F(EventLogTest, TellsWhoKeepsItOfEachEvent) {
    std::vector<LoggedEvent> kept;
    log.on_add([&](const LoggedEvent& event) { kept.push_back(event); });
    log.add(target, from_unix_seconds(1), Severity::warning, "slow", "It is slow.");
    EXPECT_THAT(
        kept,
        ElementsAre(LoggedEvent{
            1, target, R"({"t":1000,"severity":"warning","code":"slow","text":"It is slow."})"}));
}

TEST_F(EventLogTest, GoesOnAfterWhatWasKept) {
    log.restore({{7, target, "\"old\""}, {9, {"xrpl", "val-2"}, "\"older\""}});
    log.add(target, from_unix_seconds(1), Severity::ok, "slow", "over");
    EXPECT_THAT(shown(),
                HasSubstr(R"(["event/xrpl/val-1","7","old"])"
                          R"(,["event/xrpl/val-2","9","older"],["event/xrpl/val-1","10",)"));
}

TEST_F(EventLogTest, TheOldestGoAlsoWhenTheyWereRestored) {
    log.restore({{1, target, "\"old\""}});
    for (std::size_t i = 0; i < KeptEvents::max_events; ++i)
        log.add(target, from_unix_seconds(1), Severity::info, "c", "t");
    EXPECT_THAT(shown(), Not(HasSubstr("old")));
    EXPECT_EQ(board.size(), KeptEvents::max_events);
}

TEST_F(EventLogTest, ATargetThatTellsMuchPushesOutItsOwnAlone) {
    const Target calm{"xrpl", "calm"};
    log.add(calm, from_unix_seconds(1), Severity::critical, "c", "the only one");
    for (const char* node : {"a", "b"})
        for (std::size_t i = 0; i < 3 * KeptEvents::max_events; ++i)
            log.add({"xrpl", node}, from_unix_seconds(1), Severity::info, "c", "t");
    EXPECT_EQ(board.size(), KeptEvents::max_events);
    EXPECT_THAT(shown(), HasSubstr("the only one"));
    LiveReader a(board, {LivePattern::parse("event/xrpl/a").value()});
    const std::string of_a = a.next(WallTime{})->json;
    EXPECT_THAT(of_a, HasSubstr("\"600\"")) << "which the last events of b left its half";
    EXPECT_THAT(of_a, Not(HasSubstr("\"500\"")));
}

TEST_F(EventLogTest, ReadsWhatItWrote) {
    std::vector<LoggedEvent> kept;
    log.on_add([&](const LoggedEvent& event) { kept.push_back(event); });
    log.add(target, from_unix_seconds(1), Severity::warning, "a\"b", "It is slow.");
    const auto entry = EventLog::parse(kept.at(0).json);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->time, from_unix_seconds(1));
    EXPECT_EQ(entry->severity, Severity::warning);
    EXPECT_EQ(entry->code, "a\"b");
    for (const char* json : {"", "[]", "{\"t\":1}", R"({"t":1,"severity":"odd","code":"c"})"})
        EXPECT_FALSE(EventLog::parse(json)) << json;
}

}  // namespace
}  // namespace nodewatch
