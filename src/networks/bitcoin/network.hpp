#pragma once

#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Bitcoin Core and its relatives.
Network network();

}  // namespace nodewatch::bitcoin
