#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "telemetry/point.hpp"

namespace nodewatch {

/// An event as whoever keeps it sees it.
struct LoggedEvent {
    std::uint64_t id = 0;  ///< from 1, ascending
    Target target;
    std::string json;  ///< the value of its row
    bool operator==(const LoggedEvent&) const = default;
};

/// The events that are kept, oldest first. Of more than max_events the target that has most of them
/// gives up its oldest: a node that fails and recovers all day does not push out what others told.
class KeptEvents {
public:
    static constexpr std::size_t max_events = 200;

    /// Returns the event that had to go.
    std::optional<LoggedEvent> add(LoggedEvent event);
    const std::deque<LoggedEvent>& all() const { return events_; }

private:
    std::deque<LoggedEvent> events_;
};

}  // namespace nodewatch
