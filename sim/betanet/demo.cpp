#include "sim/betanet/demo.hpp"

#include <fmt/format.h>

#include <random>

#include "base/run_and_then.hpp"
#include "sim/betanet/server.hpp"

namespace nodewatch::sim::betanet {
namespace {

using namespace std::chrono_literals;

constexpr Duration work_interval = 1s;
constexpr double mean_packets = 120;  ///< through each mixnode, each work_interval
constexpr double mean_latency_ms = 45;

}  // namespace

struct Demo::State {
    State(asio::any_io_executor executor, Clock& c)
        : clock(c), well(executor, c, Dialect::api_v1), troubled(executor, c, Dialect::server) {}

    Task<void> work();
    Task<void> trouble();
    Task<void> stop();

    Clock& clock;
    Server well, troubled;
    std::mt19937 random{7};  // the same demo each time
};

Task<void> Demo::State::work() {
    std::gamma_distribution<double> packets(4, mean_packets / 4), latency(9, mean_latency_ms / 9);
    for (;;) {
        for (Server* server : {&well, &troubled}) {
            server->service().work(static_cast<std::uint64_t>(packets(random)));
            server->service().latency_ms = latency(random);
        }
        co_await clock.sleep_for(work_interval);
    }
}

/// In trouble for most of the time, so that who looks at the demo sees what it looks like.
Task<void> Demo::State::trouble() {
    for (;;) {
        co_await clock.sleep_for(60s);
        troubled.faults["/mixnodes"] = Fault::unavailable;
        co_await clock.sleep_for(60s);
        troubled.faults.clear();
        troubled.fault = Fault::silent;
        co_await clock.sleep_for(180s);
        troubled.fault = Fault::none;
        troubled.service().restart(clock.now());
        co_await clock.sleep_for(60s);
        troubled.fault = Fault::mock;
        co_await clock.sleep_for(30s);
        troubled.fault = Fault::none;
    }
}

Task<void> Demo::State::stop() {
    co_await well.stop();
    co_await troubled.stop();
}

Demo::Demo(asio::any_io_executor executor, Clock& clock)
    : state_(std::make_unique<State>(std::move(executor), clock)) {}

Demo::~Demo() = default;

Result<> Demo::start() {
    if (auto started = state_->well.start(); !started) return started;
    return state_->troubled.start();
}

std::vector<DemoTarget> Demo::targets() const {
    const auto target = [](std::string name, const Server& server) {
        return DemoTarget{"betanet", std::move(name),
                          fmt::format("http: http://127.0.0.1:{}\ninterval: 5s\ntimeout: 2s\n"
                                      "endpoints: [metrics, nodes, stats, mixnodes, status]\n",
                                      server.port())};
    };
    return {target("demo-betanet", state_->well),
            target("demo-betanet-troubled", state_->troubled)};
}

Task<void> Demo::run() {
    State* state = state_.get();
    const auto run = [state](TaskGroup& group) {
        group.spawn("demo trouble", state->trouble());
        return state->work();
    };
    co_await run_and_then(with_task_group(run), [state] { return state->stop(); });
}

}  // namespace nodewatch::sim::betanet
