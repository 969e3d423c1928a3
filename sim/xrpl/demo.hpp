#pragma once

#include <memory>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "sim/demo_target.hpp"

namespace nodewatch::sim::xrpl {

/// Some nodes of a simulated XRP Ledger network on loopback ports: a validator that proposes, a
/// stock node, and a validator that fails in changing ways every two minutes and recovers.
class Demo {
public:
    Demo(asio::any_io_executor executor, Clock& clock);
    ~Demo();

    /// Binds the ports.
    Result<> start();
    std::vector<DemoTarget> targets() const;
    /// Serves until cancelled.
    Task<void> run();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace nodewatch::sim::xrpl
