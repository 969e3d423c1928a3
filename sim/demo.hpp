#pragma once

#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "sim/betanet/demo.hpp"
#include "sim/bitcoin/demo.hpp"
#include "sim/bitcoin/demo_places.hpp"
#include "sim/demo_target.hpp"
#include "sim/places_database.hpp"
#include "sim/xrpl/demo.hpp"

namespace nodewatch::sim {

/// Stand-ins for nodes of every network, on loopback ports.
class Demo {
public:
    Demo(asio::any_io_executor executor, Clock& clock)
        : xrpl_(executor, clock), bitcoin_(executor, clock), betanet_(executor, clock) {}

    /// Binds the ports.
    Result<> start();
    std::vector<DemoTarget> targets() const;
    /// A database (.mmdb) of where the peers of the nodes are.
    static std::string places() { return places_database(bitcoin::demo_places()); }
    /// Serves until cancelled.
    Task<void> run();

private:
    xrpl::Demo xrpl_;
    bitcoin::Demo bitcoin_;
    betanet::Demo betanet_;
};

}  // namespace nodewatch::sim
