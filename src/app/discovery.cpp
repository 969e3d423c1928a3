#include "app/discovery.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <iterator>

namespace nodewatch::app {

namespace {

Task<void> discover_into(const std::vector<Network>& networks, std::vector<TargetPlan>& found) {
    found = co_await discover_nodes(networks);
}

}  // namespace

Task<std::vector<TargetPlan>> discover_nodes(const std::vector<Network>& networks) {
    const auto executor = co_await asio::this_coro::executor;
    std::vector<TargetPlan> all;
    for (const auto& network : networks) {
        auto found = co_await network.discover(executor);
        std::ranges::move(found, std::back_inserter(all));
    }
    co_return all;
}

std::vector<TargetPlan> discover_nodes_now(const std::vector<Network>& networks) {
    asio::io_context loop(1);
    std::vector<TargetPlan> found;
    TaskGroup tasks(loop.get_executor());
    tasks.spawn("discovery", discover_into(networks, found));
    loop.run();
    return found;
}

}  // namespace nodewatch::app
