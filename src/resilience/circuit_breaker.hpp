#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "base/time.hpp"
#include "resilience/backoff.hpp"

namespace nodewatch {

struct BreakerPolicy {
    unsigned failure_threshold = 5;   ///< failures in a row that open it
    Duration open_time{30'000};       ///< until the first probe
    double growth = 2.0;              ///< factor on the open time after each failed probe
    Duration max_open_time{300'000};  ///< bound of that growth
    /// Each open time is longer by a random part of up to this ratio, so that those who watch one
    /// service do not all probe it in the same moment.
    double jitter = 0;
};

/// Closed (0), open (1), half-open (2): the values of the metric nodewatch_breaker_state.
enum class BreakerState : std::uint8_t { closed, open, half_open };
std::string_view to_string(BreakerState state);

/// Whether the error tells that the service is down: connecting, timeouts, 429 and 5xx. An answer
/// that does not parse, a 4xx or an error of the application came from a service that is up.
bool counts_against_service(const Error& error);

/// Keeps calls from a service that is down. After `failure_threshold` failures in a row it is open:
/// no call. After the open time one single call may probe: its success closes the breaker, its
/// failure opens it again, for longer. Results of calls that began in an earlier state are ignored.
/// Pure; must outlive its permits.
class CircuitBreaker {
public:
    /// The right to make one call, and the place to tell how it went. Destroyed without a verdict
    /// (cancelled, or an error that says nothing about the service), it counts as neither.
    class Permit {
    public:
        Permit(Permit&& other) noexcept;
        Permit& operator=(Permit&& other) noexcept;
        ~Permit();

        void succeeded(SteadyTime now);
        void failed(SteadyTime now);
        /// The verdict on an error, by counts_against_service; without it, no verdict.
        void failed(const Error& error, SteadyTime now);

    private:
        friend class CircuitBreaker;
        Permit(CircuitBreaker& breaker, std::uint64_t generation)
            : breaker_(&breaker), generation_(generation) {}
        CircuitBreaker* breaker_;  ///< null when the verdict was given
        std::uint64_t generation_;
    };

    /// `random` is needed with jitter alone.
    explicit CircuitBreaker(BreakerPolicy policy, Random random = {})
        : policy_(policy), random_(std::move(random)) {}
    CircuitBreaker(const CircuitBreaker&) = delete;
    CircuitBreaker& operator=(const CircuitBreaker&) = delete;

    /// Nothing when the call must not be made.
    std::optional<Permit> ask(SteadyTime now);

    struct Snapshot {
        BreakerState state = BreakerState::closed;
        unsigned consecutive_failures = 0;
        std::optional<SteadyTime> open_until;  ///< when the next probe is allowed; only if open
        std::uint64_t opened = 0;              ///< times it opened, from closed or by a probe
        std::uint64_t half_opened = 0;         ///< times its open time ended with a probe
        std::uint64_t reopened = 0;            ///< times a probe failed: part of `opened`
        std::uint64_t closed = 0;              ///< times a probe closed it
    };
    const Snapshot& snapshot() const { return snapshot_; }
    BreakerState state() const { return snapshot_.state; }

private:
    void on_success(std::uint64_t generation);
    void on_failure(std::uint64_t generation, SteadyTime now);
    void on_release(std::uint64_t generation);
    void open(SteadyTime now);
    Duration open_time() const;

    BreakerPolicy policy_;
    Random random_;
    Snapshot snapshot_;
    std::uint64_t generation_ = 0;  ///< grows with each change of state
    bool probing_ = false;          ///< the permit of the half-open state is given out
    Duration next_open_time_ = policy_.open_time;
};

}  // namespace nodewatch
