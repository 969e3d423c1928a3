#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "telemetry/point.hpp"

namespace nodewatch {

/// How a target is, as its source sees it.
enum class TargetState : std::uint8_t {
    starting,  ///< nothing known yet
    ok,
    degraded,  ///< watched, but something is wrong with it or a part of it is not seen
    failed,    ///< not reachable, or its data is stale
};
std::string_view to_string(TargetState state);

/// Something that is wrong or worth knowing, with a stable code ("quorum_lost").
struct StatusReason {
    std::string code;
    std::string message;  ///< one sentence for the operator, with what to do where that is known
    WallTime since{};
    bool critical = false;
};

/// One stream or poll of a target.
struct ActivityStatus {
    std::string name;                  ///< "stream ledger", "poll server_info"
    std::optional<Duration> interval;  ///< expected time between successes
    std::optional<WallTime> last_success;
    std::optional<SteadyTime> last_success_steady;  ///< the same moment, for its age
    std::optional<Error> last_error;                ///< kept after recovery
    std::optional<WallTime> last_error_time;
    std::uint64_t successes = 0;
    std::uint64_t failures = 0;
    std::string note;  ///< "refused: needs an admin port"; empty normally
};

/// Time since the last success, not negative; nothing for an activity that never succeeded. A step
/// of the wall clock does not change it, provided the source set the steady time.
std::optional<Duration> since_success(const ActivityStatus& activity, Now now);

/// Whether the activity has had no success for three of its intervals; unknown for one that has no
/// interval or never succeeded.
std::optional<bool> is_stale(const ActivityStatus& activity, Now now);

/// How a target is scraped, in the terms of Prometheus.
struct ScrapeStatus {
    std::string pool;       ///< the job
    LabelPairs discovered;  ///< before relabelling; empty where there was none
    LabelPairs labels;
    Duration interval{}, timeout{};
    std::optional<WallTime> last;
    Duration took{};      ///< of the last one
    std::string problem;  ///< of the last one; empty: none
};

/// What /health and /api/v1/status/targets show of one target. A value: no reference into the
/// source.
struct TargetStatus {
    Target target;
    std::string address;  ///< without credentials
    TargetState state = TargetState::starting;
    WallTime state_since{};
    std::vector<StatusReason> reasons;
    std::vector<ActivityStatus> activities;
    std::vector<std::string> notices;  ///< what is missing and which setting of the node gives it
    std::uint64_t reconnects = 0;
    std::uint64_t gaps = 0;       ///< breaks in the stream
    std::uint64_t gap_items = 0;  ///< ledgers (blocks, ...) that passed unseen
    bool stream_connected = false;
    bool heartbeat_failing = false;
    bool demo = false;
    std::optional<ScrapeStatus> scrape = {};  ///< of targets that are scraped
};

}  // namespace nodewatch
