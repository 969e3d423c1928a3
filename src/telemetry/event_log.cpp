#include "telemetry/event_log.hpp"

#include "base/json_writer.hpp"

namespace nodewatch {

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::ok:
            return "ok";
        case Severity::info:
            return "info";
        case Severity::warning:
            return "warning";
        case Severity::critical:
            return "critical";
    }
    return "info";
}

void EventLog::add(const Target& target, WallTime time, Severity severity, std::string_view code,
                   std::string_view text) {
    JsonWriter json;
    json.begin_object().member("t", std::int64_t{time.time_since_epoch().count()});
    json.member("severity", to_string(severity)).member("code", code).member("text", text);
    json.end_object();
    const LoggedEvent event{count_ + 1, target, json.take()};
    show(event);
    if (listener_) listener_(event);
}

void EventLog::restore(const std::vector<LoggedEvent>& events) {
    for (const LoggedEvent& event : events)
        show(event);
}

void EventLog::show(const LoggedEvent& event) {
    count_ = event.id;
    entries_.push_back(
        {live_topic({"event", event.target.network, event.target.node}), std::to_string(event.id)});
    board_.put(entries_.back().topic, entries_.back().key, event.json);
    if (entries_.size() <= kept) return;
    board_.remove(entries_.front().topic, entries_.front().key);
    entries_.pop_front();
}

}  // namespace nodewatch
