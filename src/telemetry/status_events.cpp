#include "telemetry/status_events.hpp"

namespace nodewatch {
namespace {

Severity severity_of(TargetState state) {
    switch (state) {
        case TargetState::ok:
            return Severity::ok;
        case TargetState::starting:
            return Severity::info;
        case TargetState::degraded:
            return Severity::warning;
        case TargetState::failed:
            return Severity::critical;
    }
    return Severity::info;
}

}  // namespace

void StatusEvents::observe(const std::vector<TargetStatus>& statuses, WallTime now, EventLog& log) {
    for (const TargetStatus& status : statuses) {
        const auto [place, first] = seen_.try_emplace({status.target.network, status.target.node});
        Seen& seen = place->second;
        std::map<std::string, StatusReason> reasons;
        for (const StatusReason& reason : status.reasons) {
            reasons.try_emplace(reason.code, reason);
            if (!seen.reasons.contains(reason.code))
                log.add(status.target, reason.since,
                        reason.critical ? Severity::critical : Severity::warning, reason.code,
                        reason.message);
        }
        for (const auto& [code, reason] : seen.reasons) {
            if (!reasons.contains(code))
                log.add(status.target, now, Severity::ok, code,
                        "over after " + format_duration(now - reason.since));
        }
        if (!first && seen.state != status.state)
            log.add(status.target, now, severity_of(status.state), "state",
                    std::string(to_string(status.state)) + ", was " +
                        std::string(to_string(seen.state)));
        seen = {status.state, std::move(reasons)};
    }
}

}  // namespace nodewatch
