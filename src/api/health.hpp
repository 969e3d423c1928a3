#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "telemetry/status.hpp"

/// The verdict of /health, and of /ready: pure functions of what the sources say.
namespace nodewatch::api {

enum class HealthLevel : std::uint8_t { ok, degraded, failed };
/// "ok", "degraded", "failed"
std::string_view to_string(HealthLevel level);

struct TargetHealth {
    Target target;
    HealthLevel level = HealthLevel::ok;
    TargetState state = TargetState::starting;  ///< never better than `level`
    /// How long the source has said so, never negative; absent when the level was found here.
    std::optional<Duration> in_state;
    std::vector<StatusReason> reasons;  ///< the source's own, then those found here
};

/// What is wrong with the program itself, with its history for instance.
struct ProgramProblem {
    HealthLevel level = HealthLevel::degraded;
    std::string text;
};

struct Health {
    HealthLevel level = HealthLevel::ok;
    std::vector<std::string> reasons;  ///< of the program as a whole
    std::vector<TargetHealth> targets;
    bool demo = false;
};

/// The worst of all targets and of the program's own problems. A target is
/// - failed when its source says so, when its stream is not connected, and when a target that is
///   only polled has not answered any poll for three intervals;
/// - degraded when its source says so, when a heartbeat of its stream fails, and while nothing is
///   known of it yet;
/// - ok else.
/// Watching nothing is degraded.
Health assess_health(const std::vector<TargetStatus>& statuses,
                     const std::vector<ProgramProblem>& problems, Now now);

/// 200, or 503 when failed.
int http_status(HealthLevel level);

/// "failed for 4m", or "failed" where it is not known since when.
std::string state_text(const TargetHealth& target);

/// "OK", "DEGRADED" or "FAILED" in the first line; then one line a target, and one for each of its
/// reasons.
std::string write_health_text(const Health& health);
std::string write_health_json(const Health& health);

/// The targets that nothing is known of yet.
std::vector<Target> targets_starting(const std::vector<TargetStatus>& statuses);

}  // namespace nodewatch::api
