#pragma once

#include <optional>
#include <string>

#include "base/settings.hpp"
#include "networks/betanet/options.hpp"

namespace nodewatch::betanet {

/// Reads the keys of one entry of `targets`. What is wrong goes into the settings; nothing when
/// there is no address.
std::optional<TargetOptions> read_target(Settings& settings, std::string name);

}  // namespace nodewatch::betanet
