#pragma once

#include "networks/network.hpp"
#include "networks/xrpl/target_options.hpp"

namespace nodewatch::xrpl {

/// Tries every request and stream of the target once, for `nodewatch check`.
Task<std::vector<CheckFinding>> check_target(TargetOptions options, SourceContext context);

}  // namespace nodewatch::xrpl
