#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/inspect.hpp"
#include "temporary_store.hpp"

/// What a query sees of days whose samples retention deleted.
namespace nodewatch::store {
namespace {

using testing::ElementsAre;

constexpr std::int64_t day0 = TestClock::start_ms / day_ms * day_ms;
constexpr std::int64_t interval = 10'000;

/// A sample every ten seconds of the days 0, 1 and 2; its value is its number. Then day 2 has its
/// samples, day 1 its minutes, day 0 its hours.
class TierQueryTest : public testing::Test {
protected:
    void SetUp() override {
        store.options.retention = std::chrono::days{365};
        store.open();
        std::vector<std::pair<std::int64_t, double>> samples;
        for (int i = 0; i < 3 * 8640; ++i)
            samples.emplace_back(day0 + i * interval, i);
        for (const char* name : {"m", "n"})
            store.import({{"__name__", name}}, samples);
        ASSERT_TRUE(store->compact());
        store.options.retention = std::chrono::days{1};
        store.options.minute_tier_retention = std::chrono::days{2};
        store.open();
        store.clock.advance(std::chrono::days{3});
        ASSERT_TRUE(store->maintain());
        const auto info = inspect(store.options.path);
        ASSERT_TRUE(info);
        ASSERT_EQ(info->samples, 2U * 8640U) << "days 0 and 1 are deleted";
    }

    TemporaryStore store;
};

TEST_F(TierQueryTest, ADeletedDayShowsTheLastValueOfEachMinuteAtItsEnd) {
    const std::int64_t day1 = day0 + day_ms;
    const Samples samples = store.read("m", {day1, day1 + 3 * minute_ms - 1});
    EXPECT_THAT(samples.times, ElementsAre(day1 + 59'999, day1 + 119'999, day1 + 179'999));
    EXPECT_THAT(samples.values, ElementsAre(8645, 8651, 8657));
}

TEST_F(TierQueryTest, AnOlderDayShowsTheLastValueOfEachHourAtItsEnd) {
    const Samples samples = store.read("m", {day0 + hour_ms, day0 + 3 * hour_ms});
    EXPECT_THAT(samples.times, ElementsAre(day0 + 2 * hour_ms - 1, day0 + 3 * hour_ms - 1));
    EXPECT_THAT(samples.values, ElementsAre(719, 1079));
}

TEST_F(TierQueryTest, ARangeGoesFromHoursOverMinutesToSamples) {
    const Samples samples = store.read("m");
    ASSERT_EQ(samples.size(), 24U + 1440U + 8640U);
    EXPECT_TRUE(std::ranges::is_sorted(samples.times, std::less_equal<>{}));
    EXPECT_TRUE(std::ranges::is_sorted(samples.values));
    EXPECT_EQ(samples.times[23], day0 + day_ms - 1);
    EXPECT_EQ(samples.times[24], day0 + day_ms + minute_ms - 1);
    EXPECT_EQ(samples.times[24 + 1440], day0 + 2 * day_ms);
}

TEST_F(TierQueryTest, SeriesThatShareTheirTimesSeeTheSame) {
    const auto selection = store->select({}, {0, max_time}, 10);
    ASSERT_TRUE(selection);
    ASSERT_EQ((*selection)->size(), 2U);
    const Samples alone = store.read("m");
    for (std::size_t series = 0; series < 2; ++series) {
        Samples samples;
        ASSERT_TRUE((*selection)->read(series, {0, max_time}, samples));
        EXPECT_EQ(samples.times, alone.times);
        EXPECT_EQ(samples.values, alone.values);
    }
}

TEST_F(TierQueryTest, IsRememberedAfterARestart) {
    store.open();
    EXPECT_EQ(store.read("m").size(), 24U + 1440U + 8640U);
}

TEST_F(TierQueryTest, OldSamplesThatComeLaterDoNotHideTheTiers) {
    store.import({{"__name__", "other"}}, {{day0 - 5 * day_ms, 1}});
    ASSERT_TRUE(store->compact());
    EXPECT_EQ(store.read("other").size(), 1U);
    EXPECT_EQ(store.read("m").size(), 24U + 1440U + 8640U);
    ASSERT_TRUE(store->maintain());
    EXPECT_EQ(store.read("m").size(), 24U + 1440U + 8640U) << "an older day was deleted";
}

}  // namespace
}  // namespace nodewatch::store
