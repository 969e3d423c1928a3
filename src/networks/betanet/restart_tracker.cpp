#include "networks/betanet/restart_tracker.hpp"

#include <algorithm>

namespace nodewatch::betanet {
namespace {

bool fell(const std::optional<double>& before, const std::optional<double>& now) {
    return before && now && *now < *before;
}

/// Sums over mixnodes fall when one of them leaves: they show nothing.
bool none_goes_on(const std::vector<Mixnode>& before, const std::vector<Mixnode>& now) {
    const auto goes_on = [&](const Mixnode& mixnode) {
        const auto found = std::ranges::find(now, mixnode.id, &Mixnode::id);
        return found != now.end() && !fell(mixnode.uptime_seconds, found->uptime_seconds);
    };
    return !before.empty() && std::ranges::none_of(before, goes_on);
}

bool shows_restart(const Answer& before, const Answer& now) {
    if (before.mixnodes && now.mixnodes) return none_goes_on(*before.mixnodes, *now.mixnodes);
    return fell(before.uptime_seconds, now.uptime_seconds) ||
           fell(before.bytes_transmitted, now.bytes_transmitted) ||
           fell(before.bytes_received, now.bytes_received) ||
           fell(before.packets_processed, now.packets_processed) ||
           fell(before.packets_forwarded, now.packets_forwarded) ||
           fell(before.packets_dropped, now.packets_dropped);
}

}  // namespace

bool RestartTracker::on_answer(std::string_view path, const Answer& answer, SteadyTime now) {
    const auto before = seen_.find(path);
    // What was told before the last restart falls because of that one.
    const bool restarted = before != seen_.end() && (!last_ || before->second.second >= *last_) &&
                           shows_restart(before->second.first, answer);
    seen_.insert_or_assign(std::string(path), std::pair(answer, now));
    if (!restarted) return false;
    ++restarts_;
    last_ = now;
    return true;
}

}  // namespace nodewatch::betanet
