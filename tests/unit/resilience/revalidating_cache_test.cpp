#include "resilience/revalidating_cache.hpp"

#include <gtest/gtest.h>

namespace nodewatch {
namespace {

using std::chrono::seconds;
using Freshness = RevalidatingCache<int>::Freshness;

class Revalidating : public ::testing::Test {
protected:
    static SteadyTime at(int second) { return SteadyTime{} + seconds{second}; }
    std::optional<int> shown(int second) const {
        const auto entry = cache_.get(at(second));
        return entry ? std::optional(*entry->value) : std::nullopt;
    }

    RevalidatingCache<int> cache_{seconds{10}, seconds{60}};
};

TEST_F(Revalidating, OneRefreshAtATime) {
    EXPECT_EQ(cache_.ask(at(0)), Freshness::refresh);
    EXPECT_EQ(cache_.ask(at(0)), Freshness::under_way);
    EXPECT_EQ(shown(0), std::nullopt) << "nothing is known yet";
    cache_.put(7, at(1));
    EXPECT_EQ(cache_.ask(at(10)), Freshness::fresh);
    EXPECT_EQ(cache_.hits(), 1U);
    EXPECT_EQ(cache_.ask(at(11)), Freshness::refresh) << "10 s after the put";
    EXPECT_EQ(cache_.hits(), 1U);
}

TEST_F(Revalidating, TheOldValueIsShownWhileANewOneIsFetched) {
    cache_.put(7, at(0));
    EXPECT_EQ(cache_.ask(at(20)), Freshness::refresh);
    EXPECT_EQ(shown(20), 7);
    EXPECT_FALSE(cache_.get(at(20))->fresh);
    EXPECT_EQ(shown(61), std::nullopt) << "not beyond the maximum age";
    cache_.put(8, at(21));
    EXPECT_EQ(shown(21), 8);
    EXPECT_TRUE(cache_.get(at(21))->fresh);
}

TEST_F(Revalidating, AFailureLeavesTheOldValueUntilItIsTooOld) {
    cache_.put(7, at(0));
    EXPECT_EQ(cache_.ask(at(20)), Freshness::refresh);
    cache_.give_up();
    EXPECT_EQ(cache_.ask(at(21)), Freshness::refresh) << "the next who asks tries again";
    EXPECT_EQ(shown(60), 7);
    EXPECT_EQ(shown(61), std::nullopt);
}

}  // namespace
}  // namespace nodewatch
