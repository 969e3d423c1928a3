#pragma once

#include <vector>

#include "networks/network.hpp"

namespace nodewatch::app {

/// Asks each network for its nodes on this host.
Task<std::vector<TargetPlan>> discover_nodes(const std::vector<Network>& networks);

/// The same on a loop of its own, before there is another: blocks for some seconds at most.
std::vector<TargetPlan> discover_nodes_now(const std::vector<Network>& networks);

}  // namespace nodewatch::app
