#pragma once

#include <vector>

#include "networks/betanet/options.hpp"
#include "networks/network.hpp"

namespace nodewatch::betanet {

/// Asks each endpoint once, in the dialect that the service speaks.
Task<std::vector<CheckFinding>> check_target(TargetOptions options, SourceContext context);

}  // namespace nodewatch::betanet
