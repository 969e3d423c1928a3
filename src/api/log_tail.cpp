#include "api/log_tail.hpp"

#include "base/json_writer.hpp"

namespace nodewatch::api {
namespace {

std::string_view name_of(log::Level level) {
    switch (level) {
        case log::Level::debug:
            return "debug";
        case log::Level::info:
            return "info";
        case log::Level::warn:
            return "warn";
        case log::Level::error:
            return "error";
    }
    return "error";
}

std::string cut(std::string_view text) {
    if (text.size() <= LogTail::max_text_bytes) return std::string(text);
    return std::string(text.substr(0, LogTail::max_text_bytes)) + "...";
}

}  // namespace

LogTail::LogTail(const Clock& clock) : clock_(clock) {
    log::set_observer([this](log::Level level, std::string_view component, std::string_view text) {
        add(level, component, text);
    });
}

LogTail::~LogTail() {
    log::set_observer(nullptr);
}

void LogTail::install(net::HttpServer& server) {
    server.route("GET", "/api/log", [this](const net::ServerRequest&) { return answer(); });
}

Task<net::HttpResponse> LogTail::answer() const {
    net::HttpResponse response = net::json_response(200, json());
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

void LogTail::add(log::Level level, std::string_view component, std::string_view text) {
    Line line{clock_.now().wall, level, cut(component), cut(text)};
    const std::scoped_lock lock(mutex_);
    lines_.push_back(std::move(line));
    if (lines_.size() <= max_lines) return;
    lines_.pop_front();
    ++dropped_;
}

std::string LogTail::json() const {
    const std::scoped_lock lock(mutex_);
    JsonWriter json;
    json.begin_object().member("status", "success").key("data").begin_object();
    json.member("dropped", dropped_).key("lines").begin_array();
    for (const Line& line : lines_) {
        json.begin_object()
            .member("t", line.time.time_since_epoch().count())
            .member("level", name_of(line.level));
        json.member("component", line.component).member("text", line.text).end_object();
    }
    json.end_array().end_object().end_object();
    return json.take();
}

}  // namespace nodewatch::api
