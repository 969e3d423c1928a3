#pragma once

#include <memory>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "sim/demo_target.hpp"

namespace nodewatch::sim::betanet {

/// Two stand-ins: a service that is well, and one that fails again and again and speaks the other
/// dialect.
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

}  // namespace nodewatch::sim::betanet
