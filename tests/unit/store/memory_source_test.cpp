#include "store/memory_source.hpp"

#include <gtest/gtest.h>

namespace nodewatch::store {
namespace {

std::vector<Matcher> named(const char* name) {
    return {*Matcher::make(MatchType::equal, "__name__", name)};
}

class MemorySourceTest : public testing::Test {
protected:
    void SetUp() override {
        for (const std::int64_t time : {1000, 2000, 3000}) {
            source.append({{"__name__", "up"}, {"node", "b"}}, time, static_cast<double>(time));
        }
        source.append({{"__name__", "up"}, {"node", "a"}}, 2500, 7);
        source.append({{"__name__", "down"}}, 2000, 1);
    }
    MemorySource source;
};

TEST_F(MemorySourceTest, SelectsInOrderOfLabelsAndReadsBothEdges) {
    const auto selection = source.select(named("up"), {2000, 3000}, 10);
    ASSERT_TRUE(selection);
    ASSERT_EQ((*selection)->size(), 2U);
    EXPECT_EQ((*selection)->labels(0).get("node"), "a");
    Samples samples;
    ASSERT_TRUE((*selection)->read(1, {2000, 3000}, samples));
    EXPECT_EQ(samples.times, (std::vector<std::int64_t>{2000, 3000}));
    EXPECT_EQ(samples.values, (std::vector<double>{2000, 3000}));
}

TEST_F(MemorySourceTest, LeavesOutSeriesWithoutSamplesInTheRange) {
    EXPECT_EQ((*source.select(named("up"), {2600, 9000}, 10))->size(), 1U);
    EXPECT_EQ((*source.select(named("up"), {4000, 9000}, 10))->size(), 0U);
    EXPECT_EQ((*source.select(named("up"), {3000, 1000}, 10))->size(), 0U);
}

TEST_F(MemorySourceTest, RefusesTooManySeries) {
    const auto selection = source.select(named("up"), {0, 9000}, 1);
    ASSERT_FALSE(selection);
    EXPECT_EQ(selection.error().kind, ErrorKind::too_large);
}

TEST_F(MemorySourceTest, RefusesTimesThatDoNotAscend) {
    EXPECT_FALSE(source.append({{"__name__", "down"}}, 2000, 2));
    EXPECT_TRUE(source.append({{"__name__", "down"}}, 2001, 2));
}

}  // namespace
}  // namespace nodewatch::store
