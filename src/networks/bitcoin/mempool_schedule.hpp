#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace nodewatch::bitcoin {

/// When the mempool is read: with each new block, and otherwise at the interval. What takes long is
/// done less often, so that it takes no more than a twentieth of the time; after a new block, a
/// fifth. Pure.
class MempoolSchedule {
public:
    static constexpr Duration least_interval{30'000};
    static constexpr Duration greatest_interval{600'000};
    static constexpr int pauses = 20, pauses_before_new_block = 5;

    bool is_due(const std::string& tip, SteadyTime now) const {
        if (!last_) return true;
        const Duration since = elapsed(*last_, now);
        return since >= interval_ || (tip != tip_ && since >= pauses_before_new_block * took_);
    }
    /// It was read, with or without success, while this was the tip.
    void note(std::string tip, SteadyTime began, SteadyTime ended) {
        last_ = ended;
        took_ = elapsed(began, ended);
        tip_ = std::move(tip);
        interval_ = std::clamp(pauses * took_, least_interval, greatest_interval);
    }
    /// The next time is as after a new block: what took long still has its pause.
    void forget() { tip_.reset(); }
    Duration interval() const { return interval_; }

private:
    std::optional<SteadyTime> last_;
    Duration took_{0};
    Duration interval_ = least_interval;
    std::optional<std::string> tip_;
};

}  // namespace nodewatch::bitcoin
