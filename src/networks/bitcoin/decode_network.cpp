#include "base/strings.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/document.hpp"

namespace nodewatch::bitcoin {
namespace {

/// A node has 125 connections unless configured for more.
constexpr std::size_t max_peers = 10'000;
constexpr std::size_t max_networks = 16;
/// A node asks one peer for 16 blocks at most; each may be told twice.
constexpr std::size_t max_in_flight = 64;

std::vector<NetworkReach> networks(const json::Element& root) {
    std::vector<NetworkReach> all;
    const auto list = json::array(root, "networks");
    if (!list) return all;
    for (const json::Element& element : *list) {
        if (all.size() >= max_networks) break;
        if (auto name = text(element, "name"))
            all.push_back({std::move(*name), json::boolean(element, "reachable")});
    }
    return all;
}

std::vector<std::uint64_t> heights(const json::Element& peer, std::string_view key) {
    std::vector<std::uint64_t> all;
    const auto list = json::array(peer, key);
    if (!list) return all;
    for (const json::Element& element : *list) {
        std::uint64_t height = 0;
        if (all.size() < max_in_flight && element.get(height) == simdjson::SUCCESS)
            all.push_back(height);
    }
    return all;
}

std::string network_of(const json::Element& peer) {
    if (auto network = text(peer, "network")) return *network;
    const auto address = json::text(peer, "addr");
    return address ? std::string(network_of_address(*address)) : std::string();
}

/// 0 is what the node says of a ping that was not measured.
std::optional<double> positive(const std::optional<double>& value) {
    return value && *value > 0 ? value : std::nullopt;
}

Peer decode_peer(const json::Element& element) {
    Peer peer;
    peer.id = json::unsigned_integer(element, "id");
    peer.inbound = json::boolean(element, "inbound");
    peer.network = network_of(element);
    peer.connection_type = text(element, "connection_type");
    peer.transport = text(element, "transport_protocol_type");
    peer.protocol_version = json::unsigned_integer(element, "version");
    if (peer.protocol_version == 0U) peer.protocol_version.reset();  // before the handshake
    peer.subversion = text(element, "subver");
    peer.ping_seconds = positive(json::number(element, "pingtime"));
    peer.ping_wait_seconds = positive(json::number(element, "pingwait"));
    peer.time_offset_seconds = json::number(element, "timeoffset");
    peer.high_bandwidth_to = json::boolean(element, "bip152_hb_to");
    peer.high_bandwidth_from = json::boolean(element, "bip152_hb_from");
    peer.addresses_rate_limited = amount(element, "addr_rate_limited");
    peer.blocks_in_flight = heights(element, "inflight");
    peer.address = text(element, "addr").value_or("");
    peer.services = texts(element, "servicesnames");
    peer.min_ping_seconds = positive(json::number(element, "minping"));
    peer.received_bytes = amount(element, "bytesrecv");
    peer.sent_bytes = amount(element, "bytessent");
    peer.connected_at = json::integer(element, "conntime");
    peer.mapped_as = json::unsigned_integer(element, "mapped_as");
    if (peer.mapped_as == 0U) peer.mapped_as.reset();  // not in the table
    peer.relays_addresses = json::boolean(element, "addr_relay_enabled");
    peer.addresses_processed = amount(element, "addr_processed");
    peer.min_fee = positive(fee_rate(element, "minfeefilter"));
    peer.announcements_waiting = amount(element, "inv_to_send");
    return peer;
}

}  // namespace

std::string_view network_of_address(std::string_view address) {
    if (address.starts_with('[')) {
        // CJDNS has fc00::/8 to itself.
        if (address.starts_with("[::1]")) return {};
        return address.starts_with("[fc") ? "cjdns" : "ipv6";
    }
    const std::string_view host = address.substr(0, address.rfind(':'));
    if (host.ends_with(".onion")) return "onion";
    if (host.ends_with(".i2p")) return "i2p";
    if (host.starts_with("127.") || host.empty()) return {};
    return host.find_first_not_of("0123456789.") == std::string_view::npos ? "ipv4" : "";
}

Result<NetworkInfo> decode_network_info(std::string_view result) {
    constexpr std::string_view what = "the answer to getnetworkinfo";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    NetworkInfo info;
    info.version = json::unsigned_integer(root, "version");
    info.subversion = text(root, "subversion");
    info.protocol_version = json::unsigned_integer(root, "protocolversion");
    info.connections = amount(root, "connections");
    info.connections_in = amount(root, "connections_in");
    info.connections_out = amount(root, "connections_out");
    info.active = json::boolean(root, "networkactive");
    info.time_offset_seconds = json::number(root, "timeoffset");
    info.relay_fee = fee_rate(root, "relayfee");
    info.incremental_fee = fee_rate(root, "incrementalfee");
    info.networks = networks(root);
    info.warnings = texts(root, "warnings");
    if (!info.version) return missing(what, "version");
    return info;
}

Result<std::vector<Peer>> decode_peers(std::string_view result) {
    const auto document = parse_array(result, "the answer to getpeerinfo");
    if (!document) return failure(document.error());
    std::vector<Peer> peers;
    for (const json::Element& element : document->root.get_array()) {
        if (peers.size() >= max_peers) break;
        if (element.is_object()) peers.push_back(decode_peer(element));
    }
    return peers;
}

Result<NetTotals> decode_net_totals(std::string_view result) {
    constexpr std::string_view what = "the answer to getnettotals";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    NetTotals totals;
    totals.received_bytes = amount(root, "totalbytesrecv");
    totals.sent_bytes = amount(root, "totalbytessent");
    if (!totals.received_bytes || !totals.sent_bytes) return missing(what, "totalbytesrecv");
    const auto upload = json::find(root, "uploadtarget");
    if (!upload || !upload->is_object()) return totals;
    totals.upload_target_bytes = amount(*upload, "target");
    if (totals.upload_target_bytes > 0.0)
        totals.upload_left_bytes = amount(*upload, "bytes_left_in_cycle");
    return totals;
}

Result<MiningInfo> decode_mining_info(std::string_view result) {
    constexpr std::string_view what = "the answer to getmininginfo";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    MiningInfo info;
    info.network_hash_rate = amount(root, "networkhashps");
    info.difficulty = amount(root, "difficulty");
    info.pooled_transactions = amount(root, "pooledtx");
    if (const auto next = json::find(root, "next"); next && next->is_object())
        info.next_difficulty = amount(*next, "difficulty");
    if (!info.network_hash_rate) return missing(what, "networkhashps");
    return info;
}

Result<Duration> decode_uptime(std::string_view result) {
    const auto seconds = parse_uint(trim(result));
    constexpr std::uint64_t century = 3'200'000'000;
    if (!seconds || *seconds > century)
        return failure(ErrorKind::parse, "the answer to uptime is no number of seconds");
    return std::chrono::seconds{*seconds};
}

}  // namespace nodewatch::bitcoin
