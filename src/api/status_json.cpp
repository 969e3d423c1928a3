#include "api/status_json.hpp"

#include <algorithm>

#include "base/json_writer.hpp"

namespace nodewatch::api {
namespace {

/// When the status is told, and whether with what differs from one telling to the next.
struct Telling {
    Now now;
    bool ages = true;
};

/// "name":"2026-11-21T11:41:58.123Z","name_age_seconds":3.5, or null for both.
void write_time(JsonWriter& json, std::string_view name, WallTime time, Duration age,
                const Telling& telling) {
    json.member(name, format_rfc3339(time));
    if (telling.ages) json.member(std::string(name) + "_age_seconds", to_seconds(age));
}

void write_no_time(JsonWriter& json, std::string_view name, const Telling& telling) {
    json.key(name).null();
    if (telling.ages) json.key(std::string(name) + "_age_seconds").null();
}

void write_time(JsonWriter& json, std::string_view name, std::optional<WallTime> time,
                const Telling& telling) {
    // A time that was never set stands at 1970.
    if (time && time->time_since_epoch() != Duration::zero()) {
        write_time(json, name, *time, std::max(Duration::zero(), telling.now.wall - *time),
                   telling);
    } else {
        write_no_time(json, name, telling);
    }
}

void write_last_success(JsonWriter& json, const ActivityStatus& activity, const Telling& telling) {
    constexpr std::string_view name = "last_success";
    if (const auto age = since_success(activity, telling.now)) {
        write_time(json, name, *activity.last_success, *age, telling);
    } else {
        write_no_time(json, name, telling);
    }
}

void write_error(JsonWriter& json, const Error& error, std::optional<WallTime> time,
                 const Telling& telling) {
    json.member("kind", to_string(error.kind)).member("message", error.message);
    json.member("code", error.code);
    write_time(json, "time", time, telling);
}

void write_activity(JsonWriter& json, const ActivityStatus& activity, const Telling& telling) {
    json.begin_object().member("name", activity.name);
    json.key("interval_seconds");
    if (activity.interval) {
        json.value(to_seconds(*activity.interval));
    } else {
        json.null();
    }
    write_last_success(json, activity, telling);
    json.member("stale", is_stale(activity, telling.now));
    json.member("successes", activity.successes).member("failures", activity.failures);
    json.key("last_error");
    if (activity.last_error) {
        json.begin_object();
        write_error(json, *activity.last_error, activity.last_error_time, telling);
        json.end_object();
    } else {
        json.null();
    }
    json.member("note", activity.note).end_object();
}

void write_activities(JsonWriter& json, const TargetStatus& status, const Telling& telling) {
    json.begin_array();
    for (const ActivityStatus& activity : status.activities)
        write_activity(json, activity, telling);
    json.end_array();
}

/// The newest error of all activities.
void write_last_error(JsonWriter& json, const TargetStatus& status, const Telling& telling) {
    const ActivityStatus* newest = nullptr;
    for (const ActivityStatus& activity : status.activities) {
        if (!activity.last_error) continue;
        if (newest == nullptr || activity.last_error_time > newest->last_error_time)
            newest = &activity;
    }
    json.key("last_error");
    if (newest == nullptr) {
        json.null();
        return;
    }
    json.begin_object().member("activity", newest->name);
    write_error(json, *newest->last_error, newest->last_error_time, telling);
    json.end_object();
}

void write_reasons(JsonWriter& json, const std::vector<StatusReason>& reasons,
                   const Telling& telling) {
    json.key("reasons").begin_array();
    for (const StatusReason& reason : reasons) {
        json.begin_object().member("code", reason.code).member("message", reason.message);
        json.member("critical", reason.critical);
        write_time(json, "since", reason.since, telling);
        json.end_object();
    }
    json.end_array();
}

void write_target(JsonWriter& json, const TargetStatus& status, const Telling& telling) {
    json.begin_object();
    json.member("network", status.target.network).member("node", status.target.node);
    json.member("address", status.address).member("demo", status.demo);
    json.member("state", to_string(status.state));
    write_time(json, "state_since", status.state_since, telling);
    write_reasons(json, status.reasons, telling);
    json.key("stream").begin_object();
    json.member("connected", status.stream_connected);
    json.member("heartbeat_failing", status.heartbeat_failing);
    json.member("reconnects", status.reconnects).end_object();
    json.member("gaps", status.gaps).member("unseen_items", status.gap_items);
    write_last_error(json, status, telling);
    if (telling.ages) {
        json.key("activities");
        write_activities(json, status, telling);
    }
    json.key("notices").begin_array();
    for (const std::string& notice : status.notices)
        json.value(notice);
    json.end_array().end_object();
}

}  // namespace

std::string write_targets_json(const std::vector<TargetStatus>& statuses, Now now) {
    JsonWriter json;
    json.begin_object().member("status", "success").key("data").begin_object();
    json.member("time", format_rfc3339(now.wall));
    json.member("demo", std::ranges::any_of(statuses, &TargetStatus::demo));
    json.key("targets").begin_array();
    for (const TargetStatus& status : statuses)
        write_target(json, status, {now});
    json.end_array().end_object().end_object();
    return json.take();
}

std::string write_live_target_json(const TargetStatus& status, Now now) {
    JsonWriter json;
    write_target(json, status, {.now = now, .ages = false});
    return json.take();
}

std::string write_live_activities_json(const TargetStatus& status, Now now) {
    JsonWriter json;
    write_activities(json, status, {.now = now, .ages = false});
    return json.take();
}

std::string write_build_json(const BuildInfo& build) {
    JsonWriter json;
    json.begin_object().member("status", "success").key("data").begin_object();
    json.member("application", "nodewatch").member("version", build.version);
    json.member("revision", build.revision).member("compiler", build.compiler);
    json.end_object().end_object();
    return json.take();
}

}  // namespace nodewatch::api
