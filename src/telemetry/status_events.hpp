#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "telemetry/event_log.hpp"
#include "telemetry/status.hpp"

namespace nodewatch {

/// Tells of what changed from one look at the targets to the next: states, and reasons that came
/// and went. The first look at a target tells of its reasons alone.
class StatusEvents {
public:
    void observe(const std::vector<TargetStatus>& statuses, WallTime now, EventLog& log);

private:
    struct Seen {
        TargetState state = TargetState::starting;
        std::map<std::string, StatusReason> reasons;  ///< by code
    };
    std::map<std::pair<std::string, std::string>, Seen> seen_;  ///< by network and node
};

}  // namespace nodewatch
