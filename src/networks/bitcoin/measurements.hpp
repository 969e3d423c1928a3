#pragma once

#include <vector>

#include "telemetry/schema.hpp"

namespace nodewatch::bitcoin {

/// Every measurement of this network: for the generated documentation.
std::vector<const Measurement*> measurements();

}  // namespace nodewatch::bitcoin
