#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "sim/xrpl/faults.hpp"
#include "sim/xrpl/gate.hpp"
#include "sim/xrpl/model.hpp"
#include "sim/xrpl/network.hpp"
#include "sim/xrpl/replay.hpp"
#include "sim/xrpl/server.hpp"

namespace nodewatch::sim::xrpl {

/// A stand-in for one rippled on loopback ports: follows a Network or replays a recording, and
/// fails on demand. Loop thread only.
///     Network network({}, clock.now());
///     Node node(executor, clock, network, {}, {});
///     if (auto started = node.start(); !started) ...
///     group.spawn("network", network.run(clock));
///     group.spawn("node", node.run());
///     node.begin(Fault::refuse);
class Node {
public:
    /// A node of the network, which outlives it.
    Node(asio::any_io_executor executor, Clock& clock, Network& network, ModelOptions model,
         ServerOptions server);
    /// A node that a recording tells of.
    Node(asio::any_io_executor executor, Clock& clock, Recording recording, ReplayOptions replay,
         ServerOptions server);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Binds the ports.
    Result<> start();
    /// Serves until cancelled.
    Task<void> run();

    /// The model's name; "replay" for a recording.
    std::string name() const { return model_ ? model_->options().name : "replay"; }
    std::string websocket_url() const;
    std::string http_url() const;

    /// Begins a fault; a fault that is under way already stays as it is.
    void begin(Fault fault);
    void end(Fault fault);
    bool active(Fault fault) const { return active_.contains(fault); }
    /// Follows the script on the clock: until its end, or for ever when it repeats.
    Task<void> play(Script script);

    Server& server() { return server_; }
    Gate& websocket_gate() { return *websocket_gate_; }
    Gate& http_gate() { return *http_gate_; }
    /// Null for a replay.
    NodeModel* model() { return model_.get(); }
    /// Null for a model.
    Replay* replay() { return replay_.get(); }

private:
    Task<void> follow_recording();
    void change(Fault fault, bool active);
    void apply_to_ports();
    void apply_to_model(Fault fault, bool active);
    void happen(Fault fault);
    std::size_t own_validator() const;

    asio::any_io_executor executor_;
    Clock& clock_;
    Network* network_ = nullptr;
    Server server_;
    std::unique_ptr<NodeModel> model_;
    std::unique_ptr<Replay> replay_;
    std::unique_ptr<Gate> websocket_gate_;
    std::unique_ptr<Gate> http_gate_;
    std::string scheme_suffix_;  ///< "s" with TLS
    std::set<Fault> active_;
};

}  // namespace nodewatch::sim::xrpl
