#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"
#include "promql/engine.hpp"

namespace nodewatch::promql {

/// An error of the execution, on these data: HTTP status 422.
Error execution_error(std::string message);

/// A range query has more steps than `max_points`: HTTP status 400.
Error too_many_points(std::size_t max_points);

/// Counts what a query holds in memory and what it does, and says when that is too much.
class Budget {
public:
    explicit Budget(const Settings& settings) : settings_(settings) {}

    /// To be called for the work on each few samples: asks from time to time whether to stop.
    Result<> work(std::size_t samples) {
        pending_ += samples;
        seen_ += samples;
        if (pending_ < samples_between_checks) return {};
        return check();
    }
    Result<> check();

    Result<> take(std::size_t samples);
    void give_back(std::size_t samples);

    /// Samples that work() was called for.
    std::size_t seen() const { return seen_; }
    /// The most samples held at a time.
    std::size_t peak() const { return peak_; }

private:
    static constexpr std::size_t samples_between_checks = 8192;

    const Settings& settings_;
    std::size_t held_ = 0;
    std::size_t peak_ = 0;
    std::size_t pending_ = 0;
    std::size_t seen_ = 0;
};

/// Samples held in memory, counted for as long as this lives.
class Held {
public:
    explicit Held(Budget& budget) : budget_(&budget) {}
    Held(Held&& other) noexcept : budget_(other.budget_), samples_(other.samples_) {
        other.samples_ = 0;
    }
    Held& operator=(Held&&) = delete;
    ~Held() { budget_->give_back(samples_); }

    Result<> add(std::size_t samples);
    /// Counts `samples` when that is more than before: for a buffer that is used again.
    Result<> at_least(std::size_t samples) {
        return samples > samples_ ? add(samples - samples_) : Result<>{};
    }

private:
    Budget* budget_;
    std::size_t samples_ = 0;
};

}  // namespace nodewatch::promql
