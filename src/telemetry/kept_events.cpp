#include "telemetry/kept_events.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace nodewatch {

std::optional<LoggedEvent> KeptEvents::add(LoggedEvent event) {
    events_.push_back(std::move(event));
    if (events_.size() <= max_events) return std::nullopt;
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> counts;
    const auto count_of = [&counts](const LoggedEvent& one) -> std::size_t& {
        return counts[{one.target.network, one.target.node}];
    };
    std::size_t most = 0;
    for (const LoggedEvent& one : events_)
        most = std::max(most, ++count_of(one));
    const auto oldest = std::ranges::find_if(
        events_, [&](const LoggedEvent& one) { return count_of(one) == most; });
    LoggedEvent gone = std::move(*oldest);
    events_.erase(oldest);
    return gone;
}

}  // namespace nodewatch
