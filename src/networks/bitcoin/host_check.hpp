#pragma once

#include <optional>
#include <string>
#include <vector>

#include "networks/bitcoin/options.hpp"
#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Looks once for the node's process and disks on this host, where that is wanted, and says what is
/// there.
Task<std::vector<CheckFinding>> check_host(TargetOptions options, SourceContext context,
                                           std::optional<std::string> chain);

}  // namespace nodewatch::bitcoin
