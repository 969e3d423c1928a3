#include "networks/xrpl/history.hpp"

#include <gtest/gtest.h>

#include "store/memory_source.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t day = 86'400 * second;
/// 2025-11-21T00:00:00Z
constexpr std::int64_t midnight = 1'763'683'200'000;

class HistoryTest : public testing::Test {
protected:
    void add(const std::string& metric, std::int64_t time, double value,
             const std::string& node = "val-1") {
        ASSERT_TRUE(source.append({{"__name__", metric}, {"network", "xrpl"}, {"node", node}}, time,
                                  value));
    }
    HistoryFigures read(std::int64_t now) {
        const auto figures = reader.last_30_days(from_unix_milliseconds(now));
        EXPECT_TRUE(figures);
        return *figures;
    }

    store::MemorySource source;
    HistoryReader reader{source, {"xrpl", "val-1"}};
};

TEST_F(HistoryTest, NothingKeptIsNothingKnown) {
    const auto figures = read(midnight);
    EXPECT_EQ(figures.watched, Duration{0});
    EXPECT_FALSE(figures.agreement_percent());
    EXPECT_FALSE(figures.availability_percent());
}

TEST_F(HistoryTest, ATimeWithoutSamplesIsNotWatched) {
    // Up for 4 s, down for 4 s, nothing for an hour, up for 2 s.
    for (const auto& [time, value] :
         {std::pair{0, 1.0}, {2, 1.0}, {4, 0.0}, {6, 0.0}, {8, 0.0}, {3'608, 1.0}, {3'610, 1.0}})
        add("xrpl_up", midnight + time * second, value);
    const auto figures = read(midnight + day / 2);
    EXPECT_EQ(figures.watched, Duration{10 * second});
    EXPECT_EQ(figures.up, Duration{6 * second});
    EXPECT_DOUBLE_EQ(*figures.availability_percent(), 60);
}

TEST_F(HistoryTest, LastValuesOfTotals) {
    add("a_total", midnight - 3 * day, 7);
    add("a_total", midnight - 2 * second, 9);
    add("a_total", midnight - second, store::stale_marker());
    add("b_total", midnight - 20 * day, 5);
    add("c_total", midnight - 40 * day, 5);
    add("d_total", midnight, 5, "val-2");
    add("e_total", midnight + 2 * day, 3);
    const auto last = reader.last_values({"a_total", "b_total", "c_total", "d_total", "e_total"},
                                         from_unix_milliseconds(midnight));
    ASSERT_TRUE(last);
    EXPECT_EQ(*last, (PublishedTotals{{"a_total", 9}, {"b_total", 5}, {"e_total", 3}}));
}

TEST_F(HistoryTest, AStaleMarkerEndsWhatWasKnown) {
    add("xrpl_up", midnight, 1);
    add("xrpl_up", midnight + 2 * second, store::stale_marker());
    add("xrpl_up", midnight + 4 * second, 1);
    EXPECT_EQ(read(midnight + day / 2).watched, Duration{2 * second});
}

TEST_F(HistoryTest, TimeInEachStateIsCounted) {
    for (const auto& [time, value] : {std::pair{0, 7.0}, {3, 7.0}, {4, 4.0}, {9, 7.0}, {10, 7.0}})
        add("xrpl_validator_state_value", midnight + time * second, value);
    const auto figures = read(midnight + day / 2);
    EXPECT_EQ(figures.in_state[7], Duration{5 * second});
    EXPECT_EQ(figures.in_state[4], Duration{5 * second});
    EXPECT_EQ(figures.in_state[0], Duration{0});
}

TEST_F(HistoryTest, CountersGrowOverMidnightAndAddNothingWhenTheyFall) {
    // 100 on the day before, 3 more over midnight, back by 2 after a crash, 4 more.
    add("xrpl_validation_agreements_total", midnight - day / 2, 0);
    add("xrpl_validation_agreements_total", midnight - second, 100);
    add("xrpl_validation_agreements_total", midnight + second, 103);
    add("xrpl_validation_agreements_total", midnight + 2 * second, 101);
    add("xrpl_validation_agreements_total", midnight + 3 * second, 105);
    add("xrpl_validation_missed_total", midnight + second, 7);
    add("xrpl_validation_missed_total", midnight + 3 * second, 8);
    const auto figures = read(midnight + day / 2);
    EXPECT_EQ(figures.agreements, 107U);
    EXPECT_EQ(figures.missed, 1U);
    EXPECT_NEAR(*figures.agreement_percent(), 99.07, 0.005);
}

TEST_F(HistoryTest, ThirtyDaysAreCountedAndNoMore) {
    for (int ago = 0; ago < 40; ++ago) {
        for (const std::int64_t time : {0, 1, 2}) {
            const std::int64_t at = midnight - (39 - ago) * day + time * second;
            add("xrpl_up", at, 1);
        }
    }
    EXPECT_EQ(read(midnight + day / 2).watched, Duration{30 * 2 * second});
    // The next day one more is there and the oldest is gone; that of a day ended is not read again.
    for (const std::int64_t time : {0, 1, 2, 3, 4})
        add("xrpl_up", midnight + day + time * second, 1);
    EXPECT_EQ(read(midnight + day + day / 2).watched, Duration{(29 * 2 + 4) * second});
}

TEST_F(HistoryTest, OtherNodesDoNotCount) {
    add("xrpl_up", midnight, 1, "val-2");
    add("xrpl_up", midnight + second, 1, "val-2");
    EXPECT_EQ(read(midnight + day / 2).watched, Duration{0});
}

}  // namespace
}  // namespace nodewatch::xrpl
