#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "networks/bitcoin/messages.hpp"

namespace nodewatch::bitcoin {

inline constexpr double milliseconds_per_second = 1000;

/// What a list of peers comes to. Times are milliseconds; absent where no peer tells them.
struct PeersSummary {
    std::size_t total = 0, inbound = 0;
    std::size_t outbound = 0;          ///< all that are not inbound, as the seed counts
    std::size_t lasting_outbound = 0;  ///< without feelers and address fetches, which come and go

    std::map<std::string, std::size_t> by_network;
    std::map<std::string, std::size_t> by_type;       ///< only of peers that tell it
    std::map<std::string, std::size_t> by_transport;  ///< the same
    /// Which software, by family and major version: "Satoshi 29"; as bounded by VersionFamilies.
    std::map<std::string, std::size_t> by_version;

    std::optional<double> ping_average, ping_p50, ping_p95, ping_p99;
    std::size_t waiting_for_pong = 0;  ///< for more than 5 s
    std::size_t clock_off = 0;         ///< by more than 10 s from ours
    std::optional<std::size_t> high_bandwidth_to, high_bandwidth_from;
    std::optional<double> addresses_rate_limited;
    std::size_t blocks_in_flight = 0;  ///< different heights

    std::map<std::string, std::size_t> by_service;  ///< a peer offers several
    std::optional<double> min_ping_p50;             ///< of the shortest ping of each peer
    std::optional<double> connected_p50;  ///< unix seconds since when half of them are there
    std::optional<std::size_t> address_relays;
    std::optional<double> addresses_processed;
    std::size_t rate_limited_peers = 0;
    std::size_t fetching_peers = 0;  ///< that a block is asked of
    std::size_t low_fee_peers = 0;   ///< that take transactions below 1 sat/vB
    std::optional<double> most_announcements_waiting;
    /// Different /16 networks of the inbound IPv4 peers for each of these peers, 0 to 1; absent
    /// without such peers. A low one: many come from the same network.
    std::optional<double> inbound_diversity;
    /// All outbound peers are those that the operator named (-connect, addnode).
    bool outbound_by_hand = false;
};

/// The families of software that have a series of their own. A peer calls itself what it likes, and
/// could make up new ones for ever.
class VersionFamilies {
public:
    /// The first so many, of those seen together the most frequent first; all others are "other".
    static constexpr std::size_t max = 48;

    std::map<std::string, std::size_t> bounded(const std::map<std::string, std::size_t>& all);

private:
    std::set<std::string> known_;
};

PeersSummary summarise(const std::vector<Peer>& peers, VersionFamilies& families);

/// "/Satoshi:29.1.0(comment)/..." is "Satoshi 29"; empty for what is no such name.
std::string version_family(std::string_view subversion);

/// The value at rank q (0 to 1) of sorted values, by linear interpolation between the closest ranks
/// (k = (n - 1) q); nothing of none.
std::optional<double> percentile(const std::vector<double>& sorted, double q);

}  // namespace nodewatch::bitcoin
