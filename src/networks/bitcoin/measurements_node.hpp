#pragma once

#include <array>
#include <string>

#include "networks/bitcoin/conditions.hpp"
#include "telemetry/schema.hpp"

/// The node itself, its peers, and the watching.
namespace nodewatch::bitcoin {

struct NodeMeasurement : Measurement {
    NodeMeasurement() : Measurement("bitcoin_node", "Whether the node is there, and its state") {}

    Field up = gauge("up", "bitcoin_up", "1", "1 while the node answers, be it that it starts");
    Field state = gauge("state", "bitcoin_node_state", "1",
                        "State of the node: 0 down, 1 starting, 2 downloading the chain, 3 behind "
                        "its headers, 4 synchronised");
    Field restarts = counter("restarts", "bitcoin_node_restarts_total", "1",
                             "Restarts of the node that were seen (its uptime fell)");
};

struct NodeInfoMeasurement : Measurement {
    NodeInfoMeasurement()
        : Measurement("bitcoin_node_info", "Version and chain of the node",
                      {"version", "subversion", "chain"}) {}
    Field value = gauge("value", "bitcoin_node_info", "1", "Always 1; the labels tell the node");
};

struct UptimeMeasurement : Measurement {
    UptimeMeasurement() : Measurement("bitcoin_uptime", "Uptime of the node") {}
    Field uptime = age("uptime", "bitcoin_uptime_seconds", "Time since the node started");
};

struct PeersMeasurement : Measurement {
    PeersMeasurement() : Measurement("peers", "Peers of the node, by getpeerinfo") {}

    Field total = gauge("total", "bitcoin_peers_total", "1", "Peers");
    Field inbound = gauge("inbound", "bitcoin_peers_inbound", "1", "Peers that connected to us");
    Field outbound = gauge("outbound", "bitcoin_peers_outbound", "1",
                           "Peers that the node connected to, short visits included");
    Field ping_average =
        gauge("ping_avg_ms", "bitcoin_peers_ping_avg_ms", "milliseconds", "Mean time of a ping");
    Field ping_p95 = gauge("ping_p95_ms", "bitcoin_peers_ping_p95_ms", "milliseconds",
                           "Time that 95 % of the pings stay below");
    Field ping_p50 =
        gauge("ping_p50", "bitcoin_peer_ping_median_seconds", "seconds", "Median time of a ping");
    Field ping_p99 = gauge("ping_p99", "bitcoin_peer_ping_p99_seconds", "seconds",
                           "Time that 99 % of the pings stay below");
    Field lasting_outbound =
        gauge("lasting_outbound", "bitcoin_peers_outbound_lasting", "1",
              "Peers that the node connected to, without feelers and address fetches");
    Field waiting = gauge("waiting", "bitcoin_peers_waiting_for_pong", "1",
                          "Peers that have not answered a ping for more than 5 s");
    Field clock_off = gauge("clock_off", "bitcoin_peers_clock_off", "1",
                            "Peers whose clock is more than 10 s from the node's");
    Field high_bandwidth_to = gauge("high_bandwidth_to", "bitcoin_peers_high_bandwidth_to", "1",
                                    "Peers that announce blocks to the node at once (BIP 152)");
    Field high_bandwidth_from =
        gauge("high_bandwidth_from", "bitcoin_peers_high_bandwidth_from", "1",
              "Peers to which the node announces blocks at once (BIP 152)");
    Field rate_limited = gauge("rate_limited", "bitcoin_peers_addresses_rate_limited", "1",
                               "Addresses of the present peers that were dropped as too many");
    Field in_flight = gauge("in_flight", "bitcoin_peers_blocks_in_flight", "1",
                            "Heights of the blocks that the node is waiting for");
    Field joined = counter("joined", "bitcoin_peers_joined_total", "1",
                           "Peers that came, seen from one poll to the next");
    Field left = counter("left", "bitcoin_peers_left_total", "1",
                         "Peers that went, seen from one poll to the next");
    Field min_ping_p50 = gauge("min_ping_p50", "bitcoin_peer_shortest_ping_median_seconds",
                               "seconds", "Median of the shortest ping of each peer");
    Field connected = age("connected", "bitcoin_peer_connected_median_seconds",
                          "Time for which half of the peers have been connected");
    Field address_relays = gauge("address_relays", "bitcoin_peers_address_relay", "1",
                                 "Peers with which the node exchanges addresses");
    Field addresses_processed = gauge("addresses_processed", "bitcoin_peers_addresses_processed",
                                      "1", "Addresses of the present peers that were taken");
    Field rate_limited_peers = gauge("rate_limited_peers", "bitcoin_peers_rate_limited", "1",
                                     "Peers that sent more addresses than are taken");
    Field fetching = gauge("fetching", "bitcoin_peers_fetching", "1",
                           "Peers of which the node is waiting for a block");
    Field low_fee = gauge("low_fee", "bitcoin_peers_below_1_sat_per_vbyte", "1",
                          "Peers that take transactions below 1 satoshi per virtual byte");
    Field announcements =
        gauge("announcements", "bitcoin_peers_most_announcements_waiting", "1",
              "Transactions that wait to be announced to the peer with most; since version 31");
    Field diversity = gauge("diversity", "bitcoin_peers_inbound_ipv4_diversity_ratio", "ratio",
                            "Different /16 networks for each inbound IPv4 peer; low where many "
                            "come from the same network");
};

struct PeerGroupMeasurement : Measurement {
    PeerGroupMeasurement()
        : Measurement("bitcoin_peer_group", "Peers of the node by what they have in common",
                      {"by", "value"}) {}
    Field peers = gauge("peers", "bitcoin_peers", "1",
                        "Peers by network, connection type, transport, service that they offer, or "
                        "software with its major "
                        "version (the first 48 that were seen; the rest is \"other\")");
};

struct NetworkMeasurement : Measurement {
    NetworkMeasurement() : Measurement("bitcoin_network", "Networking of the node") {}

    Field version = gauge("version", "bitcoin_version_number", "1",
                          "Version of the node as a number: 290100 is 29.1");
    Field protocol = gauge("protocol", "bitcoin_protocol_version", "1",
                           "Version of the peer-to-peer protocol that the node speaks");
    Field connections = gauge("connections", "bitcoin_connections", "1", "Connections of the node");
    Field active = gauge("active", "bitcoin_network_active", "1",
                         "0 when the operator switched the network off (setnetworkactive)");
    Field time_offset = gauge("time_offset", "bitcoin_time_offset_seconds", "seconds",
                              "Median offset of the peers' clocks from the node's");
};

struct ReachMeasurement : Measurement {
    ReachMeasurement()
        : Measurement("bitcoin_reach", "Networks that the node can use", {"peer_network"}) {}
    Field reachable = gauge("reachable", "bitcoin_network_reachable", "1",
                            "1 when the node connects to peers of this network");
};

struct TrafficMeasurement : Measurement {
    TrafficMeasurement() : Measurement("bitcoin_traffic", "Traffic of the node with its peers") {}

    Field received = counter("received", "bitcoin_received_bytes_total", "bytes",
                             "Bytes received from peers since the node started");
    Field sent = counter("sent", "bitcoin_sent_bytes_total", "bytes",
                         "Bytes sent to peers since the node started");
    Field upload_target = gauge("upload_target", "bitcoin_upload_target_bytes", "bytes",
                                "Upload allowed a day (maxuploadtarget); 0: no limit");
    Field upload_left = gauge("upload_left", "bitcoin_upload_left_bytes", "bytes",
                              "What is left of it in this cycle; absent without a limit");
};

struct MiningMeasurement : Measurement {
    MiningMeasurement() : Measurement("bitcoin_mining", "Mining, as the node sees the network") {}

    Field hash_rate = gauge("hash_rate", "bitcoin_network_hash_rate", "hashes per second",
                            "Hash rate of the network, estimated from the last 120 blocks");
    Field next_difficulty = gauge("next_difficulty", "bitcoin_next_block_difficulty", "1",
                                  "Difficulty of the next block; since version 29");
};

struct IndexMeasurement : Measurement {
    IndexMeasurement() : Measurement("bitcoin_index", "Indexes of the node", {"index"}) {}

    Field synced = gauge("synced", "bitcoin_index_synced", "1", "1 when the index is complete");
    Field height = gauge("height", "bitcoin_index_height", "1", "Height of its newest block");
};

struct RpcMeasurement : Measurement {
    RpcMeasurement() : Measurement("bitcoin_rpc", "Requests to the node", {"method"}) {}

    Field failed =
        gauge("failed", "bitcoin_rpc_failed", "1", "1 when the last request of the method failed");
    Field successes =
        counter("successes", "bitcoin_rpc_successes_total", "1", "Requests that were answered");
    Field failures = counter("failures", "bitcoin_rpc_failures_total", "1", "Requests that failed");
    Field last_success = age("last_success", "bitcoin_rpc_last_success_age_seconds",
                             "Time since the method was last answered");
};

struct PollMeasurement : Measurement {
    PollMeasurement() : Measurement("bitcoin_poll", "Rounds of questions to the node", {"loop"}) {}
    Field duration = gauge("duration", "bitcoin_poll_duration_seconds", "seconds",
                           "Time that the node took for the last round");
};

/// The conditions of conditions.hpp: 1 while one holds, absent while it cannot be judged.
struct ConditionMeasurement : Measurement {
    ConditionMeasurement() : Measurement("bitcoin_condition", "What is wrong with the node") {
        for (std::size_t i = 0; i < condition_count; ++i) {
            const std::string name(to_string(static_cast<Condition>(i)));
            fields[i] = gauge(name, "bitcoin_condition", "1",
                              "1 while the condition holds; absent while it cannot be judged",
                              {{"condition", name}});
        }
    }
    std::array<Field, condition_count> fields;
};

extern const NodeMeasurement node_measurement;
extern const NodeInfoMeasurement node_info_measurement;
extern const UptimeMeasurement uptime_measurement;
extern const PeersMeasurement peers_measurement;
extern const PeerGroupMeasurement peer_group_measurement;
extern const NetworkMeasurement network_measurement;
extern const ReachMeasurement reach_measurement;
extern const TrafficMeasurement traffic_measurement;
extern const MiningMeasurement mining_measurement;
extern const IndexMeasurement index_measurement;
extern const RpcMeasurement rpc_measurement;
extern const PollMeasurement poll_measurement;
extern const ConditionMeasurement condition_measurement;

}  // namespace nodewatch::bitcoin
