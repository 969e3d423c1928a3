// peers, and what the peer port tells about them.

#include <utility>

#include "base/json.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;

/// `track`, or the member `sanity` that API version 1 has for the same.
std::optional<std::string> read_track(const Element& peer) {
    auto track = text(peer, "track");
    if (track) {
        return track;
    }
    auto sanity = text(peer, "sanity");
    if (sanity == "insane") {
        return "diverged";
    }
    return sanity == "sane" ? std::nullopt : sanity;
}

Peer read_peer(const Element& from) {
    auto metrics = member_object(from, "metrics");
    auto metric = [&metrics](std::string_view key) {
        return metrics ? amount(*metrics, key) : std::nullopt;
    };
    return Peer{
        .public_key = text(from, "public_key"),
        .address = text(from, "address"),
        .version = text(from, "version"),
        .server_domain = text(from, "server_domain"),
        .name = text(from, "name"),
        .complete_ledgers = text(from, "complete_ledgers"),
        .inbound = flag(from, "inbound"),
        .cluster = flag(from, "cluster"),
        .latency_ms = amount(from, "latency"),
        .load = amount(from, "load"),
        .uptime_seconds = amount(from, "uptime"),
        .network_id = json::unsigned_integer(from, "network_id"),
        .track = read_track(from),
        .status = text(from, "status"),
        .bytes_received = metric("total_bytes_recv"),
        .bytes_sent = metric("total_bytes_sent"),
        .average_bps_received = metric("avg_bps_recv"),
        .average_bps_sent = metric("avg_bps_sent"),
    };
}

}  // namespace

Result<PeersInfo> decode_peers(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    PeersInfo out;
    Element peers;
    const bool there = answer->result.at_key("peers").get(peers) == simdjson::SUCCESS;
    if (there && peers.is_null()) {
        return out;  // how a server without peers writes an empty list
    }
    if (!there || !peers.is_array()) {
        return missing("peers");
    }
    for (Element peer : json::Array(peers)) {
        if (peer.is_object()) {
            out.peers.push_back(read_peer(peer));
        }
    }
    return out;
}

Result<CrawlInfo> decode_crawl(std::string_view text) {
    auto document = parse_object(text);
    if (!document) {
        return failure(document.error());
    }
    const Element& root = document->root;
    auto overlay = member_object(root, "overlay");
    auto server = member_object(root, "server");
    auto unl = member_object(root, "unl");
    if (!overlay && !server && !unl && !json::find(root, "version")) {
        return missing("overlay, server, unl or version");
    }

    CrawlInfo out;
    out.has_overlay = overlay.has_value();
    if (auto active = overlay ? json::array(*overlay, "active") : std::nullopt) {
        for (Element peer : *active) {
            out.active.push_back(CrawlPeer{.version = xrpl::text(peer, "version"),
                                           .outbound = json::text(peer, "type") == "out"});
        }
    }
    if (server) {
        out.build_version = xrpl::text(*server, "build_version");
    }
    auto list = unl ? member_object(*unl, "validator_list") : std::nullopt;
    if (list) {
        out.unl_status = xrpl::text(*list, "status");
    }
    return out;
}

}  // namespace nodewatch::xrpl
