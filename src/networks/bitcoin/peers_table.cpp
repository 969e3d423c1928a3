#include "networks/bitcoin/peers_table.hpp"

#include <algorithm>

#include "base/json_writer.hpp"
#include "networks/bitcoin/peer_address.hpp"
#include "networks/bitcoin/peers_summary.hpp"

namespace nodewatch::bitcoin {
namespace {

std::optional<std::string> shown_address(const Peer& peer, PeerAddresses shown_as) {
    if (shown_as == PeerAddresses::none || peer.address.empty()) return std::nullopt;
    if (shown_as == PeerAddresses::full) return peer.address;
    // The others have no part that would tell a network and no peer.
    if (peer.network != "ipv4" && peer.network != "ipv6") return std::nullopt;
    const auto address = ip_of(peer.address);
    return address ? std::optional(masked(*address)) : std::nullopt;
}

std::optional<double> milliseconds(const std::optional<double>& seconds) {
    return seconds ? std::optional(*seconds * milliseconds_per_second) : std::nullopt;
}

void write_place(JsonWriter& json, const GeoPlace& place) {
    json.member_if("country", place.country).member_if("asn", place.asn);
    json.member_if("organisation", place.organisation);
    if (!place.latitude || !place.longitude) return;
    json.member("latitude", *place.latitude).member("longitude", *place.longitude);
    json.member("exact", place.exact);
}

}  // namespace

PeersTable::PeersTable(LiveBoard* board, const Target& target, PeerAddresses shown_as)
    : board_(board),
      topic_(live_topic({"table", target.network, target.node, "peers"})),
      shown_as_(shown_as) {}

void PeersTable::show(const std::vector<Peer>& peers, const std::vector<GeoPlace>& places) {
    if (board_ == nullptr) return;
    std::set<std::string> shown;
    for (std::size_t i = 0; i < std::min(peers.size(), max_rows); ++i) {
        if (!peers[i].id) continue;
        std::string key = std::to_string(*peers[i].id);
        board_->put(topic_, key, row(peers[i], places[i]));
        shown.insert(std::move(key));
    }
    for (const std::string& key : shown_)
        if (!shown.contains(key)) board_->remove(topic_, key);
    shown_ = std::move(shown);
    left_out_ = peers.size() - std::min(peers.size(), max_rows);
}

std::string PeersTable::row(const Peer& peer, const GeoPlace& place) const {
    JsonWriter json;
    json.begin_object().member("id", *peer.id);
    json.member_if("address", shown_address(peer, shown_as_));
    if (!peer.network.empty()) json.member("network", peer.network);
    json.member_if("inbound", peer.inbound).member_if("type", peer.connection_type);
    json.member_if("transport", peer.transport).member_if("version", peer.subversion);
    json.member_if("protocol", peer.protocol_version);
    if (peer.services) {
        json.key("services").begin_array();
        for (const std::string& service : *peer.services)
            json.value(service);
        json.end_array();
    }
    json.member_if("ping_ms", milliseconds(peer.ping_seconds));
    json.member_if("min_ping_ms", milliseconds(peer.min_ping_seconds));
    json.member_if("received", peer.received_bytes).member_if("sent", peer.sent_bytes);
    json.member_if("since", peer.connected_at);
    write_place(json, place);
    return json.end_object().take();
}

}  // namespace nodewatch::bitcoin
