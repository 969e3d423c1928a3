#pragma once

#include <string>
#include <vector>

#include "networks/network.hpp"
#include "sim/demo_target.hpp"

namespace nodewatch::app {

/// Plans for watching the stand-ins as any other target is watched.
Result<std::vector<TargetPlan>> demo_plans(const std::vector<sim::DemoTarget>& stand_ins,
                                           const std::vector<Network>& networks);

/// Writes the places of the stand-ins' peers into the folder. An error tells that it cannot be
/// written.
Result<GeoOptions> demo_geo(const std::string& folder);

/// What is printed when the demo is there; `url` is where it is served.
std::string demo_banner(const std::string& url);

}  // namespace nodewatch::app
