#include "networks/betanet/target_settings.hpp"

#include <gmock/gmock.h>

#include "support/settings_errors.hpp"

namespace nodewatch::betanet {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Outcome {
    std::optional<TargetOptions> options;
    std::vector<std::string> errors;
};

Outcome read(std::string_view yaml) {
    Settings settings =
        Settings::parse(yaml, "test.yaml", [](const std::string&) { return std::nullopt; });
    Outcome outcome;
    outcome.options = read_target(settings, "main-1");
    outcome.errors = testing::errors_after_reading(settings);
    return outcome;
}

TEST(BetanetSettings, TheSeedsNumbersAreTheDefaults) {
    const auto outcome = read("http: http://127.0.0.1:9000\n");
    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_TRUE(outcome.options);
    const TargetOptions& options = *outcome.options;
    EXPECT_EQ(options.name, "main-1");
    EXPECT_EQ(options.interval, 15s);
    EXPECT_EQ(options.fresh_for, 10s);
    EXPECT_EQ(options.max_age, 5min);
    EXPECT_EQ(options.retry.attempts, 4U);
    EXPECT_EQ(options.retry.attempt_time, 5s);
    EXPECT_EQ(options.retry.total_time, 27s);
    for (const auto& [failures, ceiling] :
         std::vector<std::pair<unsigned, Duration>>{{1, 1s}, {2, 2s}, {3, 4s}})
        EXPECT_EQ(options.retry.backoff.ceiling(failures), ceiling);
    EXPECT_EQ(options.retry.backoff.jitter, BackoffPolicy::Jitter::full);
    EXPECT_EQ(options.breaker.failure_threshold, 5U);
    EXPECT_EQ(options.breaker.open_time, 30s);
    EXPECT_EQ(options.breaker.max_open_time, 5min);
    EXPECT_THAT(options.endpoints, IsEmpty());
}

TEST(BetanetSettings, EveryNumberCanBeChanged) {
    const auto outcome = read(R"(http: http://127.0.0.1:9000/betanet
interval: 30s
timeout: 2s
endpoints: [mixnodes]
cache: {fresh: 5s, max_age: 1m}
retry: {attempts: 3, waits: [500ms, 3s], jitter: none, total_time: 20s, max_retry_after: 1m, budget: 12}
breaker: {failures: 7, open_time: 10s, growth: 1, max_open_time: 10s, jitter: 0}
)");
    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_TRUE(outcome.options);
    const TargetOptions& options = *outcome.options;
    EXPECT_THAT(options.endpoints, ElementsAre("mixnodes"));
    EXPECT_EQ(options.fresh_for, 5s);
    EXPECT_EQ(options.max_age, 1min);
    EXPECT_EQ(options.retry.attempts, 3U);
    EXPECT_EQ(options.retry.attempt_time, 2s);
    EXPECT_EQ(options.retry.total_time, 20s);
    EXPECT_EQ(options.retry.backoff.ceiling(1), 500ms);
    EXPECT_EQ(options.retry.backoff.ceiling(9), 3s);
    EXPECT_EQ(options.retry.backoff.jitter, BackoffPolicy::Jitter::none);
    EXPECT_EQ(options.retry.max_retry_after, 1min);
    EXPECT_EQ(options.retry_budget, 12);
    EXPECT_EQ(options.breaker.failure_threshold, 7U);
    EXPECT_EQ(options.breaker.growth, 1);
    EXPECT_EQ(options.breaker.jitter, 0);
}

TEST(BetanetSettings, ASilentEndpointIsAskedAsOftenAsOneThatRefuses) {
    const auto outcome = read("http: http://127.0.0.1:9000\n");
    const RetryPolicy& policy = outcome.options->retry;
    const RetryBudget budget(outcome.options->retry_budget);
    const SteadyTime start{};
    SteadyTime now = start;
    RetryPlan plan(policy, [] { return 0.999; }, start);  // the longest waits
    for (int attempt = 1; attempt <= 4; ++attempt) {
        EXPECT_EQ(plan.begin_attempt(now), now + 5s) << "its whole time limit";
        now += 5s;
        const auto next =
            plan.next_attempt({ErrorKind::timeout, "no answer"}, std::nullopt, budget, now);
        ASSERT_EQ(next.has_value(), attempt < 4) << attempt;
        now = next.value_or(now);
    }
}

TEST(BetanetSettings, TheBreakerStaysOpenForLongerWithEachFailedProbe) {
    const auto outcome = read("http: http://127.0.0.1:9000\n");
    CircuitBreaker breaker(outcome.options->breaker, [] { return 0.5; });
    SteadyTime now{};
    for (int round = 1; round <= 5; ++round) {
        EXPECT_EQ(breaker.state(), BreakerState::closed) << round;
        breaker.ask(now)->failed(now);
    }
    // 30 s, doubled with each failed probe up to 300 s, and half of the random tenth on top.
    for (const Duration open : {31'500ms, 63'000ms, 126'000ms, 252'000ms, 315'000ms, 315'000ms}) {
        EXPECT_FALSE(breaker.ask(now + open - 1ms)) << open.count();
        now += open;
        auto probe = breaker.ask(now);
        ASSERT_TRUE(probe) << open.count();
        probe->failed(now);
    }
}

TEST(BetanetSettings, TimesFollowOneAnother) {
    const auto hurried =
        read("http: http://127.0.0.1:9000\ninterval: 3s\nretry: {attempts: 2, waits: [500ms]}\n");
    EXPECT_THAT(hurried.errors, IsEmpty());
    EXPECT_EQ(hurried.options->retry.attempt_time, 5s);
    EXPECT_EQ(hurried.options->retry.total_time, 10'500ms);
    EXPECT_EQ(hurried.options->fresh_for, 2s);
    EXPECT_EQ(read("http: http://h:1\ncache: {fresh: 1h}\n").options->max_age, 3h);
    EXPECT_THAT(read("http: http://h:1\ncache: {fresh: 1h, max_age: 1m}\n").errors,
                ElementsAre(HasSubstr("cache.max_age")));
    EXPECT_THAT(read("http: http://h:1\ntimeout: 6s\nretry: {total_time: 5s}\n").errors,
                ElementsAre(HasSubstr("retry.total_time")));
}

TEST(BetanetSettings, WhatIsWrongIsTold) {
    EXPECT_THAT(read("interval: 15s\n").errors,
                ElementsAre(HasSubstr("needs `http: http://127.0.0.1:9000`")));
    EXPECT_THAT(read("http: http://h:1\nendpoints: [mixnodes, nonsense]\n").errors,
                ElementsAre(HasSubstr("'nonsense' is none of metrics")));
    EXPECT_THAT(read("http: http://h:1\nretry: {waits: [1s, soon]}\n").errors,
                ElementsAre(HasSubstr("'soon' is no duration")));
    EXPECT_THAT(read("http: http://h:1\nretry: {waits: [1, 2, 4]}\n").errors,
                ElementsAre(HasSubstr("'1' is no duration"), HasSubstr("'2' is no duration"),
                            HasSubstr("'4' is no duration")));
    EXPECT_THAT(read("http: http://h:1/betanet?key=x\n").errors,
                ElementsAre(HasSubstr("without a query")));
    EXPECT_THAT(read("http: http://h:1\npassword: x\n").errors,
                ElementsAre(HasSubstr("a password needs a user")));
    EXPECT_THAT(read("http: http://h:1\nretries: 3\n").errors, ElementsAre(HasSubstr("retries")));
}

}  // namespace
}  // namespace nodewatch::betanet
