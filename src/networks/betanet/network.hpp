#pragma once

#include "networks/network.hpp"

namespace nodewatch::betanet {

/// Betanet services.
Network network();

}  // namespace nodewatch::betanet
