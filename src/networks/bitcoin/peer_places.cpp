#include "networks/bitcoin/peer_places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "networks/bitcoin/measurements_peers.hpp"
#include "networks/bitcoin/peer_address.hpp"

namespace nodewatch::bitcoin {
namespace {

/// Direction and place.
using PlaceCounts = std::map<std::pair<std::string, std::string>, std::size_t>;

std::string direction_of(const Peer& peer) {
    if (!peer.inbound) return "unknown";
    return *peer.inbound ? "inbound" : "outbound";
}

bool is_overlay(const Peer& peer) {
    return peer.network == "onion" || peer.network == "i2p" || peer.network == "cjdns";
}

std::string country_or_network(const Peer& peer, const GeoPlace& place) {
    if (place.country) return *place.country;
    if (is_overlay(peer)) return peer.network;
    const auto address = ip_of(peer.address);
    return address && !is_public(*address) ? "local" : "unknown";
}

std::string asn_text(const GeoPlace& place) {
    if (!place.organisation) return fmt::format("AS{}", *place.asn);
    return fmt::format("AS{} {}", *place.asn, *place.organisation);
}

std::vector<Point> points_of(const Measurement& measurement, Field field, const PlaceCounts& counts,
                             Stamp stamp) {
    std::vector<Point> points;
    for (const auto& [tags, peers] : counts)
        points
            .emplace_back(measurement, stamp.time, stamp.interval,
                          std::vector{tags.first, tags.second})
            .set(field, peers);
    return points;
}

}  // namespace

std::vector<GeoPlace> locate(const std::vector<Peer>& peers, GeoDatabase* geo) {
    std::vector<GeoPlace> places(peers.size());
    for (std::size_t i = 0; i < peers.size(); ++i) {
        const Peer& peer = peers[i];
        // An inbound peer over Tor seems to come from this host.
        if (is_overlay(peer)) continue;
        if (const auto address = ip_of(peer.address); address && geo != nullptr)
            places[i] = geo->find(*address);
        if (!places[i].asn) places[i].asn = peer.mapped_as;
    }
    return places;
}

std::vector<Point> country_points(const std::vector<Peer>& peers,
                                  const std::vector<GeoPlace>& places, Stamp stamp) {
    const auto known = [](const GeoPlace& place) { return place.country.has_value(); };
    if (std::ranges::none_of(places, known)) return {};
    PlaceCounts counts;
    for (std::size_t i = 0; i < peers.size(); ++i)
        ++counts[{direction_of(peers[i]), country_or_network(peers[i], places[i])}];
    return points_of(peer_country_measurement, peer_country_measurement.peers, counts, stamp);
}

std::set<std::string> AsnPoints::most_frequent(const std::map<std::string, std::size_t>& totals) {
    std::vector<std::pair<std::size_t, std::string>> sorted;
    for (const auto& [asn, peers] : totals)
        sorted.emplace_back(peers, asn);
    std::ranges::sort(sorted, std::greater{});
    std::set<std::string> shown;
    for (const auto& [peers, asn] : sorted) {
        if (shown.size() == max_shown) break;
        if (ever_.size() < max_ever) ever_.insert(asn);
        if (ever_.contains(asn)) shown.insert(asn);
    }
    return shown;
}

std::vector<Point> AsnPoints::make(const std::vector<Peer>& peers,
                                   const std::vector<GeoPlace>& places, Stamp stamp) {
    std::map<std::string, std::size_t> totals;
    for (const GeoPlace& place : places)
        if (place.asn) ++totals[asn_text(place)];
    const std::set<std::string> shown = most_frequent(totals);
    PlaceCounts counts;
    for (std::size_t i = 0; i < peers.size(); ++i) {
        if (!places[i].asn) continue;
        const std::string asn = asn_text(places[i]);
        ++counts[{direction_of(peers[i]), shown.contains(asn) ? asn : "other"}];
    }
    return points_of(peer_asn_measurement, peer_asn_measurement.peers, counts, stamp);
}

}  // namespace nodewatch::bitcoin
