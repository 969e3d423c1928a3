#pragma once

#include <vector>

#include "networks/host/options.hpp"
#include "networks/network.hpp"

namespace nodewatch::host {

/// Reads everything once and says what is there.
Task<std::vector<CheckFinding>> check_host(HostOptions options, SourceContext context);

}  // namespace nodewatch::host
