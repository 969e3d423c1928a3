#include <gmock/gmock.h>

#include "fixtures.hpp"
#include "networks/bitcoin/indexers.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DecodeIndexers : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(fixtures_folder()))
            GTEST_SKIP() << fixtures_folder() << " is not there";
    }
};

// Values were read in the files by eye.

TEST_F(DecodeIndexers, FulcrumThatRests) {
    const auto stats = decode_fulcrum(fixture("constructed.fulcrum.stats.mainnet-synced.json"));
    ASSERT_TRUE(stats) << stats.error().message;
    EXPECT_EQ(stats->tip_height, 936'451U) << "one less than its headers";
    EXPECT_EQ(stats->chain, "main");
    EXPECT_EQ(stats->syncing, false);
    EXPECT_EQ(stats->clients, 12);
    EXPECT_EQ(stats->most_clients, 40);
    EXPECT_EQ(stats->connections, 9'001);
    EXPECT_EQ(stats->subscriptions, 250);
    EXPECT_EQ(stats->transactions_sent, 17);
    EXPECT_EQ(stats->resident_bytes, 4'194'304.5 * 1024);
    EXPECT_EQ(stats->virtual_bytes, 9'000'000.25 * 1024);
    EXPECT_EQ(stats->jobs, 0);
    EXPECT_EQ(stats->job_limit, 15'000);
    EXPECT_EQ(stats->job_overflows, 0);
    EXPECT_EQ(stats->daemon_requests, 0);
    EXPECT_EQ(stats->daemon_timeouts, 1);
    EXPECT_EQ(stats->unspent_outputs, 165'000'000);
    EXPECT_EQ(stats->unspent_outputs_bytes, 14'025e6);
}

TEST_F(DecodeIndexers, FulcrumThatDownloads) {
    const auto stats = decode_fulcrum(fixture("constructed.fulcrum.stats.syncing.json"));
    ASSERT_TRUE(stats) << stats.error().message;
    EXPECT_EQ(stats->tip_height, 597'000U);
    EXPECT_EQ(stats->syncing, true);
    EXPECT_EQ(stats->clients, std::nullopt) << "it has no servers yet";
    EXPECT_EQ(stats->jobs, std::nullopt);
    EXPECT_EQ(stats->daemon_requests, std::nullopt);
}

TEST_F(DecodeIndexers, ARealFulcrum) {
    const auto stats = decode_fulcrum(fixture("fulcrum.stats.regtest-issue254.partial.json"));
    ASSERT_TRUE(stats) << stats.error().message;
    EXPECT_EQ(stats->tip_height, 847U);
    EXPECT_EQ(stats->chain, "regtest");
    EXPECT_EQ(stats->unspent_outputs_bytes, 76'000);
}

TEST_F(DecodeIndexers, TheAnswersThatTheSeedTakes) {
    const auto flat = decode_fulcrum(fixture("seed-shape.fulcrum.flat.json"));
    ASSERT_TRUE(flat) << flat.error().message;
    EXPECT_EQ(flat->tip_height, 936'451U);
    EXPECT_EQ(flat->clients, 12);
    const auto nested = decode_fulcrum(fixture("seed-shape.fulcrum.nested-clients.json"));
    ASSERT_TRUE(nested) << nested.error().message;
    EXPECT_EQ(nested->tip_height, 123U);
    EXPECT_EQ(nested->clients, 5);
}

TEST(DecodeFulcrum, AnyPartMayBeNull) {
    const auto stats = decode_fulcrum(
        R"({"Bitcoin Daemon":null,"Controller":null,"Memory Usage":null,"Misc":null,)"
        R"("Server Manager":{"number of clients":3},"SubsMgr":null})");
    ASSERT_TRUE(stats) << stats.error().message;
    EXPECT_EQ(stats->clients, 3);
    EXPECT_EQ(stats->tip_height, std::nullopt);
    EXPECT_EQ(stats->syncing, std::nullopt) << "unknown, not at rest";
    EXPECT_EQ(decode_fulcrum(R"({"Controller":{"Header count":0}})")->tip_height, std::nullopt);
}

TEST(DecodeFulcrum, WhatIsNotFulcrumIsNotTakenForIt) {
    for (const char* body : {"", "not found", "[]", "{}", R"({"result":1})"})
        EXPECT_EQ(decode_fulcrum(body).error().kind, ErrorKind::parse) << body;
}

TEST_F(DecodeIndexers, Electrs) {
    const auto metrics = decode_electrs(fixture("constructed.electrs.metrics.prom"));
    ASSERT_TRUE(metrics) << metrics.error().message;
    EXPECT_EQ(metrics->tip_height, 936'451U);
    ASSERT_EQ(metrics->bands.size(), 3U);
    EXPECT_EQ(metrics->bands.at(0).vsize, 19'808'547);
    EXPECT_EQ(metrics->bands.at(0).transactions, 41'200);
    EXPECT_EQ(metrics->bands.at(2).vsize, 500'000);
    ASSERT_EQ(metrics->methods.size(), 1U);
    EXPECT_EQ(metrics->methods.at("blockchain.scripthash.subscribe").requests, 120);
    EXPECT_EQ(metrics->methods.at("blockchain.scripthash.subscribe").seconds, 0.5);
}

TEST_F(DecodeIndexers, AnOldElectrs) {
    const auto metrics = decode_electrs(fixture("electrs.metrics.mempool-bands.pre-0.10.prom"));
    ASSERT_TRUE(metrics) << metrics.error().message;
    EXPECT_EQ(metrics->tip_height, std::nullopt);
    ASSERT_EQ(metrics->bands.size(), 8U);
    EXPECT_EQ(metrics->bands.at(1).vsize, 9'883);
    EXPECT_EQ(metrics->bands.at(128).vsize, 1'551);
    EXPECT_EQ(metrics->bands.at(128).transactions, std::nullopt);
    EXPECT_THAT(metrics->methods, IsEmpty());
}

TEST(DecodeElectrs, HighBandsAreOne) {
    const auto metrics = decode_electrs(
        "electrs_mempool_txs_vsize{fee_rate=\"[                1024,                 2048)\"} 1\n"
        "electrs_mempool_txs_vsize{fee_rate=\"[                2048,                 4096)\"} 10\n"
        "electrs_mempool_txs_vsize{fee_rate=\"[ 9223372036854775808, 18446744073709551615)\"} 5\n"
        "electrs_mempool_txs_vsize{fee_rate=\"damaged\"} 7\n");
    ASSERT_TRUE(metrics) << metrics.error().message;
    ASSERT_EQ(metrics->bands.size(), 2U);
    EXPECT_EQ(metrics->bands.at(1'024).vsize, 1);
    EXPECT_EQ(metrics->bands.at(2'048).vsize, 15);
}

TEST(DecodeElectrs, MethodsHaveABound) {
    std::string body;
    for (std::size_t i = 0; i < 2 * max_methods; ++i)
        body += "electrs_rpc_duration_count{method=\"m" + std::to_string(i) + "\"} 1\n";
    EXPECT_EQ(decode_electrs(body)->methods.size(), max_methods);
}

TEST(DecodeElectrs, WhatIsNotElectrsIsNotTakenForIt) {
    EXPECT_THAT(decode_electrs("up 1\n").error().message, HasSubstr("no metric of electrs"));
    EXPECT_THAT(decode_electrs("").error().message, HasSubstr("no metric of electrs"));
    EXPECT_EQ(decode_electrs("<html>\n").error().kind, ErrorKind::parse);
}

}  // namespace
}  // namespace nodewatch::bitcoin
