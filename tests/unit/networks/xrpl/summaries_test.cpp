#include <gtest/gtest.h>

#include "networks/xrpl/amendments_summary.hpp"
#include "networks/xrpl/own_validator.hpp"
#include "networks/xrpl/peers_summary.hpp"
#include "networks/xrpl/points.hpp"

namespace nodewatch::xrpl {
namespace {

Peer peer_with_latency(double ms) {
    Peer peer;
    peer.latency_ms = ms;
    return peer;
}

TEST(PeersSummary, LatencyIsOfThosePeersThatHaveOne) {
    PeersInfo info;
    for (const double ms : {50.0, 10.0, 90.0, 20.0, 30.0, 40.0, 100.0, 60.0, 70.0, 80.0})
        info.peers.push_back(peer_with_latency(ms));
    info.peers.emplace_back();  // just connected
    const PeersSummary summary = summarize(info, std::nullopt);
    EXPECT_EQ(summary.latency_p90_ms, 100);  // sorted[int(10 * 0.9)], as the dashboard has it
    EXPECT_EQ(summary.latency_median_ms, 60);
    EXPECT_EQ(summary.total, 11);
}

TEST(PeersSummary, WithoutLatencyThereIsNone) {
    PeersInfo info;
    info.peers.emplace_back();
    EXPECT_EQ(summarize(info, std::nullopt).latency_p90_ms, std::nullopt);
}

TEST(PeersSummary, CountsPeersOfOtherNetworksOnlyWhenItsOwnIsKnown) {
    PeersInfo info;
    info.peers.resize(3);
    info.peers[0].network_id = 0;
    info.peers[1].network_id = 1;
    EXPECT_EQ(summarize(info, 0).wrong_network, 1);
    EXPECT_EQ(summarize(info, std::nullopt).wrong_network, std::nullopt);
}

TEST(PeersSummary, KnowsWhoTakesTheTraffic) {
    PeersInfo info;
    info.peers.resize(2);
    info.peers[0].bytes_received = 100;
    info.peers[0].bytes_sent = 500;
    info.peers[1].bytes_received = 200;
    info.peers[1].bytes_sent = 0;
    const PeersSummary summary = summarize(info, std::nullopt);
    EXPECT_EQ(summary.bytes_received, 300);
    EXPECT_EQ(summary.bytes_sent, 500);
    EXPECT_EQ(summary.traffic_top_share, 0.75);
}

TEST(PeerVersions, RareOnesAreOther) {
    const auto counts = count_versions({"b", "a", "a", "c", "a", "b", ""}, 2);
    const std::vector<std::pair<std::string, std::size_t>> expected = {
        {"a", 3}, {"b", 2}, {"other", 2}};
    EXPECT_EQ(counts, expected);
}

TEST(PeerVersions, UpgradeIsRecommendedAboveSixtyPercent) {
    // Either name of the server; a prerelease is older than its release.
    const auto upgrade = compare_versions(
        "3.1.1",
        {"xrpld-3.2.0", "rippled-3.1.1", "xrpld-3.2.0-rc1", "rippled-3.2.1", "", "foreign"});
    ASSERT_TRUE(upgrade.has_value());
    EXPECT_EQ(upgrade->known, 4);
    EXPECT_EQ(upgrade->higher, 3);
    EXPECT_EQ(upgrade->higher_percent, 50.0);
    EXPECT_FALSE(upgrade->recommended);

    EXPECT_TRUE(compare_versions("3.1.1", {"xrpld-3.2.0", "xrpld-3.2.0", "3.1.1"})->recommended);
    EXPECT_FALSE(compare_versions("3.2.0", {"xrpld-3.2.0-rc1"})->recommended);
}

TEST(PeerVersions, WithoutAVersionOfOursNothingIsCompared) {
    EXPECT_FALSE(compare_versions(std::nullopt, {"rippled-3.1.1"}).has_value());
    EXPECT_FALSE(compare_versions("3.1.1", {}).has_value());
    EXPECT_FALSE(compare_versions("3.1.1", {"", "foreign"}).has_value());
}

Amendment amendment(const char* hash, bool supported) {
    Amendment result;
    result.hash = hash;
    result.supported = supported;
    return result;
}

ServerWarning warning(std::int64_t id, std::int64_t expected_date) {
    ServerWarning result;
    result.id = id;
    result.expected_date = expected_date;
    return result;
}

TEST(Amendments, AnUnsupportedMajorityBlocksFourteenDaysAfterItBegan) {
    FeatureInfo info;
    info.amendments = {amendment("A", true), amendment("B", true), amendment("C", false),
                       amendment("D", false)};
    info.amendments[0].enabled = true;
    info.amendments[1].majority = 1'700'000'000;
    info.amendments[2].majority = 1'700'100'000;
    const AmendmentsSummary summary = summarize(info);
    EXPECT_EQ(summary.total, 4);
    EXPECT_EQ(summary.enabled, 1);
    EXPECT_EQ(summary.unsupported, 2);
    EXPECT_EQ(summary.unsupported_majority, 1);
    EXPECT_EQ(summary.blocked_at, 1'701'309'600);  // 1700100000 + 14 * 86400
    ASSERT_EQ(summary.pending.size(), 3);
    EXPECT_EQ(summary.pending[2].name, "D");
    EXPECT_EQ(summary.pending[2].in_force_at, std::nullopt);
}

TEST(Amendments, TheServersOwnWarningSaysWhen) {
    ServerInfo info;
    EXPECT_EQ(announced_block(info), std::nullopt);
    info.warnings = {warning(1003, 5), warning(1001, 1'800'000'000)};
    EXPECT_EQ(announced_block(info), 1'800'000'000);
}

ServerInfo node_with_key(std::optional<std::string> key) {
    ServerInfo info;
    info.is_validator = key.has_value();
    info.public_key_validator = std::move(key);
    return info;
}

ManifestReceived manifest(const char* master, std::optional<std::string> signing,
                          std::uint64_t sequence) {
    ManifestReceived result;
    result.master_key = master;
    result.signing_key = std::move(signing);
    result.sequence = sequence;
    return result;
}

TEST(OwnValidator, AStockNodeMayBecomeAValidator) {
    OwnValidator own(std::nullopt);
    own.server_info(node_with_key(std::nullopt));
    EXPECT_EQ(own.is_validator(), false);
    EXPECT_EQ(own.key_lost(), false);
    EXPECT_TRUE(own.server_info(node_with_key("nHmaster")));
    EXPECT_EQ(own.is_validator(), true);
    EXPECT_TRUE(own.owns("nHmaster"));
}

TEST(OwnValidator, LearnsTheSigningKeyWhereverItIsTold) {
    OwnValidator own(std::nullopt);
    own.server_info(node_with_key("nHmaster"));
    ValidatorIdentity identity;
    identity.master_key = "nHmaster";
    identity.signing_key = "n9first";
    EXPECT_TRUE(own.validator_info(identity));
    EXPECT_TRUE(own.manifest(manifest("nHmaster", "n9second", 2)));
    EXPECT_FALSE(own.manifest(manifest("nHother", "n9other", 2)));
    EXPECT_TRUE(own.owns("n9first"));
    EXPECT_TRUE(own.owns("n9second"));
    EXPECT_FALSE(own.owns("n9other"));
}

TEST(OwnValidator, WithoutAdminAccessOnlyTheOperatorKnows) {
    OwnValidator unknown(std::nullopt);
    unknown.server_info(ServerInfo{});
    EXPECT_EQ(unknown.is_validator(), std::nullopt);
    OwnValidator told("nHmaster");
    told.server_info(ServerInfo{});
    EXPECT_EQ(told.is_validator(), true);
    EXPECT_TRUE(told.owns("nHmaster"));
}

TEST(OwnValidator, ARevocationHoldsUntilThereIsAnotherKey) {
    OwnValidator own(std::nullopt);
    own.server_info(node_with_key("nHmaster"));
    EXPECT_EQ(own.key_revoked(), false);
    own.manifest(manifest("nHmaster", std::nullopt, manifest_revoked));
    EXPECT_EQ(own.key_revoked(), true);
    own.server_info(node_with_key(std::nullopt));
    EXPECT_EQ(own.key_revoked(), true);
    EXPECT_EQ(own.key_lost(), true);
    own.server_info(node_with_key("nHnew"));
    EXPECT_EQ(own.key_revoked(), false);
    EXPECT_EQ(own.key_lost(), false);
}

TEST(UptimeLabel, IsExactToTheMinute) {
    EXPECT_EQ(uptime_label(-5), "0m");
    EXPECT_EQ(uptime_label(59), "0m");
    EXPECT_EQ(uptime_label(1'399), "23m");
    EXPECT_EQ(uptime_label(3'600), "1h:0m");
    EXPECT_EQ(uptime_label(5'159), "1h:25m");  // 1 h 25 min 59 s
    EXPECT_EQ(uptime_label(86'399), "23h:59m");
    EXPECT_EQ(uptime_label(86'460), "1d:0h:1m");
    EXPECT_EQ(uptime_label(184'500), "2d:3h:15m");
    EXPECT_EQ(uptime_label(790'859), "9d:3h:40m");  // 9 d 3 h 40 min 59 s
}

}  // namespace
}  // namespace nodewatch::xrpl
