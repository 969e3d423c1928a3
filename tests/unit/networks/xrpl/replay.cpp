#include "replay.hpp"

#include <simdjson.h>

#include <stdexcept>

namespace nodewatch::xrpl {
namespace {

using Kind = sim::xrpl::RecordedLine::Kind;

/// What the source waits for an answer.
constexpr Duration request_timeout{5'000};

sim::xrpl::Recording load(const std::string& file, const std::string& node) {
    auto recording =
        sim::xrpl::load_recording(NODEWATCH_SOURCE_DIR "/recordings/xrpl/" + file + ".jsonl.gz",
                                  node + "/ws", node + "/http");
    if (!recording) throw std::runtime_error(recording.error().message);
    return std::move(*recording);
}

}  // namespace

void Replay::Names::accept(const SeriesGroup& group, const Point& point) {
    const auto& fields = group.measurement->fields();
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (point.has(i)) names.insert(fields[i].metric);
}

Replay::Replay(const std::string& file, const std::string& node, WatcherOptions options)
    : recording_(load(file, node)),
      begin_(recording_.lines.front().time),
      node_(std::move(options), begin_) {
    node_.hub.add(metrics_);
}

double Replay::seconds() const {
    return to_seconds(node_.now().wall - begin_);
}

void Replay::run(const std::function<void(double)>& after_tick) {
    for (const auto& line : recording_.lines) {
        pass_until(line.time, after_tick);
        take(line);
        note();
    }
    for (const std::string& condition : active_)
        periods_[condition].back().until = seconds();
}

void Replay::pass_until(WallTime time, const std::function<void(double)>& after_tick) {
    while (time > node_.now().wall) {
        const Duration step = std::min(Duration{1'000}, time - node_.now().wall);
        const auto ticks = [&] { return (node_.now().wall - begin_) / Duration{1'000}; };
        const auto before = ticks();
        node_.clock.advance(step);
        since_attempt_ += step;
        if (ticks() == before) continue;
        ask_in_vain();
        node_.watcher.tick(node_.stream, node_.now());
        note();
        if (after_tick) after_tick(seconds());
    }
}

/// The recorder wrote equal failures once.
void Replay::ask_in_vain() {
    if (reach_ == Reach::refused)
        node_.watcher.on_server_info(failure(ErrorKind::refused, "nobody listens"), node_.now());
    if (reach_ == Reach::frozen && since_attempt_ >= request_timeout) {
        since_attempt_ = Duration{0};
        node_.watcher.on_server_info(failure(ErrorKind::timeout, "no answer"), node_.now());
    }
}

void Replay::take(const sim::xrpl::RecordedLine& line) {
    switch (line.kind) {
        case Kind::reachable:
            reach_ = Reach::reachable;
            break;
        case Kind::refused:
            if (reach_ == Reach::refused) break;
            reach_ = Reach::refused;
            if (!node_.stream.connected) break;  // of a node that was only polled
            node_.stream.connected = node_.stream.healthy = false;
            node_.watcher.stream_lost(Error{ErrorKind::closed, "closed"}, node_.now());
            break;
        case Kind::frozen:
            reach_ = Reach::frozen;
            since_attempt_ = Duration{0};
            break;
        case Kind::subscribed:
            take_subscribed(line.text);
            break;
        case Kind::message:
            take_message(line.text);
            break;
        case Kind::answer:
            take_answer(line);
            break;
    }
}

void Replay::take_message(std::string text) {
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    const auto message = decoder_.decode(text);
    if (!message) throw std::runtime_error(message.error().message);
    ++node_.stream.messages;
    node_.stream.last_message = node_.now().steady;
    node_.watcher.on_message(*message, node_.now());
}

void Replay::take_subscribed(const std::string& result) {
    node_.stream.connected = node_.stream.healthy = true;
    node_.watcher.stream_connected(node_.now());
    take_message(R"({"id":1,"result":)" + result + R"(,"status":"success","type":"response"})");
    node_.watcher.streams_subscribed({"ledger", "server", "validations", "manifests"}, node_.now());
}

void Replay::take_answer(const sim::xrpl::RecordedLine& line) {
    Watcher& w = node_.watcher;
    const Now now = node_.now();
    const std::string& text = line.text;
    if (line.name == "server_info") w.on_server_info(decode_server_info(text), now);
    if (line.name == "server_state") w.on_server_state(decode_server_info(text), now);
    if (line.name == "peers") w.on_peers(decode_peers(text), now);
    if (line.name == "consensus_info") w.on_consensus_info(decode_consensus_info(text), now);
    if (line.name == "fee") w.on_fee(decode_fee(text), now);
    if (line.name == "validators") w.on_validators(decode_validators(text), now);
    if (line.name == "validator_list_sites")
        w.on_validator_sites(decode_validator_list_sites(text), now);
    if (line.name == "validator_info") w.on_validator_info(decode_validator_info(text), now);
    if (line.name == "feature") w.on_feature(decode_feature(text), now);
    if (line.name == "get_counts") w.on_counts(decode_get_counts(text), now);
}

void Replay::note() {
    std::set<std::string> active;
    for (const StatusReason& reason : node_.watcher.reasons(node_.now())) {
        active.insert(reason.code);
        if (!active_.contains(reason.code)) periods_[reason.code].push_back({seconds(), seconds()});
    }
    for (const std::string& code : active_)
        if (!active.contains(code)) periods_[code].back().until = seconds();
    active_ = std::move(active);
}

std::vector<Replay::Period> Replay::periods(const std::string& condition) const {
    const auto found = periods_.find(condition);
    return found == periods_.end() ? std::vector<Period>{} : found->second;
}

std::set<std::string> Replay::entered() const {
    std::set<std::string> codes;
    for (const auto& [code, periods] : periods_)
        codes.insert(code);
    return codes;
}

}  // namespace nodewatch::xrpl
