#include "networks/bitcoin/peers_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/strings.hpp"
#include "networks/bitcoin/peer_address.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr double pong_overdue_seconds = 5;
constexpr double clock_off_seconds = 10;
constexpr std::size_t max_family_bytes = 24;
/// Networks, connection types and transports are words of the node's own: a node makes up no more.
constexpr std::size_t max_words = 16;
constexpr const char* other = "other";

void count(std::map<std::string, std::size_t>& counts, const std::string& word) {
    const bool known = counts.contains(word) || counts.size() < max_words;
    ++counts[known ? word : other];
}

void count(std::map<std::string, std::size_t>& counts, const std::optional<std::string>& word) {
    if (word) count(counts, *word);
}

void count_flag(std::optional<std::size_t>& total, const std::optional<bool>& flag) {
    if (flag) total = total.value_or(0) + (*flag ? 1 : 0);
}

void summarise_pings(PeersSummary& summary, const std::vector<Peer>& peers) {
    std::vector<double> pings;
    for (const Peer& peer : peers)
        if (peer.ping_seconds) pings.push_back(*peer.ping_seconds * milliseconds_per_second);
    if (pings.empty()) return;
    std::ranges::sort(pings);
    summary.ping_average =
        std::accumulate(pings.begin(), pings.end(), 0.0) / static_cast<double>(pings.size());
    summary.ping_p50 = percentile(pings, 0.50);
    summary.ping_p95 = percentile(pings, 0.95);
    summary.ping_p99 = percentile(pings, 0.99);
}

void add_to(std::optional<double>& total, const std::optional<double>& value) {
    if (value) total = total.value_or(0) + *value;
}

/// The middle one of the values that peers tell.
template <typename Value>
std::optional<double> median(const std::vector<Peer>& peers, std::optional<Value> Peer::* member) {
    std::vector<double> values;
    for (const Peer& peer : peers)
        if (peer.*member) values.push_back(static_cast<double>(*(peer.*member)));
    std::ranges::sort(values);
    return percentile(values, 0.50);
}

std::optional<double> inbound_diversity(const std::vector<Peer>& peers) {
    std::set<std::uint32_t> networks;
    std::size_t count = 0;
    for (const Peer& peer : peers) {
        const auto address = peer.inbound == true ? ip_of(peer.address) : std::nullopt;
        if (peer.network != "ipv4" || !address || !address->is_v4()) continue;
        ++count;
        networks.insert(address->to_v4().to_uint() >> 16U);
    }
    if (count == 0) return std::nullopt;
    return static_cast<double>(networks.size()) / static_cast<double>(count);
}

void summarise_relay(PeersSummary& summary, const std::vector<Peer>& peers) {
    for (const Peer& peer : peers) {
        for (const std::string& service : peer.services.value_or(std::vector<std::string>{}))
            count(summary.by_service, service);
        count_flag(summary.address_relays, peer.relays_addresses);
        add_to(summary.addresses_processed, peer.addresses_processed);
        add_to(summary.addresses_rate_limited, peer.addresses_rate_limited);
        if (peer.addresses_rate_limited > 0.0) ++summary.rate_limited_peers;
        if (!peer.blocks_in_flight.empty()) ++summary.fetching_peers;
        if (peer.min_fee && *peer.min_fee < 1) ++summary.low_fee_peers;
        if (peer.announcements_waiting)
            summary.most_announcements_waiting = std::max(
                summary.most_announcements_waiting.value_or(0), *peer.announcements_waiting);
    }
}

bool is_lasting(const Peer& peer) {
    return peer.connection_type != "feeler" && peer.connection_type != "addr-fetch";
}

}  // namespace

std::map<std::string, std::size_t> VersionFamilies::bounded(
    const std::map<std::string, std::size_t>& all) {
    std::vector<std::pair<std::size_t, std::string>> sorted;
    for (const auto& [family, peers] : all)
        sorted.emplace_back(peers, family);
    std::ranges::sort(sorted, std::greater{});
    std::map<std::string, std::size_t> kept;
    for (const auto& [peers, family] : sorted) {
        if (known_.size() < max) known_.insert(family);
        kept[known_.contains(family) ? family : other] += peers;
    }
    return kept;
}

std::optional<double> percentile(const std::vector<double>& sorted, double q) {
    if (sorted.empty()) return std::nullopt;
    const double rank = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(rank));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (rank - std::floor(rank));
}

std::string version_family(std::string_view subversion) {
    if (!subversion.starts_with('/')) return {};
    subversion.remove_prefix(1);
    const auto colon = subversion.find(':');
    if (colon == std::string_view::npos || colon == 0) return {};
    const std::string_view version = subversion.substr(colon + 1);
    // Before 22 the versions of Bitcoin Core were called 0.21 and the like.
    const auto end = version.find_first_not_of("0123456789", version.starts_with("0.") ? 2 : 0);
    return abbreviate(subversion.substr(0, colon), max_family_bytes) + " " +
           abbreviate(version.substr(0, end), max_family_bytes);
}

PeersSummary summarise(const std::vector<Peer>& peers, VersionFamilies& families) {
    PeersSummary summary;
    std::set<std::uint64_t> in_flight;
    std::map<std::string, std::size_t> versions;
    summary.total = peers.size();
    for (const Peer& peer : peers) {
        if (peer.inbound == true) ++summary.inbound;
        if (peer.inbound != true && is_lasting(peer)) ++summary.lasting_outbound;
        count(summary.by_network, peer.network.empty() ? "unknown" : peer.network);
        count(summary.by_type, peer.connection_type);
        count(summary.by_transport, peer.transport);
        if (const auto family = version_family(peer.subversion.value_or("")); !family.empty())
            ++versions[family];
        if (peer.ping_wait_seconds > pong_overdue_seconds) ++summary.waiting_for_pong;
        if (std::abs(peer.time_offset_seconds.value_or(0)) > clock_off_seconds) ++summary.clock_off;
        count_flag(summary.high_bandwidth_to, peer.high_bandwidth_to);
        count_flag(summary.high_bandwidth_from, peer.high_bandwidth_from);
        in_flight.insert(peer.blocks_in_flight.begin(), peer.blocks_in_flight.end());
    }
    summary.outbound = summary.total - summary.inbound;
    summary.by_version = families.bounded(versions);
    summary.blocks_in_flight = in_flight.size();
    summarise_pings(summary, peers);
    summarise_relay(summary, peers);
    if (const auto shortest = median(peers, &Peer::min_ping_seconds))
        summary.min_ping_p50 = *shortest * milliseconds_per_second;
    summary.connected_p50 = median(peers, &Peer::connected_at);
    summary.inbound_diversity = inbound_diversity(peers);
    summary.outbound_by_hand = summary.by_type.contains("manual") &&
                               !summary.by_type.contains("outbound-full-relay") &&
                               !summary.by_type.contains("block-relay-only");
    return summary;
}

}  // namespace nodewatch::bitcoin
