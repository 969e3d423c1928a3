#include "networks/scrape/schedule.hpp"

#include <algorithm>
#include <chrono>

namespace nodewatch::scrape {

std::uint64_t identity_hash(std::string_view identity) {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
    for (const char c : identity)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01b3;
    return hash;
}

ScrapeSchedule::ScrapeSchedule(Duration interval, std::uint64_t hash)
    : interval_(interval),
      offset_(static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(interval.count()))) {}

/// Not taken yet, and not made to look so by a step of the wall clock.
bool ScrapeSchedule::is_due(const Slot& passed) const {
    return last_ && passed.ideal > last_->ideal &&
           elapsed(last_->start, passed.start) >= interval_ / 2;
}

ScrapeSchedule::Slot ScrapeSchedule::next(Now now) {
    const Duration since_grid = (now.wall.time_since_epoch() - offset_) % interval_;
    const Slot passed{now.wall - since_grid, now.steady - since_grid};
    const bool takes_passed =
        since_grid == Duration::zero() || (since_grid < interval_ / 2 && is_due(passed));
    WallTime ideal = takes_passed ? passed.ideal : passed.ideal + interval_;
    // The clock may be a little behind the timer, or was set back a little: not twice the same.
    const bool is_near = last_ && last_->ideal - now.wall < interval_;
    if (is_near && ideal <= last_->ideal) ideal = last_->ideal + interval_;
    const Slot slot{ideal, now.steady + (ideal - now.wall)};
    if (last_) {
        const Duration passed = elapsed(last_->start, slot.start) + interval_ / 2;
        skipped_ += static_cast<std::uint64_t>(std::max<std::int64_t>(passed / interval_ - 1, 0));
    }
    last_ = slot;
    return slot;
}

Duration ScrapeSchedule::tolerance() const {
    return std::clamp(interval_ / 100, Duration{2}, Duration{100});
}

WallTime ScrapeSchedule::stamp(const Slot& slot, Now now) const {
    return std::chrono::abs(now.wall - slot.ideal) <= tolerance() ? slot.ideal : now.wall;
}

SteadyTime begin_of_timeout(const ScrapeSchedule::Slot& slot, SteadyTime began, Duration interval) {
    return std::max(slot.start, began - interval / 2);
}

}  // namespace nodewatch::scrape
