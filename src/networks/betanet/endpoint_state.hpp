#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "networks/betanet/answer.hpp"
#include "networks/betanet/dialect.hpp"
#include "networks/betanet/failure_reason.hpp"
#include "networks/betanet/options.hpp"
#include "networks/stamp.hpp"
#include "resilience/retry.hpp"
#include "resilience/revalidating_cache.hpp"
#include "telemetry/point.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::betanet {

/// Whether the operator wants it asked.
bool is_wanted(const EndpointSpec& spec, const TargetOptions& options);

/// Whether an endpoint is asked in a round, and why not.
enum class Turn : std::uint8_t {
    due,         ///< the caller asks it, and tells how it ended
    fresh,       ///< its last answer is young enough
    under_way,   ///< an earlier round still waits for it
    left_alone,  ///< it told to be left alone for a time
};

/// A request that failed and is made again in the same round.
struct Retry {
    Error error;
    unsigned attempt;  ///< the one that follows: 2 after the first
    SteadyTime next;   ///< when it begins
};

/// How one endpoint fared, and what it told last. Pure.
class EndpointState {
public:
    EndpointState(const EndpointSpec& spec, const TargetOptions& options);

    const EndpointSpec& spec() const { return spec_; }

    Turn ask(SteadyTime now);
    /// The round is over, or was not begun after all.
    void round_over() { cache_.give_up(); }

    // --- while a round is under way ---
    void note_attempt(const Result<Answer>& outcome, Duration took);
    void note_retry(Retry retry, Now now);
    RetryBudget& budget() { return budget_; }
    /// The server asks to be left alone for so long.
    void leave_alone(Duration time, SteadyTime now) { not_before_ = now + time; }
    /// What all attempts came to. A failed one stays under way until round_over(): the round may go
    /// on with another dialect.
    void note_outcome(const Result<Answer>& outcome, Now now);
    /// Old values were shown for want of new ones.
    void note_stale_served() { ++stale_served_; }

    /// Nothing when it never answered or the answer is too old to be shown.
    std::optional<StaleCache<Answer>::Entry> shown(SteadyTime now) const { return cache_.get(now); }
    /// Whether it answered when it was asked last; absent before.
    std::optional<bool> answers() const { return answers_; }
    /// Of the last time it was asked; absent when it answered.
    const std::optional<Error>& error() const { return error_; }
    /// From a failed attempt that is followed by another one to the outcome of them all.
    const std::optional<Retry>& retry() const { return retry_; }
    /// Grows with each of its counters.
    std::uint64_t happenings() const { return requests_ + stale_served_ + cache_.hits(); }
    const ActivityStatus& activity() const { return activity_; }

    Point point(Stamp stamp, Now now) const;
    /// A row of the live table. `retrying`: in words, empty when it is not.
    std::string row(Dialect dialect, std::string_view retrying) const;

private:
    EndpointSpec spec_;
    RevalidatingCache<Answer> cache_;
    RetryBudget budget_;
    std::optional<SteadyTime> not_before_;
    std::optional<bool> answers_;
    std::optional<Error> error_;
    std::optional<Retry> retry_;
    std::optional<Duration> last_duration_;
    ActivityStatus activity_;
    std::uint64_t requests_ = 0, retries_ = 0, stale_served_ = 0;
    std::array<std::uint64_t, failure_reason_count> failures_{};
};

}  // namespace nodewatch::betanet
