#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace nodewatch::scrape {

/// Tells targets apart: the same on every host and in every run (64-bit FNV-1a).
std::uint64_t identity_hash(std::string_view identity);

/// When a target is scraped: at a fixed offset in each of its intervals, counted from 1970, so that
/// targets are spread over the interval and a restart goes on where it was. Pure.
class ScrapeSchedule {
public:
    /// The offset is drawn from the hash.
    ScrapeSchedule(Duration interval, std::uint64_t hash);

    struct Slot {
        WallTime ideal;
        SteadyTime start;  ///< when it is `ideal`, unless the wall clock is set meanwhile
    };
    /// The next time that was not yet taken: one that passed less than half an interval ago counts,
    /// for a target that hangs ends its timeout, which may be the whole interval, just behind it.
    /// Those that passed earlier since the one before, while its scrape was under way, are counted
    /// as skipped. After a step of the wall clock the grid is found anew.
    Slot next(Now now);
    std::uint64_t skipped() const { return skipped_; }

    /// The time that samples of a scrape get which began at `now`: the ideal one, which costs no
    /// room in the store, when it began within the tolerance, else the true one.
    WallTime stamp(const Slot& slot, Now now) const;
    /// 1 % of the interval, at least 2 and at most 100 ms.
    Duration tolerance() const;

private:
    bool is_due(const Slot& passed) const;

    Duration interval_;
    Duration offset_;
    std::optional<Slot> last_;
    std::uint64_t skipped_ = 0;
};

/// From when on the timeout of a scrape runs: that of its slot, so that a target that hangs is not
/// later each time, but half an interval before the scrape began at most.
SteadyTime begin_of_timeout(const ScrapeSchedule::Slot& slot, SteadyTime began, Duration interval);

}  // namespace nodewatch::scrape
