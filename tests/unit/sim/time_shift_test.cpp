#include "sim/xrpl/time_shift.hpp"

#include <gtest/gtest.h>

namespace nodewatch::sim::xrpl {
namespace {

TEST(ShiftTimes, MovesSecondsOfTheRippleEpoch) {
    EXPECT_EQ(shift_times(R"({"ledger_time":848542412,"ledger_index":21,"close_time":"848542411"})",
                          std::chrono::seconds(100)),
              R"({"ledger_time":848542512,"ledger_index":21,"close_time":"848542511"})");
}

TEST(ShiftTimes, MovesTimesInWordsOverMidnight) {
    EXPECT_EQ(shift_times(R"({"time":"2026-Dec-31 23:59:34.938631 UTC","uptime":93})",
                          std::chrono::minutes(1)),
              R"({"time":"2027-Jan-01 00:00:34.938631 UTC","uptime":93})");
}

TEST(ShiftTimes, KeepsWhatIsNoTime) {
    const std::string text =
        R"({"validator_list_expires":4294967295,"expiration":"never","seq":848542412,"x":"2026-11"})";
    EXPECT_EQ(shift_times(text, std::chrono::hours(5)), text);
    EXPECT_EQ(shift_times(R"({"validator_list_expires":0})", std::chrono::hours(5)),
              R"({"validator_list_expires":0})");
}

TEST(ShiftTimes, SurvivesTextThatBreaksOff) {
    EXPECT_EQ(shift_times(R"({"ledger_time":)", std::chrono::hours(1)), R"({"ledger_time":)");
    EXPECT_EQ(shift_times(R"({"date":")", std::chrono::hours(1)), R"({"date":")");
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
