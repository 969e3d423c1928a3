#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.hpp"

namespace nodewatch::xrpl {

/// When something was watched, as intervals of the steady clock. Time that no interval covers was
/// not watched, so what is forgotten (older than the horizon, or over the bound) errs on that side.
class Coverage {
public:
    struct Interval {
        SteadyTime from, to;
    };
    static constexpr std::size_t max_intervals = 1'024;
    /// A break that took no time still leaves a hole.
    static constexpr Duration shortest_break{1};

    explicit Coverage(Duration horizon) : horizon_(horizon) {}

    void begin(SteadyTime at);
    /// Ends the open interval at `at`, which may lie in the past.
    void end(SteadyTime at);
    bool open() const { return open_.has_value(); }
    /// Start of the open interval.
    std::optional<SteadyTime> since() const { return open_; }

    /// Watched part of the `window` before `now`, 0 to 1; exactly 1 only when all of it was.
    double share(Duration window, SteadyTime now) const;

    /// Closed intervals, oldest first.
    const std::deque<Interval>& intervals() const { return intervals_; }
    void add(Interval interval);
    void clear();
    std::uint64_t forgotten() const { return forgotten_; }

private:
    Duration horizon_;
    std::deque<Interval> intervals_;
    std::optional<SteadyTime> open_;
    std::uint64_t forgotten_ = 0;  ///< intervals dropped at the bound
};

}  // namespace nodewatch::xrpl
