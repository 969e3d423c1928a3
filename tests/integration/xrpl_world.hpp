#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "networks/xrpl/source.hpp"
#include "sim/xrpl/node.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch {

/// Time as the node's host tells it: steps of our own wall clock do not reach it.
class NodeClock final : public Clock {
public:
    explicit NodeClock(ManualClock& clock) : clock_(clock), start_(clock.now()) {}
    Now now() const override {
        const SteadyTime steady = clock_.now().steady;
        return {start_.wall + elapsed(start_.steady, steady), steady};
    }
    Task<void> sleep_until(SteadyTime t) override { return clock_.sleep_until(t); }

private:
    ManualClock& clock_;
    Now start_;
};

/// A simulated network with one node, and nodewatch's source that watches it over real sockets. The
/// clock of both moves by hand: a minute of theirs takes about a second. It stands still while
/// anything is left to do, so a slow machine makes a test longer and not different.
class XrplWorld : public testing::Test {
protected:
    using Fault = sim::xrpl::Fault;

    XrplWorld() {
        hub.add(latest);
        log::set_observer([this](log::Level, std::string_view component, std::string_view text) {
            log_lines.push_back(std::string(component) + ": " + std::string(text));
        });
        sim::xrpl::ModelOptions model;
        model.name = "n1";
        model.validator = 0;
        start_node(model, {});
    }

    ~XrplWorld() override {
        stop_watching();
        tasks.cancel();
        EXPECT_TRUE(until([this] { return tasks.running() == 0; }));
        log::set_observer(nullptr);
    }

    /// A node that was there before goes on, on ports of its own.
    void start_node(sim::xrpl::ModelOptions model, sim::xrpl::ServerOptions server) {
        former_node = std::move(node);
        node = std::make_unique<sim::xrpl::Node>(io.get_executor(), node_clock, network,
                                                 std::move(model), std::move(server));
        const auto started = node->start();
        ASSERT_TRUE(started.has_value()) << started.error().message;
        tasks.spawn("node", node->run());
        if (std::exchange(network_runs, true)) return;
        tasks.spawn("network", network.run(node_clock));
    }

    /// The limits of connecting and of requests are real time: longer than a busy machine stops us.
    /// A test that waits for one makes it shorter.
    xrpl::TargetOptions target_options() const {
        xrpl::TargetOptions options;
        options.name = "n1";
        options.websocket = *net::parse_url(node->websocket_url());
        options.http = *net::parse_url(node->http_url());
        options.connect_timeout = Duration{10'000};
        options.request_timeout = Duration{10'000};
        options.watch_process = false;
        options.heartbeat.interval = Duration{5'000};
        options.heartbeat.timeout = Duration{3'000};
        options.watcher.intervals.validators = Duration{5'000};
        options.watcher.intervals.validator_info = Duration{5'000};
        options.watcher.intervals.feature = Duration{5'000};
        return options;
    }

    void watch(xrpl::TargetOptions options) {
        source = std::make_unique<xrpl::XrplSource>(
            std::move(options), SourceContext{io.get_executor(), clock, pool, hub, state});
        watching = std::make_unique<TaskGroup>(io.get_executor());
        watching->spawn("source", source->run());
    }
    void watch() { watch(target_options()); }

    void stop_watching() {
        if (!watching) return;
        watching->cancel();
        EXPECT_TRUE(until([this] { return watching->running() == 0; }));
    }

    /// What an operator does who corrected the configuration: the program stops and starts again.
    void watch_again(xrpl::TargetOptions options) {
        stop_watching();
        log_lines.clear();
        watch(std::move(options));
    }

    /// Watches until all is well and the last stream is subscribed.
    void watch_until_well() {
        watch();
        ASSERT_TRUE(until([this] {
            return well() && node->server().subscribers("manifests") == 1;
        })) << situation();
    }

    /// Lets time pass until the condition holds; false when it does not within `limit`.
    bool until(const std::function<bool()>& condition, Duration limit = std::chrono::minutes(15)) {
        const SteadyTime end = clock.now().steady + limit;
        while (!condition()) {
            if (clock.now().steady > end) return false;
            clock.advance(step);
            io.restart();
            // A limit of real time needs some of it to pass.
            io.run_for(std::chrono::milliseconds(1));
            while (io.poll() > 0) {
            }
        }
        return true;
    }
    void pass(Duration d) {
        const SteadyTime end = clock.now().steady + d;
        until([&] { return clock.now().steady >= end; });
    }

    std::optional<double> metric(std::string_view name, const LabelPairs& labels = {}) const {
        return latest.find(clock.now(), name, {"xrpl", "n1"}, labels);
    }
    std::optional<double> condition(const std::string& name) const {
        return metric("xrpl_condition", {{"condition", name}});
    }
    bool holds(const std::string& name) const { return condition(name) == 1.0; }
    bool failed(const std::string& section) const {
        return metric("xrpl_collector_failed", {{"section", section}}) == 1.0;
    }

    bool well() const {
        return metric("xrpl_up") == 1.0 && metric("xrpl_websocket_healthy") == 1.0 &&
               metric("xrpl_validator_state_value") == 7.0 && !failed("server_info") &&
               source->status(clock.now()).state == TargetState::ok;
    }
    bool becomes_well() {
        return until([this] { return well(); });
    }

    /// Begins a fault; what is logged from now on is about it.
    void begin(Fault fault) {
        log_lines.clear();
        node->begin(fault);
    }

    /// The node's ports as messages name them.
    std::string websocket() const { return address(node->websocket_gate()); }
    std::string http() const { return address(node->http_gate()); }
    static std::string address(const sim::xrpl::Gate& gate) {
        return "127.0.0.1:" + std::to_string(gate.port());
    }

    /// A line "component: text" has this part.
    bool logged(std::string_view part) const {
        for (const std::string& line : log_lines)
            if (line.find(part) != std::string::npos) return true;
        return false;
    }

    /// For failing tests: what the source says of itself.
    std::string situation() const {
        const TargetStatus status = source->status(clock.now());
        std::string text = "state " + std::string(to_string(status.state)) + "\n";
        for (const StatusReason& reason : status.reasons)
            text += reason.code + ": " + reason.message + "\n";
        for (const ActivityStatus& activity : status.activities)
            if (activity.last_error)
                text += activity.name + ": " + activity.last_error->message + "\n";
        for (const std::string& line : log_lines)
            text += "log: " + line + "\n";
        return text;
    }

    asio::io_context io{1};
    ManualClock clock;
    NodeClock node_clock{clock};
    TaskGroup tasks{io.get_executor()};
    WorkerPool pool{1};
    Hub hub;
    LatestValues latest{clock};
    MemoryStateStore state;
    std::vector<std::string> log_lines;
    sim::xrpl::Network network{sim::xrpl::NetworkOptions{}, clock.now()};
    std::unique_ptr<sim::xrpl::Node> former_node;
    std::unique_ptr<sim::xrpl::Node> node;
    std::unique_ptr<xrpl::XrplSource> source;
    std::unique_ptr<TaskGroup> watching;  ///< the source's
    bool network_runs = false;
    Duration step{50};  ///< of the clock for each millisecond of real time
};

}  // namespace nodewatch
