#include "resilience/backoff.hpp"

#include <gtest/gtest.h>

namespace nodewatch {
namespace {

using std::chrono::seconds;

std::vector<Duration> waits(Backoff backoff, int count) {
    std::vector<Duration> result;
    for (int i = 0; i < count; ++i)
        result.push_back(backoff.next());
    return result;
}

TEST(Backoff, DoublesUpToTheCap) {
    const BackoffPolicy policy{
        .base = seconds{2}, .cap = seconds{60}, .jitter = BackoffPolicy::Jitter::none};
    // 2^n up to 60 s: the seed's supervisor.
    EXPECT_EQ(waits(Backoff(policy, nullptr), 7),
              (std::vector<Duration>{seconds{2}, seconds{4}, seconds{8}, seconds{16}, seconds{32},
                                     seconds{60}, seconds{60}}));
}

TEST(Backoff, FollowsAnExplicitScheduleAndStaysAtItsEnd) {
    const BackoffPolicy policy{
        .jitter = BackoffPolicy::Jitter::none,
        .schedule = {seconds{1}, seconds{2}, seconds{5}, seconds{10}, seconds{30}}};
    EXPECT_EQ(waits(Backoff(policy, nullptr), 7),
              (std::vector<Duration>{seconds{1}, seconds{2}, seconds{5}, seconds{10}, seconds{30},
                                     seconds{30}, seconds{30}}));
}

TEST(Backoff, FullJitterDrawsFromZeroToTheCeiling) {
    std::vector<double> draws{0.0, 0.5, 0.25, 0.999};
    std::size_t next = 0;
    const BackoffPolicy policy{.base = seconds{1}, .cap = seconds{30}};
    // Ceilings 1, 2, 4, 8 s.
    EXPECT_EQ(
        waits(Backoff(policy, [&] { return draws.at(next++); }), 4),
        (std::vector<Duration>{Duration{0}, Duration{1'000}, Duration{1'000}, Duration{7'992}}));
}

TEST(Backoff, SuccessBeginsAgain) {
    Backoff backoff({.base = seconds{1}, .cap = seconds{60}, .jitter = BackoffPolicy::Jitter::none},
                    nullptr);
    backoff.next();
    backoff.next();
    EXPECT_EQ(backoff.failures(), 2U);
    backoff.reset();
    EXPECT_EQ(backoff.failures(), 0U);
    EXPECT_EQ(backoff.next(), seconds{1});
}

TEST(Backoff, ManyFailuresDoNotOverflow) {
    const BackoffPolicy policy{.base = seconds{1}, .cap = Duration::max()};
    EXPECT_EQ(policy.ceiling(4'000'000'000U), Duration::max());
    const BackoffPolicy immediate{.base = Duration{0}, .cap = seconds{1}};
    EXPECT_EQ(immediate.ceiling(4'000'000'000U), Duration{0});
}

TEST(Backoff, SystemRandomStaysInItsRange) {
    const Random random = system_random();
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double draw = random();
        ASSERT_GE(draw, 0.0);
        ASSERT_LT(draw, 1.0);
        sum += draw;
    }
    EXPECT_NEAR(sum / 10'000, 0.5, 0.03);  // 10 standard deviations
}

}  // namespace
}  // namespace nodewatch
