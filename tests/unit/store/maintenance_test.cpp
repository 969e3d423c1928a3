#include "store/maintenance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/inspect.hpp"
#include "store/retention.hpp"
#include "temporary_store.hpp"

namespace nodewatch::store {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

constexpr std::int64_t day0 = TestClock::start_ms / day_ms * day_ms;
const Labels labels{{"__name__", "m"}, {"node", "a"}};

class MaintenanceTest : public testing::Test {
protected:
    void SetUp() override { store.open(); }

    /// One sample a minute from the start of a day on; the value is the number of the minute.
    void fill(std::int64_t first_day, int days) {
        std::vector<std::pair<std::int64_t, double>> samples;
        const std::int64_t from = day0 + first_day * day_ms;
        for (int i = 0; i < days * 1440; ++i)
            samples.emplace_back(from + i * minute_ms, i);
        store.import(labels, samples);
        ASSERT_TRUE(store->flush());
    }

    StoreInfo info() {
        const auto result = inspect(store.options.path);
        EXPECT_TRUE(result);
        return result.value_or(StoreInfo{});
    }

    TemporaryStore store;
};

TEST_F(MaintenanceTest, TheHeadIsWhatIsNotMerged) {
    const auto head = [&] {
        const auto statistics = store->head_statistics();
        EXPECT_TRUE(statistics);
        return statistics.value_or(HeadStatistics{});
    };
    EXPECT_EQ(head().chunks, 0U);
    EXPECT_FALSE(head().times);
    store.import({{"__name__", "m"}, {"node", "a"}}, {{5'000, 1}, {6'000, 2}});
    store.import({{"__name__", "m"}, {"node", "b"}}, {{4'000, 1}});
    EXPECT_EQ(head().chunks, 2U) << "open rows of two series";
    EXPECT_EQ(head().times->from, 4'000);
    EXPECT_EQ(head().times->to, 6'000);
    fill(0, 1);
    EXPECT_EQ(head().chunks, 2U) << "one is closed now, one still open";
    EXPECT_EQ(head().times->to, day0 + 1439 * minute_ms);
    ASSERT_TRUE(store->compact());
    EXPECT_EQ(head().chunks, 0U) << "all is merged";
    EXPECT_FALSE(head().times);
}

TEST_F(MaintenanceTest, MergesDaysThatEndedAndLosesNothing) {
    fill(0, 3);
    const Samples before = store.read("m");
    store.clock.advance(std::chrono::days{2});
    ASSERT_TRUE(store->maintain());
    EXPECT_GT(info().merged_rows, 0U);
    EXPECT_EQ(store.read("m").times, before.times);
    EXPECT_EQ(store.read("m").values, before.values);
    ASSERT_TRUE(store->compact());
    EXPECT_EQ(info().staged_rows, 0U);
    EXPECT_EQ(info().merged_rows, 3U);
    EXPECT_EQ(info().samples, 3U * 1440U);
    EXPECT_EQ(store.read("m").values, before.values);
}

TEST_F(MaintenanceTest, MergesLateSamplesIntoADayThatWasMerged) {
    fill(0, 1);
    ASSERT_TRUE(store->compact());
    store.options.late_window = std::chrono::days{3};
    store.open();
    store.import(labels, {{day0 + 30'000, -1}, {day0 + 60'000, -2}});
    ASSERT_TRUE(store->compact());
    const Samples samples = store.read("m", {day0, day0 + 120'000});
    EXPECT_THAT(samples.times, ElementsAre(day0, day0 + 30'000, day0 + 60'000, day0 + 120'000));
    EXPECT_THAT(samples.values, ElementsAre(0, -1, -2, 2));
}

TEST_F(MaintenanceTest, RunsByItselfAnHourApart) {
    store.options.flush_interval = Duration{1};
    store.open();
    fill(-1, 1);
    store.clock.advance(std::chrono::minutes{61});
    // The writer asks the clock at each interval: a second flush comes after it has done so.
    while (store->status().merges == 0)
        ASSERT_TRUE(store->flush());
    EXPECT_EQ(store.read("m").size(), 1440U);
}

TEST_F(MaintenanceTest, DeletesDaysThatAreTooOldAndTheSeriesWithThem) {
    fill(0, 2);
    store.import({{"__name__", "other"}}, {{day0 + 5 * day_ms, 1}});
    ASSERT_TRUE(store->compact());
    store.options.retention = std::chrono::days{3};
    store.options.minute_tier_retention = std::chrono::days{3};
    store.options.hour_tier_retention = std::chrono::days{3};
    store.open();
    store.clock.advance(std::chrono::days{5});
    ASSERT_TRUE(store->maintain());
    EXPECT_EQ(store.read("m").size(), 0U);
    EXPECT_EQ(store.read("other").size(), 1U);
    EXPECT_EQ(store->status().series, 1U);
    EXPECT_EQ(store->status().deleted_days, 2U);
}

TEST_F(MaintenanceTest, DropsSeriesThatNeverGotASample) {
    store.import(labels, {{TestClock::start_ms, 1}});
    const auto writer = store->target_writer();
    ASSERT_TRUE(writer->series({{"__name__", "empty"}}, TargetWriter::Times::of_scrape));
    ASSERT_TRUE(store->flush());
    ASSERT_TRUE(store->maintain());
    EXPECT_EQ(store->status().series, 2U) << "its first sample may be on its way";
    ASSERT_TRUE(writer->series({{"__name__", "new"}}, TargetWriter::Times::of_scrape));
    ASSERT_TRUE(store->maintain());
    EXPECT_EQ(store->status().series, 2U) << "the empty one is gone, the new one is not";
    EXPECT_EQ(store.read("m").size(), 1U);
    // The number of a series that was dropped is void: its owner learns so.
    const auto again = writer->series({{"__name__", "empty"}}, TargetWriter::Times::of_scrape);
    ASSERT_TRUE(again);
    const Head::Sample sample{*again, TestClock::start_ms, 5};
    EXPECT_EQ(writer->append({&sample, 1}).taken, 1U);
    EXPECT_EQ(store.read("empty").size(), 1U);
}

TEST_F(MaintenanceTest, AClockAYearAheadCostsTwoDaysAtMost) {
    fill(-10, 10);
    ASSERT_TRUE(store->compact());
    store.clock.step_wall(std::chrono::days{365});
    ASSERT_TRUE(store->maintain());
    store.clock.step_wall(-std::chrono::days{365});
    EXPECT_EQ(info().samples, 8U * 1440U);
}

TEST_F(MaintenanceTest, DeletesTheOldestDaysDownToTheSize) {
    fill(0, 10);
    ASSERT_TRUE(store->compact());
    store.options.max_bytes = 1;
    store.open();
    ASSERT_TRUE(store->maintain());
    EXPECT_EQ(info().samples, 0U);
    EXPECT_EQ(store->status().deleted_days, 10U);
}

TEST_F(MaintenanceTest, KeepsHoursOfMergedDays) {
    store.import(labels, {{day0, 4},
                          {day0 + 1000, stale_marker()},
                          {day0 + 2000, 1.5},
                          {day0 + 3'599'999, 2},
                          {day0 + 2 * hour_ms, 7}});
    ASSERT_TRUE(store->compact());
    const auto tier = store->select_tier({}, Tier::hour, {day0, day0 + day_ms}, 10);
    ASSERT_TRUE(tier);
    ASSERT_EQ(tier->size(), 1U);
    EXPECT_EQ((*tier)[0].labels, labels);
    const auto& points = (*tier)[0].points;
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0].time, day0);
    EXPECT_THAT(points[0].min, DoubleEq(1.5));
    EXPECT_THAT(points[0].max, DoubleEq(4));
    EXPECT_THAT(points[0].sum, DoubleEq(7.5));
    EXPECT_THAT(points[0].count, DoubleEq(3));
    EXPECT_THAT(points[0].last, DoubleEq(2));
    EXPECT_EQ(points[1].time, day0 + 2 * hour_ms);
    EXPECT_THAT(points[1].sum, DoubleEq(7));
}

TEST_F(MaintenanceTest, KeepsMinutesOfDeletedDays) {
    store.import(labels, {{day0, 1}, {day0 + 59'999, 3}, {day0 + 60'000, 5}});
    ASSERT_TRUE(store->compact());
    store.options.retention = std::chrono::days{1};
    store.open();
    store.clock.advance(std::chrono::days{3});
    ASSERT_TRUE(store->maintain());
    EXPECT_EQ(info().samples, 0U);
    const auto tier = store->select_tier({}, Tier::minute, {day0, day0 + day_ms}, 10);
    ASSERT_TRUE(tier);
    ASSERT_EQ(tier->size(), 1U);
    ASSERT_EQ((*tier)[0].points.size(), 2U);
    EXPECT_THAT((*tier)[0].points[0].sum, DoubleEq(4));
    EXPECT_THAT((*tier)[0].points[1].last, DoubleEq(5));
}

TEST_F(MaintenanceTest, BacksUpWhileRunning) {
    fill(0, 2);
    const std::string path = store.folder() / "copy.db";
    ASSERT_TRUE(store->back_up(path));
    EXPECT_FALSE(store->back_up(path)) << "an existing file is not overwritten";
    const Samples samples = store.read("m");
    store.options.path = path;
    store.open();
    EXPECT_EQ(store.read("m").values, samples.values);
    const auto checked = verify(path);
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->damaged, 0U);
}

TEST_F(MaintenanceTest, VerifyNamesADamagedBlob) {
    fill(0, 1);
    ASSERT_TRUE(store->compact());
    store.close();
    {
        auto connection = sqlite::Connection::open(store.options.path, sqlite::Access::write);
        ASSERT_TRUE(connection);
        ASSERT_TRUE(connection->execute(
            "UPDATE chunk SET data = substr(data, 1, 40) || x'ff' || substr(data, 42)"));
    }
    const auto checked = verify(store.options.path);
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->damaged, 1U);
    EXPECT_THAT(checked->problems, ElementsAre(testing::HasSubstr("is damaged")));
}

}  // namespace
}  // namespace nodewatch::store
