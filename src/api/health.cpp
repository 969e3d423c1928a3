#include "api/health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "api/text.hpp"
#include "base/json_writer.hpp"

namespace nodewatch::api {
namespace {

bool has_stream(const TargetStatus& status) {
    return std::ranges::any_of(status.activities, [](const ActivityStatus& activity) {
        return activity.name.starts_with("stream");
    });
}

/// Rarer polls would tell only after hours that a source hangs.
constexpr Duration rare_interval{60'000};

/// Every poll that ever succeeded is overdue, rare ones left out where there are others. Watched
/// apart from what the source says of itself: a source that hangs says nothing new.
bool all_stale(const TargetStatus& status, Now now) {
    std::optional<bool> frequent, rare;
    for (const ActivityStatus& activity : status.activities) {
        const auto stale = is_stale(activity, now);
        if (!stale) continue;
        auto& all = *activity.interval > rare_interval ? rare : frequent;
        all = all.value_or(true) && *stale;
    }
    return frequent.value_or(rare.value_or(false));
}

TargetHealth assess_target(const TargetStatus& status, Now now) {
    TargetHealth health{status.target, HealthLevel::ok, status.state,
                        std::max(Duration::zero(), now.wall - status.state_since), status.reasons};
    const auto lower_to = [&](HealthLevel level) { health.level = std::max(health.level, level); };
    const auto add = [&](std::string code, std::string message, HealthLevel level) {
        health.reasons.push_back({std::move(code), std::move(message), status.state_since,
                                  level == HealthLevel::failed});
        if (level <= health.level) return;
        health.level = level;
        health.state = level == HealthLevel::failed ? TargetState::failed : TargetState::degraded;
        health.in_state.reset();
    };
    switch (status.state) {
        case TargetState::ok:
            break;
        case TargetState::starting:
            lower_to(HealthLevel::degraded);
            add("starting", "nothing is known of it yet", HealthLevel::degraded);
            return health;
        case TargetState::degraded:
            lower_to(HealthLevel::degraded);
            break;
        case TargetState::failed:
            lower_to(HealthLevel::failed);
            break;
    }
    if (has_stream(status) && !status.stream_connected) {
        add("stream_lost", "the stream is not connected", HealthLevel::failed);
    } else if (status.heartbeat_failing) {
        add("heartbeat_failing", "the stream is connected but its heartbeat is not answered",
            HealthLevel::degraded);
    }
    if (all_stale(status, now)) {
        add("stale", "no poll was answered for three intervals", HealthLevel::failed);
    }
    return health;
}

std::string_view heading(HealthLevel level) {
    switch (level) {
        case HealthLevel::ok:
            return "OK";
        case HealthLevel::degraded:
            return "DEGRADED";
        case HealthLevel::failed:
            return "FAILED";
    }
    return "FAILED";
}

}  // namespace

std::string_view to_string(HealthLevel level) {
    switch (level) {
        case HealthLevel::ok:
            return "ok";
        case HealthLevel::degraded:
            return "degraded";
        case HealthLevel::failed:
            return "failed";
    }
    return "failed";
}

Health assess_health(const std::vector<TargetStatus>& statuses,
                     const std::vector<ProgramProblem>& problems, Now now) {
    Health health;
    for (const ProgramProblem& problem : problems) {
        health.level = std::max(health.level, problem.level);
        health.reasons.push_back(problem.text);
    }
    for (const TargetStatus& status : statuses) {
        health.targets.push_back(assess_target(status, now));
        health.level = std::max(health.level, health.targets.back().level);
        health.demo = health.demo || status.demo;
    }
    if (statuses.empty()) {
        health.level = std::max(health.level, HealthLevel::degraded);
        health.reasons.emplace_back("no target is watched");
    }
    return health;
}

int http_status(HealthLevel level) {
    return level == HealthLevel::failed ? 503 : 200;
}

std::string state_text(const TargetHealth& target) {
    std::string text(nodewatch::to_string(target.state));
    if (target.in_state) text += " for " + format_duration(*target.in_state);
    return text;
}

std::string write_health_text(const Health& health) {
    std::string out;
    const auto line = std::back_inserter(out);
    fmt::format_to(line, "{}\n", heading(health.level));
    if (health.demo) out += "DEMO: the nodes are stand-ins, not real ones\n";
    for (const std::string& reason : health.reasons)
        fmt::format_to(line, "{}\n", one_line(reason));
    for (const TargetHealth& t : health.targets) {
        fmt::format_to(line, "{}/{}: {}\n", one_line(t.target.network), one_line(t.target.node),
                       state_text(t));
        for (const StatusReason& reason : t.reasons)
            fmt::format_to(line, "  {}: {}\n", one_line(reason.code), one_line(reason.message));
    }
    return out;
}

std::string write_health_json(const Health& health) {
    JsonWriter json;
    json.begin_object().member("status", to_string(health.level)).member("demo", health.demo);
    json.key("reasons").begin_array();
    for (const std::string& reason : health.reasons)
        json.value(reason);
    json.end_array();
    json.key("targets").begin_array();
    for (const TargetHealth& t : health.targets) {
        json.begin_object();
        json.member("network", t.target.network).member("node", t.target.node);
        json.member("status", to_string(t.level)).member("state", nodewatch::to_string(t.state));
        if (t.in_state) json.member("state_seconds", to_seconds(*t.in_state));
        json.key("reasons").begin_array();
        for (const StatusReason& reason : t.reasons) {
            json.begin_object().member("code", reason.code).member("message", reason.message);
            json.member("critical", reason.critical).end_object();
        }
        json.end_array().end_object();
    }
    json.end_array().end_object();
    return json.take();
}

std::vector<Target> targets_starting(const std::vector<TargetStatus>& statuses) {
    std::vector<Target> starting;
    for (const TargetStatus& status : statuses) {
        if (status.state == TargetState::starting) starting.push_back(status.target);
    }
    return starting;
}

}  // namespace nodewatch::api
