#include <gmock/gmock.h>

#include <set>

#include <map>

#include "base/json.hpp"
#include "fixtures.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/peers_summary.hpp"

namespace nodewatch::bitcoin {
namespace {

using Counts = std::map<std::string, std::size_t>;

Counts counts(const json::Element& expected, std::string_view key) {
    Counts all;
    const auto members = json::object(expected, key);
    for (const auto& [name, value] : *members)
        all[std::string(name)] = value.get_uint64();
    return all;
}

TEST(PeersSummary, OfAMixedListIsAsComputedElsewhere) {
    const std::string text = fixture("constructed.getpeerinfo.v29-mainnet-mixed.expected.json");
    if (text.empty()) GTEST_SKIP() << fixtures_folder() << " is not there";
    simdjson::dom::parser parser;
    const json::Element expected = parser.parse(text);
    const auto peers = decode_peers(fixture("constructed.getpeerinfo.v29-mainnet-mixed.json"));
    ASSERT_TRUE(peers) << peers.error().message;
    VersionFamilies families;
    const PeersSummary summary = summarise(*peers, families);

    const auto number = [&](std::string_view key) { return *json::number(expected, key); };
    EXPECT_EQ(summary.total, number("total"));
    EXPECT_EQ(summary.inbound, number("inbound"));
    EXPECT_EQ(summary.outbound, number("outbound"));
    EXPECT_EQ(summary.lasting_outbound, number("outbound_excluding_feeler_and_addr_fetch"));
    EXPECT_EQ(summary.by_network, counts(expected, "by_network"));
    EXPECT_EQ(summary.by_type, counts(expected, "by_connection_type"));
    EXPECT_EQ(summary.by_transport, counts(expected, "by_transport"));
    EXPECT_NEAR(*summary.ping_average, number("ping_avg_ms"), 1e-9);
    EXPECT_NEAR(*summary.ping_p50, number("ping_p50_ms"), 1e-9);
    EXPECT_NEAR(*summary.ping_p95, number("ping_p95_ms"), 1e-9);
    EXPECT_NEAR(*summary.ping_p99, number("ping_p99_ms"), 1e-9);
    EXPECT_EQ(summary.waiting_for_pong, number("pingwait_over_5s"));
    EXPECT_EQ(summary.clock_off, number("timeoffset_over_10s"));
    EXPECT_EQ(summary.high_bandwidth_to, number("bip152_hb_to"));
    EXPECT_EQ(summary.high_bandwidth_from, number("bip152_hb_from"));
    EXPECT_EQ(summary.addresses_rate_limited, number("addr_rate_limited_total"));
    EXPECT_EQ(summary.blocks_in_flight, json::array(expected, "inflight_distinct")->size());
    EXPECT_EQ(
        summary.by_version,
        (Counts{{"Satoshi 27", 1}, {"Satoshi 28", 1}, {"Satoshi 29", 8}, {"bitnodes.io 0.3", 1}}));
}

TEST(PeersSummary, ServicesAgesAndDiversityOfTheMixedList) {
    const auto peers = decode_peers(fixture("constructed.getpeerinfo.v29-mainnet-mixed.json"));
    if (!peers) GTEST_SKIP() << fixtures_folder() << " is not there";
    VersionFamilies families;
    const PeersSummary summary = summarise(*peers, families);
    // Counted in the file by jq.
    EXPECT_EQ(summary.by_service,
              (Counts{{"NETWORK", 10}, {"NETWORK_LIMITED", 10}, {"P2P_V2", 10}, {"WITNESS", 10}}));
    EXPECT_EQ(summary.inbound_diversity, 1.0);
    EXPECT_FALSE(summary.outbound_by_hand);
    EXPECT_EQ(peers->front().mapped_as, 64'500U);
    EXPECT_EQ(peers->front().connected_at, 1'749'996'340);
    EXPECT_EQ(peers->front().min_fee, 1.0);
}

TEST(PeersSummary, InboundPeersOfOneNetworkAreNotDiverse) {
    std::vector<Peer> peers(4);
    for (Peer& peer : peers) {
        peer.inbound = true;
        peer.network = "ipv4";
    }
    peers[0].address = "81.2.69.160:1";
    peers[1].address = "81.2.200.1:1";
    peers[2].address = "81.2.200.1:2";
    peers[3].address = "89.160.20.112:1";
    VersionFamilies families;
    EXPECT_EQ(summarise(peers, families).inbound_diversity, 0.5);
    peers[0].inbound = peers[1].inbound = false;
    EXPECT_EQ(summarise(peers, families).inbound_diversity, 1.0);
    EXPECT_EQ(summarise({}, families).inbound_diversity, std::nullopt);
}

TEST(PeersSummary, WhatPeersTellOfTheirRelaying) {
    std::vector<Peer> peers(3);
    peers[0].min_fee = 0.1;
    peers[1].min_fee = 1;
    peers[0].connected_at = 100;
    peers[1].connected_at = 300;
    peers[2].connected_at = 200;
    peers[0].announcements_waiting = 7;
    peers[1].announcements_waiting = 70;
    peers[2].addresses_rate_limited = 5;
    peers[1].addresses_rate_limited = 0;
    peers[0].connection_type = "manual";
    VersionFamilies families;
    const PeersSummary summary = summarise(peers, families);
    EXPECT_EQ(summary.low_fee_peers, 1U);
    EXPECT_EQ(summary.connected_p50, 200);
    EXPECT_EQ(summary.most_announcements_waiting, 70);
    EXPECT_EQ(summary.rate_limited_peers, 1U);
    EXPECT_EQ(summary.addresses_rate_limited, 5);
    EXPECT_EQ(summary.address_relays, std::nullopt);
    EXPECT_TRUE(summary.outbound_by_hand);
}

TEST(PeersSummary, OfNoPeersKnowsNoPings) {
    VersionFamilies families;
    const PeersSummary summary = summarise({}, families);
    EXPECT_EQ(summary.total, 0U);
    EXPECT_FALSE(summary.ping_average);
    EXPECT_FALSE(summary.ping_p95);
    EXPECT_FALSE(summary.high_bandwidth_to);
}

TEST(PeersSummary, VersionsThatPeersMakeUpAreBounded) {
    std::vector<Peer> peers(2000);
    for (std::size_t i = 0; i < peers.size(); ++i) {
        peers[i].subversion = "/Made up " + std::to_string(i) + ":1.0/";
        peers[i].network = "net" + std::to_string(i);
    }
    peers[7].subversion = peers[8].subversion = "/Satoshi:29.1.0(me)/";
    VersionFamilies families;
    const PeersSummary summary = summarise(peers, families);
    EXPECT_EQ(summary.by_version.size(), 49U);
    EXPECT_EQ(summary.by_version.at("Satoshi 29"), 2U);
    EXPECT_EQ(summary.by_version.at("other"), 2000U - 2 - 47);
    EXPECT_EQ(summary.by_network.size(), 17U);
}

TEST(PeersSummary, VersionsThatAreMadeUpAnewInEachPollAreBoundedTogether) {
    VersionFamilies families;
    std::set<std::string> seen;
    for (std::size_t poll = 0; poll < 100; ++poll) {
        std::vector<Peer> peers(2);
        peers[0].subversion = "/Satoshi:29.1.0/";
        peers[1].subversion = "/Made up " + std::to_string(poll) + ":1.0/";
        for (const auto& [family, count] : summarise(peers, families).by_version)
            seen.insert(family);
    }
    EXPECT_EQ(seen.size(), 49U);
    EXPECT_TRUE(seen.contains("Satoshi 29"));
    EXPECT_TRUE(seen.contains("other"));
}

TEST(PeersSummary, FamiliesOfVersions) {
    EXPECT_EQ(version_family("/Satoshi:0.21.1/"), "Satoshi 0.21");
    EXPECT_EQ(version_family("/Satoshi:29.0.0/Knots:20250305/"), "Satoshi 29");
    EXPECT_EQ(version_family("Satoshi"), "");
    EXPECT_EQ(version_family("/:1/"), "");
}

TEST(PeersSummary, PercentilesByHand) {
    EXPECT_FALSE(percentile({}, 0.5));
    EXPECT_EQ(percentile({7}, 0.95), 7);
    EXPECT_EQ(percentile({10, 20}, 0.5), 15);
    EXPECT_EQ(percentile({10, 20, 30, 40, 50}, 0.25), 20);
}

}  // namespace
}  // namespace nodewatch::bitcoin
