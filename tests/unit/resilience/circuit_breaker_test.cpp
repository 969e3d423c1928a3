#include "resilience/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace nodewatch {
namespace {

using std::chrono::seconds;

SteadyTime at(double s) {
    return SteadyTime{} + Duration{static_cast<Duration::rep>(s * 1'000)};
}

void fail_calls(CircuitBreaker& breaker, int count, SteadyTime now) {
    for (int i = 0; i < count; ++i)
        breaker.ask(now).value().failed(now);
}

TEST(CircuitBreaker, OpensLongerAfterEachFailedProbe) {
    CircuitBreaker breaker({.open_time = seconds{30}, .growth = 2, .max_open_time = seconds{100}});
    fail_calls(breaker, 5, at(0));
    EXPECT_EQ(breaker.snapshot().open_until, at(30));
    breaker.ask(at(30)).value().failed(at(30));
    EXPECT_EQ(breaker.snapshot().open_until, at(90));
    breaker.ask(at(90)).value().failed(at(90));
    EXPECT_EQ(breaker.snapshot().open_until, at(190));  // 120 s, bounded by 100
    breaker.ask(at(190)).value().failed(at(190));
    EXPECT_EQ(breaker.snapshot().open_until, at(290));
    EXPECT_EQ(breaker.snapshot().opened, 4U);

    breaker.ask(at(290)).value().succeeded(at(290));
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    EXPECT_EQ(breaker.snapshot().closed, 1U);
    EXPECT_EQ(breaker.snapshot().open_until, std::nullopt);
    fail_calls(breaker, 5, at(300));
    EXPECT_EQ(breaker.snapshot().open_until, at(330)) << "a recovery forgets the growth";
}

TEST(CircuitBreaker, AnAbandonedProbeGivesItsPermitBack) {
    CircuitBreaker breaker({});
    fail_calls(breaker, 5, at(0));
    {
        auto cancelled = breaker.ask(at(30));
        ASSERT_TRUE(cancelled);
        EXPECT_FALSE(breaker.ask(at(30)));
    }
    EXPECT_EQ(breaker.state(), BreakerState::half_open);
    auto probe = breaker.ask(at(31));
    ASSERT_TRUE(probe);
    probe->succeeded(at(31));
    EXPECT_EQ(breaker.state(), BreakerState::closed);
}

TEST(CircuitBreaker, AProbeThatSaysNothingAboutTheServiceLeavesItHalfOpen) {
    CircuitBreaker breaker({});
    fail_calls(breaker, 5, at(0));
    breaker.ask(at(30)).value().failed({ErrorKind::parse, "not JSON"}, at(30));
    EXPECT_EQ(breaker.state(), BreakerState::half_open);
    EXPECT_TRUE(breaker.ask(at(30)));
}

TEST(CircuitBreaker, LateResultsOfAnEarlierEraAreIgnored) {
    CircuitBreaker breaker({});
    auto slow = breaker.ask(at(0));
    auto slower = breaker.ask(at(0));
    fail_calls(breaker, 5, at(1));
    auto probe = breaker.ask(at(31));
    ASSERT_TRUE(probe);
    slow->succeeded(at(32));
    EXPECT_EQ(breaker.state(), BreakerState::half_open) << "only the probe may close it";
    slower.reset();
    EXPECT_FALSE(breaker.ask(at(32))) << "only the probe may give its permit back";
    probe->failed(at(33));
    EXPECT_EQ(breaker.state(), BreakerState::open);
}

TEST(CircuitBreaker, CountsItsTransitions) {
    CircuitBreaker breaker({.failure_threshold = 1, .open_time = seconds{30}, .growth = 1});
    fail_calls(breaker, 1, at(0));
    fail_calls(breaker, 1, at(30));
    breaker.ask(at(60)).value().succeeded(at(60));
    fail_calls(breaker, 1, at(61));
    const auto& counts = breaker.snapshot();
    EXPECT_EQ(counts.opened, 3U);
    EXPECT_EQ(counts.half_opened, 2U);
    EXPECT_EQ(counts.reopened, 1U);
    EXPECT_EQ(counts.closed, 1U);
}

TEST(CircuitBreaker, IsOpenForARandomPartLonger) {
    CircuitBreaker breaker(
        {.failure_threshold = 1, .open_time = seconds{30}, .growth = 2, .jitter = 0.1},
        [] { return 0.5; });
    fail_calls(breaker, 1, at(0));
    EXPECT_EQ(breaker.snapshot().open_until, at(31.5));
    fail_calls(breaker, 1, at(31.5));
    EXPECT_EQ(breaker.snapshot().open_until, at(31.5 + 63)) << "the part does not grow by itself";
}

TEST(CircuitBreaker, CountsOnlyErrorsOfTheService) {
    EXPECT_TRUE(counts_against_service({ErrorKind::timeout, ""}));
    EXPECT_TRUE(counts_against_service({ErrorKind::refused, ""}));
    EXPECT_TRUE(counts_against_service({ErrorKind::http_status, "", "503"}));
    EXPECT_TRUE(counts_against_service({ErrorKind::http_status, "", "429"}));
    EXPECT_FALSE(counts_against_service({ErrorKind::http_status, "", "404"}));
    EXPECT_FALSE(counts_against_service({ErrorKind::parse, ""}));
    EXPECT_FALSE(counts_against_service({ErrorKind::permission, ""}));
    EXPECT_FALSE(counts_against_service({ErrorKind::cancelled, ""}));
}

}  // namespace
}  // namespace nodewatch
