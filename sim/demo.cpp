#include "sim/demo.hpp"

#include <algorithm>
#include <iterator>

namespace nodewatch::sim {

Result<> Demo::start() {
    if (auto started = xrpl_.start(); !started) return started;
    if (auto started = bitcoin_.start(); !started) return started;
    return betanet_.start();
}

std::vector<DemoTarget> Demo::targets() const {
    std::vector<DemoTarget> targets = xrpl_.targets();
    std::ranges::move(bitcoin_.targets(), std::back_inserter(targets));
    std::ranges::move(betanet_.targets(), std::back_inserter(targets));
    return targets;
}

Task<void> Demo::run() {
    co_await with_task_group([this](TaskGroup& group) {
        group.spawn("XRPL stand-ins", xrpl_.run());
        group.spawn("Betanet stand-ins", betanet_.run());
        return bitcoin_.run();
    });
}

}  // namespace nodewatch::sim
