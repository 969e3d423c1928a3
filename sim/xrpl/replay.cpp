#include "sim/xrpl/replay.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "sim/xrpl/time_shift.hpp"

namespace nodewatch::sim::xrpl {

namespace {

/// The recorded body without its envelope.
Answer unwrap(std::string_view body) {
    simdjson::dom::parser parser;
    json::Element document;
    if (parser.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS)
        return answer_error("internal", 73, "Internal error.");
    const json::Element result = json::find(document, "result").value_or(document);
    if (const auto error = json::text(result, "error"))
        return answer_error(std::string(*error),
                            static_cast<int>(json::integer(result, "error_code").value_or(0)),
                            std::string(json::text(result, "error_message").value_or("")));
    JsonWriter json;
    json.begin_object();
    if (result.is_object())
        for (const auto [key, value] : simdjson::dom::object(result))
            if (key != "status") json.key(key).raw(simdjson::minify(value));
    return Answer{json.end_object().take(), {}, 0, {}};
}

}  // namespace

Replay::Replay(Recording recording, ReplayOptions options, EventSink& sink, Now now)
    : recording_(std::move(recording)), options_(std::move(options)), sink_(sink) {
    rewind(now);
}

void Replay::rewind(Now now) {
    started_ = now.steady;
    next_ = 0;
    position_ = recording_.lines.front().time;
    reach_ = Reach::open;
    answers_.clear();
    subscribed_ = nullptr;
}

void Replay::advance(Now now) {
    const double played = to_seconds(elapsed(started_, now.steady)) * options_.speed;
    const WallTime until =
        recording_.lines.front().time + Duration{static_cast<std::int64_t>(played * 1'000.0)};
    while (!finished() && recording_.lines[next_].time <= until)
        play(recording_.lines[next_++], now);
    position_ = until;
    if (finished() && options_.repeat) rewind(now);
}

bool Replay::step(Now now) {
    if (finished()) return false;
    position_ = recording_.lines[next_].time;
    play(recording_.lines[next_++], now);
    return true;
}

Duration Replay::position() const {
    return position_ - recording_.lines.front().time;
}

void Replay::play(const RecordedLine& line, Now now) {
    switch (line.kind) {
        case RecordedLine::Kind::message: {
            auto text = std::make_shared<const std::string>(current(line, now));
            sink_.push(Event{line.name, text, text});
            break;
        }
        case RecordedLine::Kind::subscribed:
            subscribed_ = &line;
            break;
        case RecordedLine::Kind::answer:
            answers_[line.name] = &line;
            break;
        case RecordedLine::Kind::reachable:
            reach_ = Reach::open;
            break;
        case RecordedLine::Kind::refused:
            reach_ = Reach::refused;
            break;
        case RecordedLine::Kind::frozen:
            reach_ = Reach::frozen;
            break;
    }
}

std::string Replay::current(const RecordedLine& line, Now now) const {
    if (!options_.make_current) return line.text;
    return shift_times(line.text, now.wall - line.time);
}

const RecordedLine* Replay::latest(std::string_view method) const {
    const auto found = answers_.find(method);
    if (found != answers_.end()) return found->second;
    // Asked before it was recorded for the first time: the first answer is the nearest one.
    const auto first = std::ranges::find_if(recording_.lines, [method](const RecordedLine& line) {
        return line.kind == RecordedLine::Kind::answer && line.name == method;
    });
    return first == recording_.lines.end() ? nullptr : &*first;
}

Answer Replay::answer(std::string_view method, Caller caller, Now now) {
    if (method == "ping") return Answer{caller.admin ? R"({"role":"admin"})" : "{}", {}, 0, {}};
    const RecordedLine* line = latest(method);
    if (line == nullptr) return answer_error("unknownCmd", 32, "Unknown method.");
    if (line->status == 403) return answer_error("forbidden", 3, "Bad credentials.");
    return unwrap(current(*line, now));
}

std::string Replay::subscribed(const std::vector<std::string>&, Caller, Now now) {
    return subscribed_ == nullptr ? "{}" : current(*subscribed_, now);
}

}  // namespace nodewatch::sim::xrpl
