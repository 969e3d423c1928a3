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
    for (std::size_t i = 0; i < EventLog::kept; ++i)
        log.add(target, from_unix_seconds(1), Severity::info, "c", "t");
    EXPECT_THAT(shown(), Not(HasSubstr("old")));
    EXPECT_EQ(board.size(), EventLog::kept);
}

}  // namespace
}  // namespace nodewatch
