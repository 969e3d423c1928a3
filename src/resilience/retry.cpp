#include "resilience/retry.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace nodewatch {

bool is_retriable(const Error& error) {
    switch (error.kind) {
        case ErrorKind::timeout:
        case ErrorKind::dns:
        case ErrorKind::refused:
        case ErrorKind::transport:
        case ErrorKind::closed:
            return true;
        case ErrorKind::http_status: {
            const auto status = parse_uint(error.code);
            return status && (*status == 408 || *status == 425 || *status == 429 || *status >= 500);
        }
        default:
            return false;
    }
}

void RetryBudget::success() {
    tokens_ = std::min(max_, tokens_ + gain_);
}

void RetryBudget::failure() {
    tokens_ = std::max(0.0, tokens_ - 1.0);
}

RetryPlan::RetryPlan(const RetryPolicy& policy, Random random, SteadyTime start)
    : policy_(policy),
      backoff_(policy.backoff, std::move(random)),
      deadline_(start + policy.total_time) {}

SteadyTime RetryPlan::begin_attempt(SteadyTime now) {
    ++attempts_;
    return std::min(now + policy_.attempt_time, deadline_);
}

std::optional<SteadyTime> RetryPlan::next_attempt(const Error& error,
                                                  std::optional<Duration> retry_after,
                                                  const RetryBudget& budget, SteadyTime now) {
    if (attempts_ >= policy_.attempts || !is_retriable(error) || !budget.allows_retry())
        return std::nullopt;
    Duration wait = backoff_.next();
    if (retry_after) {
        if (*retry_after > policy_.max_retry_after) return std::nullopt;
        wait = std::max(wait, *retry_after);
    }
    const SteadyTime next = now + wait;
    // An attempt that could not finish would only cost the server.
    return next + policy_.attempt_time <= deadline_ ? std::optional(next) : std::nullopt;
}

}  // namespace nodewatch
