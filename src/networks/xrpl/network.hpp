#pragma once

#include "networks/network.hpp"

namespace nodewatch::xrpl {

/// The XRP Ledger, for the registry.
Network network();

}  // namespace nodewatch::xrpl
