#include "resilience/retry.hpp"

#include <gtest/gtest.h>

#include "support/loop.hpp"

namespace nodewatch {
namespace {

using std::chrono::seconds;

const Error refused{ErrorKind::refused, "nobody listens"};

/// What an operation was asked to do, and the script of its answers (the last one repeats).
struct Service {
    Clock& clock;
    SteadyTime start = clock.now().steady;
    std::vector<Attempt<int>> script;
    std::vector<double> attempt_starts = {};
    std::vector<double> deadlines = {};
    std::optional<Result<int>> outcome = {};
    double ended = -1;

    double since_start(SteadyTime t) const { return to_seconds(elapsed(start, t)); }
    Task<Attempt<int>> call(SteadyTime deadline) {
        attempt_starts.push_back(since_start(clock.now().steady));
        deadlines.push_back(since_start(deadline));
        const std::size_t index = std::min(attempt_starts.size(), script.size()) - 1;
        co_return script[index];
    }
};

Task<void> call(Service& service, RetryPolicy policy, RetryBudget& budget,
                RetryObserver observer = {}) {
    RetryPlan plan(policy, nullptr, service.clock.now().steady);
    std::function<Task<Attempt<int>>(SteadyTime)> operation = [&service](SteadyTime deadline) {
        return service.call(deadline);
    };
    service.outcome = co_await retry<int>(service.clock, plan, budget, operation, observer);
    service.ended = service.since_start(service.clock.now().steady);
}

RetryPolicy exact() {
    RetryPolicy policy;
    policy.backoff.jitter = BackoffPolicy::Jitter::none;
    return policy;
}

TEST(Retry, StartsFourAttemptsAtTheSeedsTimes) {
    Loop loop;
    Service service{.clock = loop.clock, .script = {{failure(refused)}}};
    RetryBudget budget;
    loop.start(call(service, exact(), budget));
    loop.advance(seconds{20});
    // The fixture's retry timeline: waits of 1, 2 and 4 s.
    EXPECT_EQ(service.attempt_starts, (std::vector<double>{0, 1, 3, 7}));
    EXPECT_EQ(service.deadlines, (std::vector<double>{5, 6, 8, 12})) << "five seconds each";
    ASSERT_TRUE(service.outcome);
    EXPECT_EQ(service.outcome->error().kind, ErrorKind::refused);
    EXPECT_EQ(service.ended, 7);
}

TEST(Retry, EndsWithTheFirstSuccess) {
    Loop loop;
    Service service{.clock = loop.clock, .script = {{failure(refused)}, {42}}};
    RetryBudget budget;
    loop.start(call(service, exact(), budget));
    loop.advance(seconds{20});
    EXPECT_EQ(service.attempt_starts, (std::vector<double>{0, 1}));
    EXPECT_EQ(service.outcome->value(), 42);
}

TEST(Retry, DoesNotRepeatWhatWouldFailAgain) {
    for (const Error& error :
         {Error{ErrorKind::parse, "not JSON"}, Error{ErrorKind::http_status, "not found", "404"},
          Error{ErrorKind::unavailable, "circuit breaker is open"}}) {
        Loop loop;
        Service service{.clock = loop.clock, .script = {{failure(error)}}};
        RetryBudget budget;
        loop.start(call(service, exact(), budget));
        EXPECT_EQ(service.attempt_starts.size(), 1U);
        EXPECT_EQ(service.outcome->error().kind, error.kind);
        EXPECT_EQ(budget.tokens(), 10.0) << "no fault of the service";
    }
}

TEST(Retry, WaitsAtLeastAsLongAsTheServerAsks) {
    Loop loop;
    const Attempt<int> busy{failure(ErrorKind::http_status, "busy", "503"), seconds{4}};
    Service service{.clock = loop.clock, .script = {busy, busy, {1}}};
    RetryBudget budget;
    loop.start(call(service, exact(), budget));
    loop.advance(seconds{20});
    EXPECT_EQ(service.attempt_starts, (std::vector<double>{0, 4, 8}));
}

TEST(Retry, GivesUpWhenTheServerAsksForTooLong) {
    Loop loop;
    Service service{
        .clock = loop.clock,
        .script = {{failure(ErrorKind::http_status, "slow down", "429"), seconds{3'600}}}};
    RetryBudget budget;
    loop.start(call(service, exact(), budget));
    EXPECT_EQ(service.attempt_starts.size(), 1U);
    EXPECT_EQ(service.outcome->error().code, "429");
}

TEST(Retry, StartsNoAttemptThatCannotFinish) {
    Loop loop;
    Service service{.clock = loop.clock, .script = {{failure(refused)}}};
    RetryBudget budget;
    RetryPolicy policy = exact();
    policy.total_time = seconds{8};
    loop.start(call(service, policy, budget));
    loop.advance(seconds{20});
    // The fourth would begin at 7 s and has 5 s to answer.
    EXPECT_EQ(service.attempt_starts, (std::vector<double>{0, 1, 3}));
    EXPECT_EQ(service.ended, 3) << "told at once, not after a useless wait";
}

TEST(Retry, AnAttemptEndsWithTheTotalTimeAtTheLatest) {
    const SteadyTime start{};
    RetryPlan plan({.attempt_time = seconds{5}, .total_time = seconds{3}}, nullptr, start);
    EXPECT_EQ(plan.begin_attempt(start), start + seconds{3});
}

TEST(Retry, TellsOfEachFailureThatIsRepeated) {
    Loop loop;
    Service service{.clock = loop.clock, .script = {{failure(refused)}, {failure(refused)}, {42}}};
    RetryBudget budget;
    std::vector<std::string> told;
    const auto observe = [&told](unsigned attempt, const Error& error, Duration wait) {
        told.push_back(std::to_string(attempt) + " " + error.message + " " +
                       std::to_string(wait.count()));
    };
    loop.start(call(service, exact(), budget, observe));
    loop.advance(seconds{20});
    EXPECT_EQ(told, (std::vector<std::string>{"1 nobody listens 1000", "2 nobody listens 2000"}));
}

TEST(Retry, AnOutageExhaustsTheBudgetAndSuccessRefillsIt) {
    RetryBudget budget;
    {
        Loop loop;
        Service service{.clock = loop.clock, .script = {{failure(refused)}}};
        loop.start(call(service, exact(), budget));
        loop.advance(seconds{20});
        EXPECT_EQ(service.attempt_starts.size(), 4U);
    }
    // Ten tokens less four failures leave six: the next failure makes it five, which is the half.
    {
        Loop loop;
        Service service{.clock = loop.clock, .script = {{failure(refused)}}};
        loop.start(call(service, exact(), budget));
        loop.advance(seconds{20});
        EXPECT_EQ(service.attempt_starts.size(), 1U);
    }
    for (int i = 0; i < 11; ++i)
        budget.success();
    EXPECT_TRUE(budget.allows_retry());
    for (int i = 0; i < 100; ++i)
        budget.success();
    EXPECT_EQ(budget.tokens(), 10.0);
}

TEST(Retry, StopsWaitingWhenCancelled) {
    Loop loop;
    Service service{.clock = loop.clock, .script = {{failure(refused)}}};
    RetryBudget budget;
    loop.start(call(service, exact(), budget));
    EXPECT_EQ(loop.clock.sleepers(), 1U);
    loop.stop();
    EXPECT_EQ(loop.tasks.running(), 0U);
    EXPECT_FALSE(service.outcome);
}

TEST(Retry, KnowsWhatIsWorthRepeating) {
    EXPECT_TRUE(is_retriable({ErrorKind::timeout, ""}));
    EXPECT_TRUE(is_retriable({ErrorKind::dns, ""}));
    EXPECT_TRUE(is_retriable({ErrorKind::http_status, "", "408"}));
    EXPECT_TRUE(is_retriable({ErrorKind::http_status, "", "502"}));
    EXPECT_FALSE(is_retriable({ErrorKind::http_status, "", "400"}));
    EXPECT_FALSE(is_retriable({ErrorKind::tls, ""}));
    EXPECT_FALSE(is_retriable({ErrorKind::cancelled, ""}));
}

}  // namespace
}  // namespace nodewatch
