#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "resilience/backoff.hpp"

namespace nodewatch {

struct RetryPolicy {
    unsigned attempts = 4;             ///< the first one included
    Duration attempt_time{5'000};      ///< for one attempt
    Duration total_time{15'000};       ///< for all attempts and waits
    Duration max_retry_after{60'000};  ///< a server that asks for more is asked no more this time
    BackoffPolicy backoff{.base = Duration{1'000}, .cap = Duration{30'000}};
};

/// Whether the same request may succeed a moment later: connecting, timeouts, 408, 425, 429, 5xx.
/// Not what would fail again (parse, 4xx, a refused certificate), not `unavailable`: an open
/// circuit breaker ends the retries.
bool is_retriable(const Error& error);

/// Keeps retries from multiplying the load on a service in trouble: each failure takes a token,
/// each success gives back a part of one, and below half of the tokens nothing is retried (gRPC
/// A6, retry throttling). Shared by the calls to one service. Pure.
class RetryBudget {
public:
    explicit RetryBudget(double max_tokens = 10.0, double tokens_per_success = 0.1)
        : max_(max_tokens), gain_(tokens_per_success), tokens_(max_tokens) {}

    void success();
    void failure();
    bool allows_retry() const { return tokens_ > max_ / 2; }
    double tokens() const { return tokens_; }

private:
    double max_;
    double gain_;
    double tokens_;
};

/// Decides about one call with its attempts. Pure.
class RetryPlan {
public:
    RetryPlan(const RetryPolicy& policy, Random random, SteadyTime start);

    /// Begins an attempt that must end by the time returned.
    SteadyTime begin_attempt(SteadyTime now);
    /// When to begin the next attempt; nothing when the error is final, or when the attempt could
    /// not have its whole time. `retry_after` is what the server asked for: the wait is not
    /// shorter.
    std::optional<SteadyTime> next_attempt(const Error& error, std::optional<Duration> retry_after,
                                           const RetryBudget& budget, SteadyTime now);
    unsigned attempts() const { return attempts_; }

private:
    RetryPolicy policy_;
    Backoff backoff_;
    SteadyTime deadline_;
    unsigned attempts_ = 0;
};

/// What one attempt came to.
template <typename T>
struct Attempt {
    Result<T> result;
    std::optional<Duration> retry_after = std::nullopt;  ///< from the header of an HTTP answer
};

/// Is told of an attempt that failed and after which wait the next one begins.
using RetryObserver = std::function<void(unsigned attempt, const Error& error, Duration wait)>;

/// Calls `operation` until it succeeds or the plan ends; the last error is returned. The operation
/// must end by the deadline it is given. `clock`, `budget` and what the functions refer to must
/// outlive the call.
template <typename T>
Task<Result<T>> retry(Clock& clock, RetryPlan plan, RetryBudget& budget,
                      std::function<Task<Attempt<T>>(SteadyTime deadline)> operation,
                      RetryObserver on_retry = {}) {
    for (;;) {
        const SteadyTime deadline = plan.begin_attempt(clock.now().steady);
        Attempt<T> attempt = co_await operation(deadline);
        if (attempt.result) {
            budget.success();
            co_return std::move(attempt.result);
        }
        const Error& error = attempt.result.error();
        if (is_retriable(error)) budget.failure();
        const SteadyTime failed = clock.now().steady;
        const auto next = plan.next_attempt(error, attempt.retry_after, budget, failed);
        if (!next) co_return std::move(attempt.result);
        if (on_retry) on_retry(plan.attempts(), error, elapsed(failed, *next));
        co_await clock.sleep_until(*next);
    }
}

}  // namespace nodewatch
