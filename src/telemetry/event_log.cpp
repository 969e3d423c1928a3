#include "telemetry/event_log.hpp"

#include "base/json.hpp"
#include "base/json_writer.hpp"

namespace nodewatch {
namespace {

std::string topic_of(const LoggedEvent& event) {
    return live_topic({"event", event.target.network, event.target.node});
}

}  // namespace

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

std::optional<EventLog::Entry> EventLog::parse(std::string_view json) {
    simdjson::dom::parser parser;
    json::Element root;
    if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
    const auto time = json::integer(root, "t");
    const auto severity = json::text(root, "severity");
    const auto code = json::text(root, "code");
    if (!time || !severity || !code) return std::nullopt;
    for (const Severity one : {Severity::ok, Severity::info, Severity::warning, Severity::critical})
        if (to_string(one) == *severity)
            return Entry{WallTime{Duration{*time}}, one, std::string(*code)};
    return std::nullopt;
}

void EventLog::restore(const std::vector<LoggedEvent>& events) {
    for (const LoggedEvent& event : events)
        show(event);
}

void EventLog::show(const LoggedEvent& event) {
    count_ = event.id;
    board_.put(topic_of(event), std::to_string(event.id), event.json);
    if (const auto gone = events_.add(event))
        board_.remove(topic_of(*gone), std::to_string(gone->id));
}

}  // namespace nodewatch
