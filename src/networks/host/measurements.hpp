#pragma once

#include <vector>

#include "telemetry/schema.hpp"

namespace nodewatch::host {

/// Every measurement of this network: for the generated documentation.
std::vector<const Measurement*> measurements();

}  // namespace nodewatch::host
