#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nodewatch::sim {

struct Place {
    std::string address;  ///< IPv4 or IPv6
    std::string country;  ///< two capital letters
    double latitude = 0, longitude = 0;
    std::uint32_t asn = 0;
    std::string organisation;  ///< at most 100 bytes
};

/// A database in the format of MaxMind, nested layout, that holds these addresses and no others.
/// The format: maxmind.github.io/MaxMind-DB.
std::string places_database(const std::vector<Place>& places);

}  // namespace nodewatch::sim
