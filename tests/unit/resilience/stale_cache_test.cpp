#include "resilience/stale_cache.hpp"

#include <gtest/gtest.h>

#include <string>

namespace nodewatch {
namespace {

using std::chrono::seconds;

TEST(StaleCache, AValueIsFreshThenStaleThenGone) {
    StaleCache<std::string> cache(seconds{10}, seconds{60});
    const SteadyTime start{};
    EXPECT_FALSE(cache.get(start));
    EXPECT_FALSE(cache.age(start));

    cache.put("answer", start);
    EXPECT_EQ(*cache.get(start)->value, "answer");
    EXPECT_TRUE(cache.get(start + Duration{9'999})->fresh);
    EXPECT_FALSE(cache.get(start + seconds{10})->fresh);
    EXPECT_EQ(cache.get(start + seconds{25})->age, seconds{25});
    EXPECT_TRUE(cache.get(start + seconds{60}));
    EXPECT_FALSE(cache.get(start + Duration{60'001}));
    EXPECT_EQ(cache.age(start + seconds{90}), seconds{90}) << "the age stays visible";

    cache.put("new answer", start + seconds{90});
    EXPECT_TRUE(cache.get(start + seconds{90})->fresh);
}

}  // namespace
}  // namespace nodewatch
