#include "sim/bitcoin/demo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/run_and_then.hpp"
#include "sim/bitcoin/demo_places.hpp"
#include "sim/bitcoin/server.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

using namespace std::chrono_literals;

/// As on the main network, so that the pictures look familiar.
constexpr std::uint64_t first_height = 924'000;
/// Blocks come ten times as fast as on the real network, so that who looks sees some.
constexpr double mean_block_seconds = 60;
constexpr double longest_block_seconds = 300;
constexpr Duration mempool_interval = 5s;
constexpr double mean_arrivals = 235;  ///< transactions, each mempool_interval
constexpr std::uint64_t transactions_per_block = 2'800;
constexpr std::uint64_t waiting_at_first = 9'000;  // three blocks
constexpr int blocks_between_reorganisations = 9;

}  // namespace

struct Demo::State {
    State(asio::any_io_executor executor, Clock& c)
        : clock(c),
          synchronised(executor, c, "", false, true, first_height),
          troubled(executor, c, "", false, false, first_height) {
        for (Server* server : {&synchronised, &troubled}) {
            server->node().lively = true;
            server->node().mempool.add(waiting_at_first);
            server->node().peer_addresses = demo_peer_addresses();
            server->node().peers = server->node().peer_addresses.size();
        }
    }

    double exponential(double mean) {
        return std::exponential_distribution<double>(1.0 / mean)(random);
    }
    std::int64_t unix_seconds() const { return clock.now().wall.time_since_epoch() / 1s; }
    Task<void> mine();
    Task<void> fill_mempool();
    Task<void> trouble();
    Task<void> stop();

    Clock& clock;
    Server synchronised;
    Server troubled;
    std::mt19937 random{7};  // the same demo each time
};

Task<void> Demo::State::mine() {
    Node& node = synchronised.node();
    for (int blocks = 1;; ++blocks) {
        const double wait = std::min(exponential(mean_block_seconds), longest_block_seconds);
        co_await clock.sleep_for(Duration{static_cast<std::int64_t>(wait * 1'000)});
        if (blocks % blocks_between_reorganisations == 0) {
            synchronised.change_chain(1, 2);
            continue;
        }
        synchronised.change_chain(0, 1);
        node.mempool.remove_oldest(transactions_per_block);
    }
}

Task<void> Demo::State::fill_mempool() {
    Node& node = synchronised.node();
    for (;;) {
        co_await clock.sleep_for(mempool_interval);
        const auto arrivals = static_cast<std::uint64_t>(exponential(mean_arrivals));
        node.mempool.add(arrivals);
        synchronised.publisher().transactions(arrivals);
    }
}

/// In trouble for most of the time, so that who looks at the demo sees what it looks like.
Task<void> Demo::State::trouble() {
    Node& node = troubled.node();
    for (;;) {
        node.downloading = true;
        for (node.headers_ahead = 600; node.headers_ahead > 0; node.headers_ahead -= 5) {
            co_await clock.sleep_for(1s);
            node.chain.mine(5, unix_seconds());
        }
        node.downloading = false;
        co_await clock.sleep_for(60s);
        troubled.fault = Fault::work_queue_full;
        co_await clock.sleep_for(60s);
        troubled.fault = Fault::none;
        co_await clock.sleep_for(60s);
        node.warm_up = "Verifying blocks…";
        node.restart(clock.now());
        co_await clock.sleep_for(30s);
        node.warm_up.reset();
    }
}

Task<void> Demo::State::stop() {
    co_await synchronised.stop();
    co_await troubled.stop();
}

Demo::Demo(asio::any_io_executor executor, Clock& clock)
    : state_(std::make_unique<State>(std::move(executor), clock)) {}

Demo::~Demo() = default;

Result<> Demo::start() {
    for (Server* server : {&state_->synchronised, &state_->troubled})
        if (auto started = server->start(); !started) return started;
    return {};
}

std::vector<DemoTarget> Demo::targets() const {
    const auto target = [](std::string name, const Server& server) {
        return DemoTarget{"bitcoin", std::move(name),
                          fmt::format("http: http://127.0.0.1:{}\nuser: {}\npassword: \"{}\"\n"
                                      "watch_process: false\n",
                                      server.port(), Server::user, server.password())};
    };
    return {target("demo-bitcoin", state_->synchronised),
            target("demo-bitcoin-troubled", state_->troubled)};
}

Task<void> Demo::run() {
    State* state = state_.get();
    const auto run = [state](TaskGroup& group) {
        group.spawn("demo mempool", state->fill_mempool());
        group.spawn("demo trouble", state->trouble());
        return state->mine();
    };
    co_await run_and_then(with_task_group(run), [state] { return state->stop(); });
}

}  // namespace nodewatch::sim::bitcoin
