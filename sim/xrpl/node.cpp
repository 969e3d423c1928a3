#include "sim/xrpl/node.hpp"

#include <fmt/core.h>

#include <map>
#include <utility>

namespace nodewatch::sim::xrpl {

namespace {

/// A cut after this many bytes lies in the middle of every answer.
constexpr std::size_t half_an_answer = 400;
constexpr std::size_t huge_frame_bytes = 50'000'000;
constexpr int high_load_factor = 500;
constexpr Duration replay_step{50};

/// What rippled's ports write instead of an answer: plain text under the type of JSON.
std::string plain_reply(int status, std::string_view reason, std::string_view text) {
    return fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: application/json; charset=UTF-8\r\n"
        "Connection: close\r\nContent-Length: {}\r\n\r\n{}\r\n",
        status, reason, text.size() + 2, text);
}

std::string huge_frame() {
    return R"({"type":"ledgerClosed","padding":")" + std::string(huge_frame_bytes, 'x') + "\"}";
}

}  // namespace

Node::Node(asio::any_io_executor executor, Clock& clock, Network& network, ModelOptions model,
           ServerOptions server)
    : executor_(executor),
      clock_(clock),
      network_(&network),
      server_(executor, clock, server),
      scheme_suffix_(server.tls ? "s" : "") {
    model_ = std::make_unique<NodeModel>(std::move(model), network, server_, clock.now());
    server_.set_backend(*model_);
}

Node::Node(asio::any_io_executor executor, Clock& clock, Recording recording, ReplayOptions replay,
           ServerOptions server)
    : executor_(executor),
      clock_(clock),
      server_(executor, clock, server),
      scheme_suffix_(server.tls ? "s" : "") {
    replay_ =
        std::make_unique<Replay>(std::move(recording), std::move(replay), server_, clock.now());
    server_.set_backend(*replay_);
}

Node::~Node() = default;

Result<> Node::start() {
    if (auto listening = server_.listen(); !listening) return listening;
    websocket_gate_ = std::make_unique<Gate>(executor_, server_.port());
    http_gate_ = std::make_unique<Gate>(executor_, server_.port());
    if (auto listening = websocket_gate_->listen(); !listening) return listening;
    return http_gate_->listen();
}

Task<void> Node::run() {
    co_await with_task_group([this](TaskGroup& group) {
        group.spawn("websocket gate", websocket_gate_->run());
        group.spawn("http gate", http_gate_->run());
        if (replay_) group.spawn("replay", follow_recording());
        return server_.run();
    });
}

Task<void> Node::follow_recording() {
    while (true) {
        const Replay::Reach before = replay_->reach();
        replay_->advance(clock_.now());
        if (replay_->reach() != before) apply_to_ports();
        co_await clock_.sleep_for(replay_step);
    }
}

std::string Node::websocket_url() const {
    return fmt::format("ws{}://127.0.0.1:{}", scheme_suffix_, websocket_gate_->port());
}

std::string Node::http_url() const {
    return fmt::format("http{}://127.0.0.1:{}", scheme_suffix_, http_gate_->port());
}

void Node::begin(Fault fault) {
    if (is_instant(fault)) return happen(fault);
    if (active_.insert(fault).second) change(fault, true);
}

void Node::end(Fault fault) {
    if (active_.erase(fault) > 0) change(fault, false);
}

Task<void> Node::play(Script script) {
    do {
        const SteadyTime start = clock_.now().steady;
        // Beginnings and ends in the order of their times.
        std::multimap<Duration, std::pair<Fault, bool>> events;
        for (const ScriptStep& step : script.steps) {
            events.emplace(step.at, std::pair(step.fault, true));
            if (!is_instant(step.fault))
                events.emplace(step.at + step.lasting, std::pair(step.fault, false));
        }
        for (const auto& [at, event] : events) {
            co_await clock_.sleep_until(start + at);
            event.second ? begin(event.first) : end(event.first);
        }
        if (script.repeat > Duration{0}) co_await clock_.sleep_until(start + script.repeat);
    } while (script.repeat > Duration{0});
}

void Node::happen(Fault fault) {
    if (fault == Fault::policy_close) server_.close_all(1'008, "threshold exceeded");
    if (fault == Fault::cut) websocket_gate_->cut();
    if (fault == Fault::huge_frame) server_.send_all(huge_frame());
}

void Node::change(Fault fault, bool is_active) {
    if (model_) apply_to_model(fault, is_active);
    Misbehaviour& misbehaviour = server_.misbehaviour();
    misbehaviour.mute = active(Fault::mute);
    misbehaviour.wrong_json = active(Fault::wrong_json);
    misbehaviour.wrong_types = active(Fault::wrong_types);
    misbehaviour.slow_down = active(Fault::slow_down);
    misbehaviour.refused_streams.clear();
    if (active(Fault::refused_stream)) misbehaviour.refused_streams.insert("peer_status");
    apply_to_ports();
}

void Node::apply_to_ports() {
    GateMode mode = GateMode::open;
    if (active(Fault::silent)) mode = GateMode::silent;
    if (active(Fault::frozen)) mode = GateMode::frozen;
    if (active(Fault::refuse) || active(Fault::restart)) mode = GateMode::closed;
    if (replay_ && replay_->reach() == Replay::Reach::frozen) mode = GateMode::frozen;
    if (replay_ && replay_->reach() == Replay::Reach::refused) mode = GateMode::closed;
    std::optional<std::string> reply;
    if (active(Fault::http_403)) reply = plain_reply(403, "Forbidden", "Forbidden");
    if (active(Fault::http_503))
        reply = plain_reply(503, "Service Unavailable", "Server is overloaded");
    std::optional<std::size_t> limit;
    if (active(Fault::half_answer)) limit = half_an_answer;
    for (Gate* gate : {websocket_gate_.get(), http_gate_.get()}) {
        gate->set_mode(mode);
        gate->set_reply(reply);
        gate->set_limit(limit);
    }
}

void Node::apply_to_model(Fault fault, bool is_active) {
    const Now now = clock_.now();
    Validator& own = network_->validators()[own_validator()];
    switch (fault) {
        case Fault::restart:
            model_->set_stopped(is_active);
            if (!is_active) model_->restart(now);
            break;
        case Fault::no_network:
            model_->set_unsynced(is_active, now);
            break;
        case Fault::isolation:
            model_->set_isolated(is_active, now);
            break;
        case Fault::list_missing:
            model_->set_validator_list(is_active ? ListState::missing : ListState::active, now);
            break;
        case Fault::list_expired:
            model_->set_validator_list(is_active ? ListState::expired : ListState::active, now);
            break;
        case Fault::amendment_blocked:
            model_->set_amendment_blocked(is_active, now);
            break;
        case Fault::amendment_soon:
            model_->set_amendment_soon(is_active);
            break;
        case Fault::overloaded:
            model_->set_load_factor(is_active ? high_load_factor : 1);
            break;
        case Fault::clio:
            model_->set_clio(is_active);
            break;
        case Fault::quorum_loss:
            network_->set_quorum_lost(is_active, own_validator());
            break;
        case Fault::key_revoked:
            network_->set_revoked(own_validator(), is_active, now);
            break;
        case Fault::key_duplicated:
            own.duplicated = is_active;
            break;
        case Fault::fork:
            own.forked = is_active;
            break;
        default:
            break;  // of the ports and the server
    }
}

/// A stock node's faults of a validator happen to the first one.
std::size_t Node::own_validator() const {
    return model_->options().validator.value_or(0);
}

}  // namespace nodewatch::sim::xrpl
