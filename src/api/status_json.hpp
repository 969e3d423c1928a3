#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "telemetry/status.hpp"

/// The answers below /api/v1/status: {"status":"success","data":{...}}.
namespace nodewatch::api {

struct BuildInfo {
    std::string version;
    std::string revision;  ///< of the source, empty when unknown
    std::string compiler;
};

/// Everything the sources say of their targets. Ages are seconds at `now` and never negative; what
/// is not known is null.
std::string write_targets_json(const std::vector<TargetStatus>& statuses, Now now);
/// One target for the live push: the same object without ages and activities, so that it changes
/// only when the target does.
std::string write_live_target_json(const TargetStatus& status, Now now);
/// Its activities, without ages.
std::string write_live_activities_json(const TargetStatus& status, Now now);
std::string write_build_json(const BuildInfo& build);

}  // namespace nodewatch::api
