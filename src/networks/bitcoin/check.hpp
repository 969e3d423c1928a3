#pragma once

#include <vector>

#include "networks/bitcoin/options.hpp"
#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Asks the node once for everything, and says what is there and what is missing.
Task<std::vector<CheckFinding>> check_target(TargetOptions options, SourceContext context);

}  // namespace nodewatch::bitcoin
