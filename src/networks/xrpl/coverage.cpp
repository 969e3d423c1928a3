#include "networks/xrpl/coverage.hpp"

#include <algorithm>

namespace nodewatch::xrpl {

void Coverage::begin(SteadyTime at) {
    if (open_) return;
    open_ = at;
    if (!intervals_.empty())
        intervals_.back().to = std::min(intervals_.back().to, at - shortest_break);
}

void Coverage::end(SteadyTime at) {
    if (!open_) return;
    SteadyTime from = *open_;
    open_.reset();
    add({from, at});
}

void Coverage::add(Interval interval) {
    if (interval.to <= interval.from) return;
    intervals_.push_back(interval);
    while (!intervals_.empty() && intervals_.front().to < interval.to - horizon_)
        intervals_.pop_front();
    if (intervals_.size() > max_intervals) {
        intervals_.pop_front();
        ++forgotten_;
    }
}

double Coverage::share(Duration window, SteadyTime now) const {
    using Seconds = std::chrono::duration<double>;
    SteadyTime start = now - window;
    if (open_ && *open_ <= start) return 1.0;
    SteadyTime::duration watched{0};
    auto count = [&](SteadyTime from, SteadyTime to) {
        watched += std::max(SteadyTime::duration{0}, std::min(to, now) - std::max(from, start));
    };
    for (const Interval& interval : intervals_)
        count(interval.from, interval.to);
    if (open_) count(*open_, now);
    return Seconds(watched) / Seconds(window);
}

void Coverage::clear() {
    intervals_.clear();
    open_.reset();
}

}  // namespace nodewatch::xrpl
