#include "sim/xrpl/demo.hpp"

#include <fmt/format.h>

#include "sim/xrpl/node.hpp"

namespace nodewatch::sim::xrpl {

namespace {

using std::chrono::seconds;

/// A sequence such as on the main network, so that the pictures look familiar.
constexpr std::uint32_t first_sequence = 102'000'000;
/// Not a real network's, so that nobody takes the demo for one.
constexpr std::uint32_t demo_network_id = 64'900;

NetworkOptions network_options() {
    NetworkOptions options;
    options.validators = 12;  // as many peers as a well node has
    options.network_id = demo_network_id;
    options.first_sequence = first_sequence;
    options.transactions_per_ledger = 90;
    return options;
}

ModelOptions validator(std::string name, std::size_t index) {
    ModelOptions options;
    options.name = std::move(name);
    options.validator = index;
    return options;
}

ModelOptions stock_node(std::string name) {
    ModelOptions options;
    options.name = std::move(name);
    return options;
}

/// In trouble for two thirds of the time, so that who looks at the demo sees what a failure looks
/// like; each time another, and each with time to recover.
Script troubles() {
    Script script;
    script.steps = {
        {seconds(20), Fault::restart, seconds(75)},
        {seconds(140), Fault::frozen, seconds(80)},
        {seconds(260), Fault::isolation, seconds(85)},
        {seconds(380), Fault::overloaded, seconds(80)},
        {seconds(500), Fault::http_503, seconds(80)},
    };
    script.repeat = seconds(600);
    return script;
}

}  // namespace

struct Demo::State {
    State(asio::any_io_executor executor, Clock& c)
        : clock(c),
          network(network_options(), c.now()),
          proposing(executor, c, network, validator("demo-validator", 0), {}),
          stock(executor, c, network, stock_node("demo-stock"), {}),
          troubled(executor, c, network, validator("demo-troubled", 1), {}) {}

    Clock& clock;
    Network network;
    Node proposing;
    Node stock;
    Node troubled;
};

Demo::Demo(asio::any_io_executor executor, Clock& clock)
    : state_(std::make_unique<State>(std::move(executor), clock)) {}

Demo::~Demo() = default;

Result<> Demo::start() {
    for (Node* node : {&state_->proposing, &state_->stock, &state_->troubled})
        if (auto started = node->start(); !started) return started;
    return {};
}

std::vector<DemoTarget> Demo::targets() const {
    std::vector<DemoTarget> targets;
    for (const Node* node : {&state_->proposing, &state_->stock, &state_->troubled})
        // There is no process of a node to look for on this host.
        targets.push_back({"xrpl", node->name(),
                           fmt::format("websocket: {}\nhttp: {}\nwatch_process: false\n",
                                       node->websocket_url(), node->http_url())});
    return targets;
}

Task<void> Demo::run() {
    State* state = state_.get();
    co_await with_task_group([state](TaskGroup& group) {
        group.spawn("demo validator", state->proposing.run());
        group.spawn("demo stock node", state->stock.run());
        group.spawn("demo troubled node", state->troubled.run());
        group.spawn("demo script", state->troubled.play(troubles()));
        return state->network.run(state->clock);
    });
}

}  // namespace nodewatch::sim::xrpl
