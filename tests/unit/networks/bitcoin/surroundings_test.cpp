#include <gmock/gmock.h>

#include <limits>

#include "base/clock.hpp"
#include "networks/bitcoin/conditions.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr double gigabyte = 1e9, terabyte = 1e12;
constexpr double keeps_all = std::numeric_limits<double>::infinity();

class DiskConditions : public ::testing::Test {
protected:
    /// What holds once it has lasted: "", "almost_full", "full", or "unknown".
    std::string judge(std::optional<NodeDisk> disk, std::optional<double> blocks_may_grow) {
        ConditionInputs in;
        if (disk) in.surroundings.disks = {*disk};
        return judge(std::move(in), blocks_may_grow);
    }
    std::string judge(ConditionInputs in, std::optional<double> blocks_may_grow) {
        in.blocks_may_grow = blocks_may_grow;
        conditions_.update(in, clock_.now());
        clock_.advance(60s);
        conditions_.update(in, clock_.now());
        const auto full = conditions_.holds(Condition::disk_full);
        const auto almost_full = conditions_.holds(Condition::disk_almost_full);
        EXPECT_FALSE(full == true && almost_full == true);
        if (full == true) return "full";
        if (!full || !almost_full) return "unknown";
        return *almost_full ? "almost_full" : "";
    }

    ManualClock clock_;
    Conditions conditions_;
};

TEST_F(DiskConditions, ANodeThatKeepsAllBlocks) {
    EXPECT_EQ(judge(NodeDisk{"/data", terabyte, 60 * gigabyte}, keeps_all), "");
    EXPECT_EQ(judge(NodeDisk{"/data", terabyte, 49 * gigabyte}, keeps_all), "almost_full") << "5 %";
    EXPECT_EQ(judge(NodeDisk{"/data", 4 * terabyte, 60 * gigabyte}, keeps_all), "")
        << "a large disk with most of a year left";
    EXPECT_EQ(judge(NodeDisk{"/data", 50 * gigabyte, 9 * gigabyte}, keeps_all), "almost_full")
        << "10 GB";
    EXPECT_EQ(judge(NodeDisk{"/data", terabyte, 0.9 * gigabyte}, keeps_all), "full");
}

TEST_F(DiskConditions, ANodeThatDeletesOldBlocksNeedsLess) {
    EXPECT_EQ(judge(NodeDisk{"/data", 20 * gigabyte, 3 * gigabyte}, 0), "");
    EXPECT_EQ(judge(NodeDisk{"/data", 20 * gigabyte, 1.5 * gigabyte}, 0), "almost_full");
    EXPECT_EQ(judge(NodeDisk{"/data", 20 * gigabyte, 3 * gigabyte}, 4 * gigabyte), "almost_full")
        << "it may grow by more than there is";
    EXPECT_EQ(judge(NodeDisk{"/data", 20 * gigabyte, 0.5 * gigabyte}, 0), "full");
}

TEST_F(DiskConditions, EachDiskIsJudgedByItsOwnMeasure) {
    ConditionInputs in;
    in.surroundings.disks = {{"/ssd", 30 * gigabyte, 20 * gigabyte},
                             {"/blocks", 4 * terabyte, 40 * gigabyte}};
    EXPECT_EQ(judge(in, keeps_all), "almost_full");
    EXPECT_THAT(conditions_.reasons().front().message,
                HasSubstr("40.0 GB of 4000.0 GB are left where /blocks is"));
    in.surroundings.disks = {{"/root", 30 * gigabyte, 8 * gigabyte, false},
                             {"/blocks", 4 * terabyte, 400 * gigabyte}};
    EXPECT_EQ(judge(in, keeps_all), "") << "no blocks go to /root";
}

TEST_F(DiskConditions, WhatIsNotKnownIsNotJudged) {
    EXPECT_EQ(judge(std::nullopt, keeps_all), "unknown");
    EXPECT_EQ(judge(NodeDisk{"/data", terabyte, 5 * gigabyte}, std::nullopt), "unknown")
        << "whether it deletes old blocks";
    EXPECT_EQ(judge(NodeDisk{"/data", terabyte, 0.5 * gigabyte}, std::nullopt), "full")
        << "which is too little for any node";
}

TEST_F(DiskConditions, TheReasonTellsWhereAndHowMuch) {
    EXPECT_EQ(judge(NodeDisk{"/srv/bitcoin", terabyte, 0.25 * gigabyte}, keeps_all), "full");
    const auto reasons = conditions_.reasons();
    ASSERT_EQ(reasons.size(), 1U);
    EXPECT_EQ(reasons[0].code, "disk_full");
    EXPECT_TRUE(reasons[0].critical);
    EXPECT_THAT(reasons[0].message, HasSubstr("0.2 GB are left where /srv/bitcoin is"));
}

}  // namespace
}  // namespace nodewatch::bitcoin
