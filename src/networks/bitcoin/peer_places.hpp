#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "networks/bitcoin/messages.hpp"
#include "networks/geo_database.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::bitcoin {

/// A place for each peer, in their order; empty for those that have none: peers over Tor, I2P and
/// CJDNS, and of private networks. The autonomous system is that of the database, or else of the
/// node's own table. `geo` null: no database.
std::vector<GeoPlace> locate(const std::vector<Peer>& peers, GeoDatabase* geo);

/// Nothing while no peer's country is known.
std::vector<Point> country_points(const std::vector<Peer>& peers,
                                  const std::vector<GeoPlace>& places, Stamp stamp);

/// Which autonomous systems have a series of their own: peers come from thousands of them in time.
class AsnPoints {
public:
    static constexpr std::size_t max_shown = 30;
    static constexpr std::size_t max_ever = 256;

    /// Of the peers whose system is known.
    std::vector<Point> make(const std::vector<Peer>& peers, const std::vector<GeoPlace>& places,
                            Stamp stamp);

private:
    std::set<std::string> most_frequent(const std::map<std::string, std::size_t>& totals);
    std::set<std::string> ever_;
};

}  // namespace nodewatch::bitcoin
