#include "telemetry/metadata_board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace nodewatch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto type = MetadataPart::type;
constexpr auto help = MetadataPart::help;
constexpr auto unit = MetadataPart::unit;

std::vector<std::string> names(const TargetMetadata& target) {
    std::vector<std::string> all;
    for (const auto& family : target.families())
        all.push_back(family.metric);
    return all;
}

TEST(TargetMetadata, WhatWasToldLastCounts) {
    TargetMetadata target({{"job", "a"}});
    EXPECT_EQ(target.labels(), (LabelPairs{{"job", "a"}}));
    EXPECT_TRUE(target.tell(help, "b", "First"));
    EXPECT_EQ(target.find("b"), (MetricMetadata{"unknown", "First", ""}));
    target.tell(type, "b", "counter");
    target.tell(unit, "b", "bytes");
    target.tell(help, "b", "Second");
    EXPECT_EQ(target.find("b"), (MetricMetadata{"counter", "Second", "bytes"}));
    target.tell(help, "b", "");
    target.tell(type, "a", "gauge");
    EXPECT_EQ(target.find("b"), (MetricMetadata{"counter", "", "bytes"}));
    EXPECT_THAT(names(target), ElementsAre("a", "b"));
    EXPECT_FALSE(target.find("c"));
}

// Prometheus: "Keep metadata around for 10 scrapes after its metric disappeared."
TEST(TargetMetadata, AFamilyStaysForTenRoundsWithoutIt) {
    TargetMetadata target({});
    for (const char* metric : {"goes", "stays"})
        target.tell(type, metric, "gauge");
    target.end_round();
    for (int round = 0; round < 10; ++round) {
        target.tell(type, "stays", "gauge");
        target.end_round();
    }
    EXPECT_THAT(names(target), ElementsAre("goes", "stays"));
    target.tell(type, "stays", "gauge");
    target.end_round();
    EXPECT_THAT(names(target), ElementsAre("stays"));
}

TEST(TargetMetadata, TakesSoManyFamiliesAndNewOnesWhenOldOnesAreGone) {
    TargetMetadata target({});
    for (std::size_t i = 0; i < TargetMetadata::max_families; ++i)
        ASSERT_TRUE(target.tell(type, "m" + std::to_string(i), "gauge"));
    EXPECT_FALSE(target.tell(type, "more", "gauge"));
    EXPECT_TRUE(target.tell(help, "m0", "A known one"));
    EXPECT_FALSE(target.find("more"));
    for (std::uint64_t round = 0; round <= TargetMetadata::rounds_kept + 1; ++round)
        target.end_round();
    EXPECT_THAT(names(target), IsEmpty());
    EXPECT_TRUE(target.tell(type, "more", "gauge"));
}

TEST(TargetMetadata, WithoutRoomThoseThatAreNotToldAnyMoreGoFirst) {
    TargetMetadata target({});
    const auto tell_all = [&](const std::string& prefix) {
        std::size_t taken = 0;
        for (std::size_t i = 0; i < 6'000; ++i)
            taken += target.tell(type, prefix + std::to_string(i), "gauge") ? 1 : 0;
        target.end_round();
        return taken;
    };
    EXPECT_EQ(tell_all("a"), 6'000U);
    EXPECT_EQ(tell_all("b"), 4'000U) << "those of the last round may be told yet";
    EXPECT_EQ(tell_all("b"), 6'000U);
    EXPECT_TRUE(target.find("b5999"));
    EXPECT_FALSE(target.find("a0"));
}

TEST(TargetMetadata, WithoutRoomForATextThatOfOneThatIsNotToldGoesFirst) {
    TargetMetadata target({});
    EXPECT_TRUE(target.tell(help, "old", std::string(TargetMetadata::max_bytes - 100, 'x')));
    for (int round = 0; round < 2; ++round) {
        EXPECT_FALSE(target.tell(help, "new", std::string(200, 'y')));
        target.end_round();
    }
    EXPECT_TRUE(target.tell(help, "new", std::string(200, 'y')));
    EXPECT_THAT(names(target), ElementsAre("new"));
}

TEST(TargetMetadata, ATextWithoutRoomIsUnknownAndNotTheOldOne) {
    TargetMetadata target({});
    const std::string large(TargetMetadata::max_bytes - 2, 'x');
    EXPECT_TRUE(target.tell(help, "a", "y"));
    EXPECT_TRUE(target.tell(help, "b", "z"));
    EXPECT_FALSE(target.tell(help, "a", large));  // two names and a z are there, too
    EXPECT_EQ(target.find("a")->help, "");
    EXPECT_TRUE(target.tell(help, "b", ""));
    EXPECT_TRUE(target.tell(help, "a", large));
    EXPECT_EQ(target.find("a")->help, large);
    EXPECT_FALSE(target.tell(help, "b", "z"));
    EXPECT_FALSE(target.tell(type, "c", "gauge"));  // there is no room for its name
    EXPECT_TRUE(target.tell(type, "b", "counter"));
    EXPECT_TRUE(target.tell(help, "a", "short"));
    EXPECT_TRUE(target.tell(help, "b", "z"));
}

TEST(TargetMetadata, MayBeAskedWhileItIsTold) {
    TargetMetadata target({});
    std::thread teller([&] {
        for (int i = 0; i < 2'000; ++i) {
            target.tell(help, "a", std::to_string(i));
            target.end_round();
        }
    });
    while (!target.find("a")) {
    }
    for (int i = 0; i < 100; ++i)
        EXPECT_THAT(names(target), ElementsAre("a"));
    teller.join();
    EXPECT_EQ(target.find("a")->help, "1999");
}

TEST(MetadataBoard, HasTargetsForAsLongAsTheirSourcesHoldThem) {
    MetadataBoard board;
    const auto first = board.add({{"job", "a"}});
    auto second = board.add({{"job", "b"}});
    first->tell(type, "up", "gauge");
    ASSERT_EQ(board.targets().size(), 2U);
    EXPECT_EQ(board.targets()[0]->find("up")->type, "gauge");
    EXPECT_EQ(board.targets()[1]->labels(), (LabelPairs{{"job", "b"}}));
    second.reset();
    ASSERT_EQ(board.targets().size(), 1U);
    EXPECT_EQ(board.targets()[0], first);
}

}  // namespace
}  // namespace nodewatch
