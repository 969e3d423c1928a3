#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

/// Lists that the node keeps of peers: those it bans, and those it could connect to.
namespace nodewatch::bitcoin {

struct Bans {
    std::size_t count = 0;
    std::map<std::string, std::size_t> by_reason;  ///< of bans that have one; at most 16 reasons
    std::optional<std::int64_t> newest;            ///< unix seconds
};

/// How many addresses of a network the node knows.
struct KnownAddresses {
    std::string network;
    std::optional<double> heard_of;  ///< "new"
    std::optional<double> tried;     ///< connected to before
};

/// Of listbanned.
Result<Bans> decode_bans(std::string_view result);
/// Of getaddrmaninfo, since version 26; without the sum of all networks.
Result<std::vector<KnownAddresses>> decode_known_addresses(std::string_view result);

Point bans_point(const Bans& bans, Stamp stamp);
std::vector<Point> ban_reason_points(const Bans& bans, Stamp stamp);
std::vector<Point> known_address_points(const std::vector<KnownAddresses>& all, Stamp stamp);

}  // namespace nodewatch::bitcoin
