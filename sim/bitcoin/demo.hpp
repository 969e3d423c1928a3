#pragma once

#include <memory>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "sim/demo_target.hpp"

namespace nodewatch::sim::bitcoin {

/// Two Bitcoin nodes on loopback ports. One is well: blocks come faster than on the real network,
/// and now and then one falls out. The other one starts, downloads the chain, stands still and
/// begins again.
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

}  // namespace nodewatch::sim::bitcoin
