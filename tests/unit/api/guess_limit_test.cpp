#include "api/guess_limit.hpp"

#include <gtest/gtest.h>

namespace nodewatch::api {
namespace {

TEST(GuessLimit, CountsEachAddressByItselfForAWindow) {
    ManualClock clock;
    GuessLimit limit(clock);
    for (int i = 0; i < GuessLimit::max_failures; ++i) {
        EXPECT_FALSE(limit.is_reached("10.0.0.1"));
        limit.count_failure("10.0.0.1");
    }
    EXPECT_TRUE(limit.is_reached("10.0.0.1"));
    EXPECT_FALSE(limit.is_reached("10.0.0.2"));
    clock.advance(GuessLimit::window);
    EXPECT_FALSE(limit.is_reached("10.0.0.1"));
    limit.count_failure("10.0.0.1");
    EXPECT_FALSE(limit.is_reached("10.0.0.1")) << "the window began anew";
}

TEST(GuessLimit, ANetworkOfIpv6IsOneAddress) {
    ManualClock clock;
    GuessLimit limit(clock);
    for (int i = 0; i < GuessLimit::max_failures; ++i)
        limit.count_failure("2001:db8:0:1::" + std::to_string(i + 1));
    EXPECT_TRUE(limit.is_reached("2001:db8:0:1:ffff::9"));
    EXPECT_FALSE(limit.is_reached("2001:db8:0:2::1"));
}

TEST(GuessLimit, AddressesAboveTheBoundCountAsOne) {
    ManualClock clock;
    GuessLimit limit(clock);
    for (std::size_t i = 0; i < GuessLimit::max_addresses; ++i)
        limit.count_failure("known " + std::to_string(i));
    for (int i = 0; i < GuessLimit::max_failures; ++i) {
        EXPECT_FALSE(limit.is_reached("any"));
        limit.count_failure("new " + std::to_string(i));
    }
    EXPECT_TRUE(limit.is_reached("any")) << "who makes up addresses gains no tries";
    EXPECT_FALSE(limit.is_reached("known 7"));
}

}  // namespace
}  // namespace nodewatch::api
