#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <string_view>

#include "base/json.hpp"
#include "fixtures.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/reply.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The bare result of a payload, some of which are whole answers.
std::string result_of(const std::string& name) {
    const std::string text = fixture(name);
    simdjson::dom::parser parser;
    json::Element root;
    if (parser.parse(text).get(root) == simdjson::SUCCESS && json::find(root, "result"))
        return read_reply(name, 200, text).value_or("");
    return text;
}

class DecodeFixtures : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(fixtures_folder()))
            GTEST_SKIP() << fixtures_folder() << " is not there";
    }
};

// Values were read in the files by eye.

TEST_F(DecodeFixtures, BlockchainInfoOfASynchronisedNode) {
    const auto info =
        decode_blockchain_info(result_of("getblockchaininfo.v30-mainnet-pruned-synced.json"));
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->chain, "main");
    EXPECT_EQ(info->blocks, 936451U);
    EXPECT_EQ(info->headers, 936451U);
    EXPECT_EQ(info->best_block, "000000000000000000023577445bc9d681c4aa2935e66872687fd5273df8477a");
    EXPECT_EQ(info->difficulty, 125864590119494.3);
    EXPECT_EQ(info->median_time, 1771022195);
    EXPECT_EQ(info->verification_progress, 1.0);
    EXPECT_EQ(info->initial_block_download, false);
    EXPECT_EQ(info->size_on_disk_bytes, 1951247175.0);
    EXPECT_EQ(info->pruned, true);
    EXPECT_EQ(info->prune_height, 935502U);
    EXPECT_EQ(info->prune_target_bytes, 1999634432.0);
    EXPECT_FALSE(info->background);
    EXPECT_THAT(*info->warnings, IsEmpty());
}

TEST_F(DecodeFixtures, BlockchainInfoOfAnUnprunedNodeInAnEnvelope) {
    const auto info =
        decode_blockchain_info(result_of("getblockchaininfo.v27era-mainnet-synced.json"));
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->blocks, 928556U);
    EXPECT_EQ(info->verification_progress, 0.999996294840767);
    EXPECT_EQ(info->size_on_disk_bytes, 805983801428.0);
    EXPECT_EQ(info->pruned, false);
    EXPECT_FALSE(info->prune_height);
    EXPECT_THAT(*info->warnings, IsEmpty());
}

TEST_F(DecodeFixtures, BlockchainInfoDuringInitialBlockDownload) {
    const auto v23 =
        decode_blockchain_info(result_of("getblockchaininfo.v23plus-mainnet-ibd-pruned.json"));
    ASSERT_TRUE(v23) << v23.error().message;
    EXPECT_EQ(v23->blocks, 429742U);
    EXPECT_EQ(v23->headers, 865836U);
    EXPECT_EQ(v23->initial_block_download, true);

    const auto v20 = decode_blockchain_info(
        result_of("getblockchaininfo.v20era-mainnet-ibd-softforks-object.json"));
    ASSERT_TRUE(v20) << v20.error().message;
    EXPECT_EQ(v20->verification_progress, 0.2162006436056612);
    EXPECT_EQ(v20->initial_block_download, true);
}

TEST_F(DecodeFixtures, BlockchainInfoOfOtherChains) {
    const auto v18 = decode_blockchain_info(
        result_of("getblockchaininfo.v18-testnet-pruned-softforks-array.json"));
    ASSERT_TRUE(v18) << v18.error().message;
    EXPECT_EQ(v18->chain, "test");
    EXPECT_EQ(v18->difficulty, 1.0);
    EXPECT_THAT(*v18->warnings,
                ElementsAre("Warning: unknown new rules activated (versionbit 28)"));

    const auto cut =
        decode_blockchain_info(result_of("getblockchaininfo.v22-testnet-ibd-pruned.partial.json"));
    ASSERT_TRUE(cut) << cut.error().message;
    EXPECT_EQ(cut->headers, 2096764U);
    EXPECT_FALSE(cut->warnings) << "the excerpt ends before them: unknown, not none";

    const auto regtest =
        decode_blockchain_info(result_of("constructed.getblockchaininfo.v29-regtest-genesis.json"));
    ASSERT_TRUE(regtest) << regtest.error().message;
    EXPECT_EQ(regtest->blocks, 0U);
    EXPECT_EQ(regtest->difficulty, 4.656542373906925e-10);

    const auto signet =
        decode_blockchain_info(result_of("constructed.getblockchaininfo.v29-signet-warning.json"));
    ASSERT_TRUE(signet) << signet.error().message;
    EXPECT_EQ(signet->chain, "signet");
    EXPECT_EQ(signet->headers, 265123U);
    EXPECT_THAT(*signet->warnings, ElementsAre("Unknown new rules activated (versionbit 28)"));
}

TEST_F(DecodeFixtures, ASnapshotIsStillCheckedBehindAFullProgress) {
    const auto info = decode_blockchain_info(
        result_of("getblockchaininfo.v31-assumeutxo-backgroundvalidation.partial.json"));
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->verification_progress, 1.0);
    EXPECT_FALSE(info->blocks);
    ASSERT_TRUE(info->background);
    EXPECT_EQ(info->background->snapshot_height, 880000U);
    EXPECT_EQ(info->background->blocks, 527589U);
    EXPECT_EQ(info->background->progress, 0.2815790617966284);
}

TEST_F(DecodeFixtures, BlockHeaders) {
    const auto v29 = decode_block_header(result_of("getblockheader.v29plus-mainnet.json"));
    ASSERT_TRUE(v29) << v29.error().message;
    EXPECT_EQ(v29->hash, "00000000000000000000e19ae97655f89c430a301d6aa66bf6ab000bd2682524");
    EXPECT_EQ(v29->previous, "000000000000000000012b88e14747c72b54afa7ba43874770c426fea98d2589");
    EXPECT_EQ(v29->height, 936421U);
    EXPECT_EQ(v29->confirmations, 29);
    EXPECT_EQ(v29->time, 1771009676);

    const auto v27 = decode_block_header(result_of("getblockheader.v27era-mainnet.json"));
    ASSERT_TRUE(v27) << v27.error().message;
    EXPECT_EQ(v27->height, 784665U);
    EXPECT_EQ(v27->confirmations, 143923);
}

TEST_F(DecodeFixtures, BlockStatsOfThreeBlocks) {
    const std::string text = fixture("getblockstats.regtest-3blocks.json");
    simdjson::dom::parser parser;
    std::vector<BlockStats> stats;
    for (const json::Element& element : parser.parse(text).get_array()) {
        const auto one = decode_block_stats(simdjson::minify(element));
        ASSERT_TRUE(one) << one.error().message;
        stats.push_back(*one);
    }
    ASSERT_EQ(stats.size(), 3U);
    EXPECT_EQ(stats[0].transactions, 1.0);
    EXPECT_EQ(stats[0].total_fee, 0.0);
    EXPECT_EQ(stats[0].weight, 0.0) << "a block of a coinbase alone";
    EXPECT_THAT(stats[0].fee_rate_percentiles, IsEmpty()) << "it has none, the zeros are no rates";
    EXPECT_EQ(stats[2].hash, "7474991c2ae3c94c4813d75b4c752028304b773dd4dce8d460dfa2d1e7b542a3");
    EXPECT_EQ(stats[2].height, 103U);
    EXPECT_EQ(stats[2].transactions, 5.0);
    EXPECT_EQ(stats[2].inputs, 4.0);
    EXPECT_EQ(stats[2].outputs, 10.0);
    EXPECT_EQ(stats[2].size_bytes, 878.0);
    EXPECT_EQ(stats[2].weight, 2204.0);
    EXPECT_EQ(stats[2].total_fee, 85560.0);
    EXPECT_EQ(stats[2].subsidy, 5e9);
    EXPECT_THAT(stats[2].fee_rate_percentiles, ElementsAre(20, 20, 20, 301, 301));
}

TEST_F(DecodeFixtures, ChainTips) {
    const auto reorganised =
        decode_chain_tips(result_of("getchaintips.v30-regtest-after-reorg.json"));
    ASSERT_TRUE(reorganised) << reorganised.error().message;
    ASSERT_EQ(reorganised->size(), 2U);
    EXPECT_EQ((*reorganised)[1].status, "valid-fork");
    EXPECT_EQ((*reorganised)[1].branch_length, 2U);
    EXPECT_EQ((*reorganised)[1].height, 223U);

    const auto downloading =
        decode_chain_tips(result_of("getchaintips.testnet-ibd-headers-only.json"));
    ASSERT_TRUE(downloading) << downloading.error().message;
    EXPECT_EQ(downloading->front().status, "headers-only");
    EXPECT_EQ(downloading->front().branch_length, 182402U);

    const auto invalid =
        decode_chain_tips(result_of("constructed.getchaintips.invalid-longer.json"));
    ASSERT_TRUE(invalid) << invalid.error().message;
    EXPECT_EQ(invalid->front().status, "invalid");
    EXPECT_EQ(invalid->back().status, "some-future-status");

    EXPECT_EQ(decode_chain_tips(result_of("getchaintips.v0.10-mainnet-5tips.partial.json"))->size(),
              5U);
    EXPECT_EQ(decode_chain_tips(result_of("getchaintips.v18-testnet.json"))->size(), 4U);
}

TEST_F(DecodeFixtures, IndexesHaveNamesWithSpaces) {
    const auto synced = decode_index_info(result_of("getindexinfo.v21-mainnet-synced.json"));
    ASSERT_TRUE(synced) << synced.error().message;
    ASSERT_EQ(synced->size(), 2U);
    EXPECT_EQ((*synced)[1].name, "basic block filter index");
    EXPECT_EQ((*synced)[1].synced, true);
    EXPECT_EQ((*synced)[1].height, 680586U);

    const auto syncing = decode_index_info(result_of("constructed.getindexinfo.syncing.json"));
    ASSERT_TRUE(syncing) << syncing.error().message;
    EXPECT_EQ((*syncing)[1].name, "coinstatsindex");
    EXPECT_EQ((*syncing)[1].synced, false);
    EXPECT_THAT(*decode_index_info(result_of("constructed.getindexinfo.none.json")), IsEmpty());
}

TEST_F(DecodeFixtures, MempoolOfVersion30) {
    const auto info = decode_mempool_info(result_of("getmempoolinfo.v30-mainnet.json"));
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->loaded, true);
    EXPECT_EQ(info->transactions, 51030.0);
    EXPECT_EQ(info->virtual_bytes, 23608547.0);
    EXPECT_EQ(info->usage_bytes, 138309184.0);
    EXPECT_EQ(info->max_usage_bytes, 300000000.0);
    EXPECT_EQ(info->total_fee, 9840955.0);
    EXPECT_EQ(info->min_fee, 0.1);
    EXPECT_EQ(info->min_relay_fee, 0.1);
    EXPECT_EQ(info->incremental_relay_fee, 0.1);
    EXPECT_EQ(info->unbroadcast, 0.0);
}

TEST_F(DecodeFixtures, MempoolsOfOtherVersionsAndStates) {
    const auto v18 = decode_mempool_info(result_of("getmempoolinfo.v18-testnet.json"));
    ASSERT_TRUE(v18) << v18.error().message;
    EXPECT_FALSE(v18->loaded);
    EXPECT_FALSE(v18->total_fee);
    EXPECT_EQ(v18->min_fee, 1.0);

    const auto v19 = decode_mempool_info(result_of("getmempoolinfo.v19-mainnet.json"));
    ASSERT_TRUE(v19) << v19.error().message;
    EXPECT_EQ(v19->loaded, true);
    EXPECT_FALSE(v19->unbroadcast);

    const auto full =
        decode_mempool_info(result_of("getmempoolinfo.v24plus-mainnet-full-purging.json"));
    ASSERT_TRUE(full) << full.error().message;
    EXPECT_EQ(full->min_fee, 1.305);
    EXPECT_EQ(full->min_relay_fee, 1.0);
    EXPECT_EQ(full->total_fee, 510536864.0);

    EXPECT_EQ(decode_mempool_info(result_of("getmempoolinfo.v24plus-mainnet.envelope.json"))
                  ->max_usage_bytes,
              4e9);
    EXPECT_EQ(decode_mempool_info(result_of("getmempoolinfo.v30-regtest-empty.json"))->transactions,
              0.0);
    EXPECT_EQ(decode_mempool_info(result_of("constructed.getmempoolinfo.v29-loading.json"))->loaded,
              false);
    EXPECT_EQ(
        decode_mempool_info(result_of("constructed.getmempoolinfo.v31-mainnet.json"))->unbroadcast,
        2.0);
}

TEST_F(DecodeFixtures, FeeEstimates) {
    const auto high = decode_fee_estimate(result_of("estimatesmartfee.ok-2017-target50.json"));
    ASSERT_TRUE(high) << high.error().message;
    EXPECT_EQ(high->fee_rate, 241.213);
    EXPECT_EQ(high->target, 50U);

    const auto floor = decode_fee_estimate(result_of("estimatesmartfee.v18-testnet.json"));
    EXPECT_EQ(floor->fee_rate, 1.0);
    const auto clamped =
        decode_fee_estimate(result_of("constructed.estimatesmartfee.clamped.json"));
    EXPECT_EQ(clamped->target, 2U);

    const auto none =
        decode_fee_estimate(result_of("estimatesmartfee.insufficient-data.envelope.v18.json"));
    ASSERT_TRUE(none) << none.error().message;
    EXPECT_FALSE(none->fee_rate) << "no estimate is not a fee of 0";
    EXPECT_FALSE(none->target);
    EXPECT_THAT(none->errors, ElementsAre("Insufficient data or no feerate found"));
}

TEST_F(DecodeFixtures, NetworkInfo) {
    const auto v29 =
        decode_network_info(result_of("constructed.getnetworkinfo.v29-mainnet-all-networks.json"));
    ASSERT_TRUE(v29) << v29.error().message;
    EXPECT_EQ(v29->version, 290000U);
    EXPECT_EQ(v29->subversion, "/Satoshi:29.0.0/");
    EXPECT_EQ(v29->connections, 11.0);
    EXPECT_EQ(v29->connections_in, 3.0);
    EXPECT_EQ(v29->connections_out, 8.0);
    EXPECT_EQ(v29->active, true);
    EXPECT_EQ(v29->relay_fee, 1.0);
    EXPECT_EQ(v29->networks.size(), 5U);
    EXPECT_EQ(v29->networks[4].name, "cjdns");
    EXPECT_EQ(v29->warnings->size(), 2U);

    const auto cut =
        decode_network_info(result_of("getnetworkinfo.v22-mainnet-onion-i2p-only.partial.json"));
    ASSERT_TRUE(cut) << cut.error().message;
    EXPECT_EQ(cut->networks[0].reachable, false);
    EXPECT_EQ(cut->networks[3].reachable, true);
    EXPECT_EQ(cut->time_offset_seconds, -3.0);
    EXPECT_FALSE(cut->warnings);

    EXPECT_EQ(decode_network_info(result_of("getnetworkinfo.v22-mainnet-tor.json"))->connections_in,
              31.0);
    const auto v20 = decode_network_info(result_of("getnetworkinfo.v20-testnet-warning.json"));
    EXPECT_FALSE(v20->connections_in);
    EXPECT_EQ(v20->warnings->size(), 1U);
    EXPECT_EQ(decode_network_info(result_of("getnetworkinfo.v18-testnet.json"))->version, 180100U);
}

TEST_F(DecodeFixtures, PeersOfOldVersionsGetTheirNetworkByAddress) {
    const auto v20 = decode_peers(result_of("getpeerinfo.v20-mixed-onion-ipv6.json"));
    ASSERT_TRUE(v20) << v20.error().message;
    EXPECT_EQ((*v20)[0].network, "onion");
    EXPECT_FALSE((*v20)[0].ping_seconds);
    EXPECT_EQ((*v20)[0].ping_wait_seconds, 81.649295);
    EXPECT_EQ((*v20)[0].time_offset_seconds, -38.0);
    EXPECT_EQ((*v20)[1].network, "ipv6");
    EXPECT_EQ((*v20)[1].ping_seconds, 0.165518);

    const auto v18 = decode_peers(result_of("getpeerinfo.v18-testnet.json"));
    ASSERT_TRUE(v18) << v18.error().message;
    EXPECT_EQ((*v18)[0].network, "ipv4");
    EXPECT_EQ((*v18)[0].inbound, false);
    EXPECT_EQ((*v18)[0].subversion, "/Satoshi:0.17.0/");
    EXPECT_FALSE((*v18)[0].transport);
}

TEST_F(DecodeFixtures, PeersOfNewVersions) {
    const auto v30 = decode_peers(result_of("getpeerinfo.v30-regtest-inbound-v2.json"));
    ASSERT_TRUE(v30) << v30.error().message;
    EXPECT_EQ((*v30)[0].transport, "v2");
    EXPECT_EQ((*v30)[0].connection_type, "inbound");
    EXPECT_EQ((*v30)[0].network, "not_publicly_routable");

    const auto tor = decode_peers(result_of("getpeerinfo.knots29-inbound-onion-spy.partial.json"));
    ASSERT_TRUE(tor) << tor.error().message;
    EXPECT_EQ((*tor)[0].network, "onion") << "its address says 127.0.0.1";
    EXPECT_FALSE((*tor)[0].subversion);

    const auto early = decode_peers(result_of("getpeerinfo.v31-preversion.from-core-test.json"));
    ASSERT_TRUE(early) << early.error().message;
    EXPECT_FALSE((*early)[0].protocol_version) << "its handshake is not over";
    EXPECT_FALSE((*early)[0].ping_seconds);

    EXPECT_EQ(
        decode_peers(result_of("getpeerinfo.v28-two-nodes-loopback.json"))->at(1).ping_seconds,
        0.00078);
    EXPECT_EQ(
        decode_peers(result_of("getpeerinfo.v29-regtest-manual-v2.json"))->at(0).connection_type,
        "manual");
    EXPECT_THAT(*decode_peers(result_of("getpeerinfo.empty.json")), IsEmpty());
}

TEST_F(DecodeFixtures, NetTotals) {
    const auto limited =
        decode_net_totals(result_of("constructed.getnettotals.upload-target.json"));
    ASSERT_TRUE(limited) << limited.error().message;
    EXPECT_EQ(limited->received_bytes, 400123456789.0);
    EXPECT_EQ(limited->sent_bytes, 1300987654321.0);
    EXPECT_EQ(limited->upload_target_bytes, 5242880000.0);
    EXPECT_EQ(limited->upload_left_bytes, 419430400.0);

    const auto free = decode_net_totals(result_of("getnettotals.v18-testnet.json"));
    EXPECT_EQ(free->upload_target_bytes, 0.0);
    EXPECT_FALSE(free->upload_left_bytes) << "nothing is left of no limit";
}

TEST_F(DecodeFixtures, MiningInfo) {
    const auto v30 = decode_mining_info(result_of("getmininginfo.v30-mainnet.json"));
    ASSERT_TRUE(v30) << v30.error().message;
    EXPECT_EQ(v30->network_hash_rate, 1.017155175832009e+21);
    EXPECT_EQ(v30->pooled_transactions, 7756.0);
    EXPECT_EQ(v30->next_difficulty, 125864590119494.3);
    for (const char* file : {"getmininginfo.v29dev-mainnet-no-template.partial.json",
                             "getmininginfo.v27era-mainnet.json", "getmininginfo.v18-testnet.json"})
        EXPECT_FALSE(decode_mining_info(result_of(file))->next_difficulty) << file;
}

TEST_F(DecodeFixtures, Uptime) {
    EXPECT_EQ(decode_uptime(result_of("constructed.uptime.envelope.json")),
              std::chrono::seconds{1234567});
}

/// Every payload of a method that is asked here decodes.
TEST_F(DecodeFixtures, NoPayloadIsForgotten) {
    const std::map<std::string, std::function<bool(std::string_view)>> decoders = {
        {"getblockchaininfo", [](auto text) { return decode_blockchain_info(text).has_value(); }},
        {"getblockheader", [](auto text) { return decode_block_header(text).has_value(); }},
        {"getchaintips", [](auto text) { return decode_chain_tips(text).has_value(); }},
        {"getindexinfo", [](auto text) { return decode_index_info(text).has_value(); }},
        {"getmempoolinfo", [](auto text) { return decode_mempool_info(text).has_value(); }},
        {"estimatesmartfee", [](auto text) { return decode_fee_estimate(text).has_value(); }},
        {"getnetworkinfo", [](auto text) { return decode_network_info(text).has_value(); }},
        {"getpeerinfo", [](auto text) { return decode_peers(text).has_value(); }},
        {"getnettotals", [](auto text) { return decode_net_totals(text).has_value(); }},
        {"getmininginfo", [](auto text) { return decode_mining_info(text).has_value(); }},
        {"uptime", [](auto text) { return decode_uptime(text).has_value(); }},
    };
    std::size_t decoded = 0;
    for (const auto& entry : std::filesystem::directory_iterator(fixtures_folder())) {
        const std::string file = entry.path().filename().string();
        std::string name = file.starts_with("constructed.") ? file.substr(12) : file;
        name = name.substr(0, name.find('.'));
        if (!decoders.contains(name) || !file.ends_with(".json") || file.ends_with("expected.json"))
            continue;
        EXPECT_TRUE(decoders.at(name)(result_of(file))) << file;
        ++decoded;
    }
    EXPECT_EQ(decoded, 52U);
}

}  // namespace
}  // namespace nodewatch::bitcoin
