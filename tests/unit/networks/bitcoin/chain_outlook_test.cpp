#include "networks/bitcoin/chain_outlook.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "fixtures.hpp"
#include "networks/bitcoin/difficulty.hpp"
#include "networks/bitcoin/node_load.hpp"
#include "networks/bitcoin/reply.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(DifficultyForecastAlone, OfARealEpoch) {
    // mempool.space, 2024-04-01 (its cypress fixture): 410 blocks of the epoch that ends before
    // height 838,656 came in 392.741667 times 600 s: 20.337 %, 1,606 to come.
    const std::int64_t first = 1'711'619'463, tip = first + 235'645;
    const auto forecast = forecast_difficulty(838'656 - 1'606, first, tip);
    EXPECT_NEAR(forecast.progress, 0.2033730158730159, 1e-12);
    EXPECT_EQ(forecast.blocks_left, 1'606U);
    // 410 / 392.741667 is 1.043943; 2016 / 2015 of it for the spacing that the rules leave out.
    EXPECT_NEAR(forecast.change.value(), 0.0444613, 1e-6);
    // 574.7439 s a block, as it says.
    EXPECT_NEAR(forecast.retarget.value(), static_cast<double>(tip) + 1'606 * 574.743902, 0.01);
}

TEST(DifficultyForecastAlone, AtTheEnds) {
    const auto first = forecast_difficulty(838'656, 1'000, 1'000);
    EXPECT_EQ(first.progress, 0);
    EXPECT_EQ(first.blocks_left, 2'016U);
    EXPECT_EQ(first.change, std::nullopt);
    const auto last = forecast_difficulty(838'655, 0, 2'015 * 600);
    EXPECT_EQ(last.blocks_left, 1U);
    EXPECT_NEAR(last.change.value(), 2016.0 / 2015 - 1, 1e-12);
    // Fourfold at most, in both directions; a tip before its epoch tells nothing.
    EXPECT_EQ(forecast_difficulty(838'655, 0, 2'015).change, 3);
    EXPECT_EQ(forecast_difficulty(838'655, 0, 2'015 * 6'000).change, -0.75);
    EXPECT_EQ(forecast_difficulty(838'655, 10, 9).change, std::nullopt);
    EXPECT_EQ(forecast_difficulty(838'655, std::nullopt, 9).change, std::nullopt);
}

TEST(Halving, ComesEvery210000Blocks) {
    EXPECT_EQ(halving_blocks_left(839'999, "main"), 1U);  // 840,000 was the first with 3.125
    EXPECT_EQ(halving_blocks_left(840'000, "main"), 210'000U);
    EXPECT_EQ(halving_blocks_left(149, "regtest"), 1U);
}

class Outlook : public ::testing::Test {
protected:
    Outlook() { hub_.add(latest_); }
    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, target_, labels);
    }
    /// The epoch began at height 897,120.
    void tip(std::uint64_t height, const std::string& hash) {
        outlook_.on_tip(hash, height, "main", 1'750'000'000);
    }

    ManualClock clock_;
    Hub hub_;
    LatestValues latest_{clock_};
    Target target_{"bitcoin", "main-1"};
    ChainOutlook outlook_{Publisher(hub_, target_), 5s};
};

TEST_F(Outlook, TheFirstBlockOfTheEpochIsAskedForOnce) {
    tip(898'120, "a");
    EXPECT_EQ(outlook_.wanted_height(), 897'120U);
    outlook_.publish(clock_.now());
    EXPECT_EQ(value("bitcoin_difficulty_blocks_left"), 1'016);
    EXPECT_EQ(value("bitcoin_difficulty_expected_change_ratio"), std::nullopt);
    EXPECT_EQ(value("bitcoin_halving_blocks_left"), 151'880);

    outlook_.on_hash(std::string("first"), clock_.now());
    EXPECT_EQ(outlook_.wanted_header(), "first");
    outlook_.on_header(BlockHeader{"first", "before", 897'120, 1'001, 1'750'000'000 - 500'000},
                       clock_.now());
    EXPECT_EQ(outlook_.wanted_header(), std::nullopt);
    outlook_.publish(clock_.now());
    // 500 s a block: 20 % more.
    EXPECT_NEAR(value("bitcoin_difficulty_expected_change_ratio").value(), 0.2006, 1e-4);
    tip(898'121, "b");
    EXPECT_EQ(outlook_.wanted_height(), std::nullopt);
    tip(899'136, "c");
    EXPECT_EQ(outlook_.wanted_height(), 899'136U);
}

TEST_F(Outlook, AYoungFirstBlockIsAskedForWithEachTip) {
    tip(897'122, "a");
    outlook_.on_hash(std::string("first"), clock_.now());
    outlook_.on_header(BlockHeader{"first", "before", 897'120, 3, 1'749'999'000}, clock_.now());
    EXPECT_EQ(outlook_.wanted_height(), std::nullopt);
    tip(897'123, "b");
    EXPECT_EQ(outlook_.wanted_height(), 897'120U);
}

TEST_F(Outlook, ANodeWithoutTimeIsAskedAgain) {
    tip(898'120, "a");
    const Error overloaded{ErrorKind::server, "Work queue depth exceeded", "503"};
    outlook_.on_hash(failure(overloaded), clock_.now());
    EXPECT_EQ(outlook_.wanted_height(), 897'120U);
    outlook_.on_hash(std::string("first"), clock_.now());
    outlook_.on_header(failure(overloaded), clock_.now());
    EXPECT_EQ(outlook_.wanted_height(), 897'120U);
    outlook_.on_transactions(failure(overloaded), clock_.now());
    EXPECT_TRUE(outlook_.wants_transactions());
    outlook_.on_softforks(failure(overloaded), clock_.now());
    EXPECT_TRUE(outlook_.wants_softforks(clock_.now()));
    // One that has no such block is not.
    outlook_.on_hash(failure(Error{ErrorKind::server, "out of range", "-8"}), clock_.now());
    EXPECT_EQ(outlook_.wanted_height(), std::nullopt);
}

TEST_F(Outlook, TransactionsComeWithEachBlock) {
    tip(898'120, "a");
    EXPECT_TRUE(outlook_.wants_transactions());
    const auto answer = decode_chain_transactions(
        R"({"time":1570176600,"txcount":52393515,"txrate":0.1586425185719038})");
    outlook_.on_transactions(answer, clock_.now());
    EXPECT_FALSE(outlook_.wants_transactions());
    EXPECT_EQ(value("bitcoin_chain_transactions"), 52'393'515);
    EXPECT_EQ(value("bitcoin_chain_transactions_per_second"), 0.1586425185719038);
    tip(898'121, "b");
    EXPECT_TRUE(outlook_.wants_transactions());
    outlook_.on_transactions(decode_chain_transactions(R"({"time":1})"), clock_.now());
    EXPECT_EQ(value("bitcoin_chain_transactions"), std::nullopt);
}

TEST_F(Outlook, RulesAreAskedForWithANewBlockEveryTenMinutes) {
    tip(898'120, "a");
    EXPECT_TRUE(outlook_.wants_softforks(clock_.now()));
    outlook_.on_softforks(std::vector<Softfork>{}, clock_.now());
    clock_.advance(601s);
    EXPECT_FALSE(outlook_.wants_softforks(clock_.now()));  // no new block
    tip(898'121, "b");
    EXPECT_TRUE(outlook_.wants_softforks(clock_.now()));
    outlook_.on_softforks(std::vector<Softfork>{}, clock_.now());
    tip(898'122, "c");
    clock_.advance(599s);
    EXPECT_FALSE(outlook_.wants_softforks(clock_.now()));
}

TEST_F(Outlook, AnOldNodeTellsItsRulesWithItsChain) {
    tip(100, "a");
    outlook_.on_softforks(
        failure(ErrorKind::server, "unknown", std::string(rpc_code::method_not_found)),
        clock_.now());
    EXPECT_TRUE(outlook_.wants_softforks(clock_.now()));
    EXPECT_TRUE(outlook_.has_old_softforks());
    Softfork fork;
    fork.name = "csv";
    fork.status = "active";
    outlook_.on_softforks(std::vector{fork}, clock_.now());
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "csv"}}), 3);
    outlook_.forget(clock_.now());
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "csv"}}), std::nullopt);
    EXPECT_FALSE(outlook_.has_old_softforks());
}

class OutlookFixtures : public Outlook {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(fixtures_folder()))
            GTEST_SKIP() << fixtures_folder() << " is not there";
        tip(898'120, "a");
    }
    void softforks(const char* name) {
        const auto decoded = decode_softforks(fixture(name));
        ASSERT_TRUE(decoded) << decoded.error().message;
        outlook_.on_softforks(decoded, clock_.now());
    }
};

// Values were read in the files by eye.

TEST_F(OutlookFixtures, Signalling) {
    softforks("getdeploymentinfo.v31-regtest.from-core-test.json");
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "testdummy"}}), 1);
    EXPECT_EQ(value("bitcoin_softfork_since_height", {{"name", "testdummy"}}), 144);
    EXPECT_EQ(value("bitcoin_softfork_signalling_ratio", {{"name", "testdummy"}}), 1);
    EXPECT_EQ(value("bitcoin_softfork_threshold_ratio", {{"name", "testdummy"}}), 0.75);
    EXPECT_EQ(value("bitcoin_softfork_possible", {{"name", "testdummy"}}), 1);
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "segwit"}}), 3);
    EXPECT_EQ(value("bitcoin_softfork_since_height", {{"name", "segwit"}}), 6);
    EXPECT_EQ(value("bitcoin_softfork_signalling_ratio", {{"name", "segwit"}}), std::nullopt);

    softforks("getdeploymentinfo.pr23508-mainnet-taproot-locked-in.partial.json");
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "taproot"}}), 2);
    EXPECT_NEAR(value("bitcoin_softfork_signalling_ratio", {{"name", "taproot"}}).value(),
                1865.0 / 1988, 1e-12);
    EXPECT_EQ(value("bitcoin_softfork_threshold_ratio", {{"name", "taproot"}}), std::nullopt);
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "segwit"}}), std::nullopt);
}

TEST_F(OutlookFixtures, OldShapes) {
    softforks("getblockchaininfo.v18-testnet-pruned-softforks-array.json");
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "bip34"}}), 3);
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "csv"}}), 3);
    EXPECT_EQ(value("bitcoin_softfork_since_height", {{"name", "csv"}}), 770'112);
    softforks("getblockchaininfo.v20era-mainnet-ibd-softforks-object.json");
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "bip34"}}), 3);
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "segwit"}}), 0);
    EXPECT_EQ(value("bitcoin_softfork_since_height", {{"name", "segwit"}}), 481'824);
    softforks("getblockchaininfo.v30-mainnet-pruned-synced.json");
    EXPECT_EQ(value("bitcoin_softfork_state", {{"name", "bip34"}}), std::nullopt);
}

TEST_F(OutlookFixtures, WorkOfTheNode) {
    const auto idle = decode_rpc_load(fixture("getrpcinfo.v18.json"));
    ASSERT_TRUE(idle);
    EXPECT_EQ(idle->active, 0U);
    EXPECT_EQ(idle->longest, std::nullopt);
    const auto busy = decode_rpc_load(
        read_reply("getrpcinfo", 200, fixture("getrpcinfo.v20plus-busy.json")).value());
    ASSERT_TRUE(busy);
    EXPECT_EQ(busy->active, 1U);
    EXPECT_DOUBLE_EQ(busy->longest.value(), 0.078931);
    const auto memory = decode_locked_memory(fixture("getmemoryinfo.v18.json"));
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->used, 194'112);
    EXPECT_EQ(memory->total, 262'144);
    EXPECT_EQ(memory->locked, 0);
}

TEST(OutlookDecoders, WhatIsNoSuchAnswerIsAnError) {
    EXPECT_FALSE(decode_softforks("[]"));
    EXPECT_FALSE(decode_block_hash("7"));
    EXPECT_FALSE(decode_block_hash(R"("")"));
    EXPECT_EQ(decode_block_hash(R"("00ff")").value(), "00ff");
    EXPECT_FALSE(decode_chain_transactions("null"));
    EXPECT_FALSE(decode_rpc_load("{}"));
    EXPECT_FALSE(decode_locked_memory("{}"));
}

}  // namespace
}  // namespace nodewatch::bitcoin
