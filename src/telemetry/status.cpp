#include "telemetry/status.hpp"

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

}  // namespace nodewatch
