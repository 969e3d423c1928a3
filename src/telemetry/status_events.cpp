#include "telemetry/status_events.hpp"

namespace nodewatch {
namespace {

constexpr const char* state_code = "state";

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

void StatusEvents::restore(const std::vector<LoggedEvent>& events) {
    for (const LoggedEvent& event : events) {
        const auto entry = EventLog::parse(event.json);
        if (!entry || entry->code == state_code) continue;
        Reasons& earlier = earlier_[{event.target.network, event.target.node}];
        if (entry->severity == Severity::ok)
            earlier.erase(entry->code);
        else if (entry->severity != Severity::info)
            earlier.try_emplace(entry->code, entry->time);
    }
}

void StatusEvents::observe(const std::vector<TargetStatus>& statuses, WallTime now, EventLog& log) {
    for (const TargetStatus& status : statuses) {
        const Key key{status.target.network, status.target.node};
        const auto [known, first] = seen_.try_emplace(key);
        Seen& seen = known->second;
        if (first) {
            if (auto earlier = earlier_.extract(key)) seen.earlier = std::move(earlier.mapped());
        }
        tell_reasons(status, seen, now, log);
        tell_earlier_ends(status, seen, now, log);
        if (!first && seen.state != status.state)
            log.add(status.target, now, severity_of(status.state), state_code,
                    std::string(to_string(status.state)) + ", was " +
                        std::string(to_string(seen.state)));
        seen.state = status.state;
    }
}

void StatusEvents::tell_reasons(const TargetStatus& status, Seen& seen, WallTime now,
                                EventLog& log) {
    Reasons reasons;
    for (const StatusReason& reason : status.reasons) {
        if (const auto known = seen.reasons.find(reason.code); known != seen.reasons.end()) {
            reasons.insert(*known);
        } else if (const auto earlier = seen.earlier.find(reason.code);
                   earlier != seen.earlier.end()) {
            reasons.insert(*earlier);
            seen.earlier.erase(earlier);
        } else if (reasons.emplace(reason.code, reason.since).second) {
            log.add(status.target, reason.since,
                    reason.critical ? Severity::critical : Severity::warning, reason.code,
                    reason.message);
        }
    }
    for (const auto& [code, since] : seen.reasons) {
        if (!reasons.contains(code))
            log.add(status.target, now, Severity::ok, code,
                    "over after " + format_duration(now - since));
    }
    seen.reasons = std::move(reasons);
}

void StatusEvents::tell_earlier_ends(const TargetStatus& status, Seen& seen, WallTime now,
                                     EventLog& log) {
    const bool reached = status.state == TargetState::ok || status.state == TargetState::degraded;
    if (!reached) seen.known_since.reset();
    if (seen.earlier.empty() || !reached) return;
    if (!seen.known_since) seen.known_since = now;
    if (now - *seen.known_since < settling) return;
    for (const auto& [code, since] : seen.earlier)
        log.add(status.target, *seen.known_since, Severity::ok, code,
                "over; not seen since nodewatch was started again");
    seen.earlier.clear();
}

}  // namespace nodewatch
