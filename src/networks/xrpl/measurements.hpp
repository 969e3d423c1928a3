#pragma once

#include <vector>

#include "telemetry/schema.hpp"

namespace nodewatch::xrpl {

/// Every measurement that a Watcher may publish, in the order of the documentation. The
/// declarations stand in measurements_<theme>.hpp.
std::vector<const Measurement*> measurements();

}  // namespace nodewatch::xrpl
