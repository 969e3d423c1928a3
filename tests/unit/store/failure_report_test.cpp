#include "store/failure_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nodewatch::store {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::StartsWith;

constexpr SteadyTime start{1h};

TEST(FailureReport, TellsAtOnceAndThenEveryFiveMinutesWithTheNumberOfTries) {
    FailureReport report;
    EXPECT_EQ(report.failed("full", start),
              "full; new samples are kept in memory, and writing is tried again");
    for (auto time = start + 1s; time < start + 5min; time += 1s)
        ASSERT_EQ(report.failed("full", time), std::nullopt);
    EXPECT_THAT(report.failed("full", start + 5min), Optional(HasSubstr("(301 tries failed")));
    EXPECT_EQ(report.failed("full", start + 6min), std::nullopt);
    EXPECT_THAT(report.failed("gone", start + 10min), Optional(StartsWith("gone; ")));
}

TEST(FailureReport, TellsTheEndOfWhatItTold) {
    FailureReport report;
    EXPECT_EQ(report.succeeded(), std::nullopt);
    std::ignore = report.failed("full", start);
    std::ignore = report.failed("full", start + 1s);
    EXPECT_THAT(report.succeeded(), Optional(HasSubstr("after 2 failed tries")));
    EXPECT_EQ(report.succeeded(), std::nullopt);
}

TEST(FailureReport, WhatComesAndGoesIsNotToldEachTime) {
    FailureReport report;
    int told = 0;
    for (auto time = start; time < start + 10min; time += 2s) {
        told += report.failed("full", time).has_value() ? 1 : 0;
        std::ignore = report.succeeded();
    }
    EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace nodewatch::store
