#include "telemetry/status.hpp"

#include "telemetry/latest_values.hpp"

namespace nodewatch {

std::string_view to_string(TargetState state) {
    switch (state) {
        case TargetState::starting:
            return "starting";
        case TargetState::ok:
            return "ok";
        case TargetState::degraded:
            return "degraded";
        case TargetState::failed:
            return "failed";
    }
    return "unknown";
}

std::optional<bool> is_stale(const ActivityStatus& activity, Now now) {
    if (!activity.interval || !activity.last_success) return std::nullopt;
    return now.wall - *activity.last_success >
           LatestValues::stale_after_intervals * *activity.interval;
}

}  // namespace nodewatch
