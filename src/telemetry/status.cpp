#include "telemetry/status.hpp"

#include <algorithm>

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

std::optional<Duration> since_success(const ActivityStatus& activity, Now now) {
    if (!activity.last_success) return std::nullopt;
    const Duration passed = activity.last_success_steady
                                ? elapsed(*activity.last_success_steady, now.steady)
                                : now.wall - *activity.last_success;
    return std::max(Duration::zero(), passed);
}

std::optional<bool> is_stale(const ActivityStatus& activity, Now now) {
    const auto passed = since_success(activity, now);
    if (!activity.interval || !passed) return std::nullopt;
    return *passed > LatestValues::stale_after_intervals * *activity.interval;
}

}  // namespace nodewatch
