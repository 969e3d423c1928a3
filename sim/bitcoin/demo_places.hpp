#pragma once

#include <string>
#include <vector>

#include "sim/places_database.hpp"

namespace nodewatch::sim::bitcoin {

/// Where the peers of the demo are said to be. Their addresses and systems are those that are kept
/// for examples (RFC 5737, RFC 3849, RFC 5398): they belong to nobody.
const std::vector<Place>& demo_places();

/// As a node writes them, some without a place: over Tor and I2P, and in a private network.
std::vector<std::string> demo_peer_addresses();

}  // namespace nodewatch::sim::bitcoin
