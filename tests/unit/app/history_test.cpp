#include "app/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nodewatch::app {
namespace {

using api::HealthLevel;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(HistoryProblemsTest, AStoreThatWritesHasNone) {
    store::StoreStatus status;
    status.samples = 1000;
    status.failed_flushes = 3;  // and then one that succeeded
    EXPECT_THAT(problems_of(status, {}), IsEmpty());
}

TEST(HistoryProblemsTest, AFlushThatFailsDegradesAndSaysWhy) {
    store::StoreStatus status;
    status.unflushed_samples = 12;
    status.last_error = "/data/nodewatch.db: the disk is full";
    const auto problems = problems_of(status, {});
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_EQ(problems.front().level, HealthLevel::degraded);
    EXPECT_THAT(problems.front().text, HasSubstr("12 samples wait in memory"));
    EXPECT_THAT(problems.front().text, HasSubstr("/data/nodewatch.db: the disk is full"));
}

TEST(HistoryProblemsTest, FailedOnlyWhileSamplesAreLost) {
    store::StoreStatus before;
    before.lost = 5;
    store::StoreStatus status = before;
    status.lost = 12;
    const auto problems = problems_of(status, before);
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_EQ(problems.front().level, HealthLevel::failed);
    EXPECT_THAT(problems.front().text, HasSubstr("7 samples of the last 5s were lost"));
    EXPECT_THAT(problems_of(status, status), IsEmpty());
}

TEST(HistoryProblemsTest, DamageAndNewFilesAreToldUntilTheEnd) {
    store::StoreStatus status;
    status.damaged_blobs = 2;
    status.replaced_files = 1;
    const auto problems = problems_of(status, status);
    ASSERT_THAT(problems, SizeIs(2));
    EXPECT_THAT(problems[0].text, HasSubstr("met 2 times since the start"));
    EXPECT_THAT(problems[0].text, HasSubstr("'nodewatch store verify'"));
    EXPECT_THAT(problems[1].text, HasSubstr("begun anew 1 times"));
    for (const auto& problem : problems)
        EXPECT_EQ(problem.level, HealthLevel::degraded);
}

}  // namespace
}  // namespace nodewatch::app
