#include "networks/bitcoin/indexer_watcher.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "networks/bitcoin/conditions.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Indexers : public ::testing::Test {
protected:
    Indexers() : latest_(clock_) { hub_.add(latest_); }

    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, target_, labels);
    }
    FulcrumStats fulcrum(std::uint64_t tip, bool syncing = false) const {
        FulcrumStats stats;
        stats.tip_height = tip;
        stats.chain = "main";
        stats.syncing = syncing;
        return stats;
    }
    void tell(const Result<FulcrumStats>& stats, NodeTip node) {
        clock_.advance(30s);
        watcher_.on_fulcrum(stats, node, clock_.now());
    }
    std::vector<std::string> behind() const {
        return watcher_.behind(clock_.now()).value_or(std::vector<std::string>{"unknown"});
    }

    ManualClock clock_;
    Hub hub_;
    LatestValues latest_;
    Target target_{"bitcoin", "main-1"};
    IndexerWatcher watcher_{Publisher(hub_, target_), 30s};
};

TEST_F(Indexers, TheLagIsWhatTheNodeHasMore) {
    EXPECT_EQ(watcher_.down(), std::nullopt) << "none was asked";
    tell(fulcrum(100), {100, "main"});
    EXPECT_EQ(value("bitcoin_fulcrum_up"), 1);
    EXPECT_EQ(value("bitcoin_fulcrum_tip_height"), 100);
    EXPECT_EQ(value("bitcoin_fulcrum_tip_lag"), 0);
    EXPECT_EQ(value("bitcoin_fulcrum_clients"), std::nullopt) << "not told";
    EXPECT_THAT(behind(), IsEmpty());
    tell(fulcrum(100), {101, "main"});
    EXPECT_THAT(behind(), IsEmpty()) << "one block takes a moment";
    tell(fulcrum(100), {102, "main"});
    EXPECT_EQ(value("bitcoin_fulcrum_tip_lag"), 2);
    EXPECT_THAT(behind(), ElementsAre("Fulcrum has block 100, the node 2 more."));
    tell(fulcrum(103), {102, "main"});
    EXPECT_EQ(value("bitcoin_fulcrum_tip_lag"), 0) << "it heard of the block first";
}

TEST_F(Indexers, WithoutTheNodesHeightTheLagIsUnknown) {
    tell(fulcrum(100), {});
    EXPECT_EQ(value("bitcoin_fulcrum_tip_lag"), std::nullopt);
    EXPECT_THAT(behind(), ElementsAre("unknown"));
    tell(fulcrum(100), {900'000, "regtest"});
    EXPECT_EQ(value("bitcoin_fulcrum_tip_lag"), std::nullopt) << "an indexer of another chain";
}

TEST_F(Indexers, WhoTakesInBlocksIsNotBehindWhileItsTipMoves) {
    for (std::uint64_t tip = 1'000; tip < 1'040; ++tip) {
        tell(fulcrum(tip, true), {900'000, "main"});
        EXPECT_THAT(behind(), IsEmpty());
    }
    for (Duration stood{0}; stood < IndexerWatcher::sync_patience; stood += 30s)
        tell(fulcrum(1'040, true), {900'000, "main"});
    EXPECT_THAT(behind(), IsEmpty());
    tell(fulcrum(1'040, true), {900'000, "main"});
    EXPECT_THAT(behind(), ElementsAre(HasSubstr("898960 more"))) << "it stands";
}

TEST_F(Indexers, TwoFailuresAreDown) {
    tell(fulcrum(100), {102, "main"});
    tell(failure(ErrorKind::refused, "nobody listens"), {102, "main"});
    EXPECT_EQ(value("bitcoin_fulcrum_up"), 0);
    EXPECT_EQ(value("bitcoin_fulcrum_tip_height"), std::nullopt);
    EXPECT_THAT(*watcher_.down(), IsEmpty());
    EXPECT_THAT(behind(), ElementsAre("unknown"));
    tell(failure(ErrorKind::refused, "nobody listens"), {102, "main"});
    EXPECT_THAT(*watcher_.down(), ElementsAre("Fulcrum does not answer: nobody listens."));
    tell(fulcrum(102), {102, "main"});
    EXPECT_THAT(*watcher_.down(), IsEmpty());
}

TEST_F(Indexers, ElectrsWithItsBandsAndMethods) {
    ElectrsMetrics metrics;
    metrics.tip_height = 99;
    metrics.bands[1] = {.vsize = 9'883, .transactions = 12};
    metrics.methods["blockchain.scripthash.subscribe"] = {.requests = 120, .seconds = 0.5};
    watcher_.on_electrs(metrics, {100, "main"}, clock_.now());
    EXPECT_EQ(value("bitcoin_electrs_tip_lag"), 1);
    EXPECT_EQ(value("bitcoin_electrs_mempool_band_vsize_bytes", {{"band", "1"}}), 9'883);
    EXPECT_EQ(
        value("bitcoin_electrs_rpc_seconds_total", {{"method", "blockchain.scripthash.subscribe"}}),
        0.5);
    metrics.tip_height.reset();
    watcher_.on_electrs(metrics, {100, "main"}, clock_.now());
    EXPECT_EQ(value("bitcoin_electrs_up"), 1);
    EXPECT_EQ(value("bitcoin_electrs_tip_lag"), std::nullopt) << "a version that tells no height";
    watcher_.on_electrs(failure(ErrorKind::timeout, "too slow"), {100, "main"}, clock_.now());
    EXPECT_EQ(value("bitcoin_electrs_up"), 0);
    EXPECT_EQ(value("bitcoin_electrs_mempool_band_vsize_bytes", {{"band", "1"}}), std::nullopt);
}

TEST(IndexerConditions, ALagOfThreeMinutesIsACondition) {
    ManualClock clock;
    Conditions conditions;
    ConditionInputs in;
    in.surroundings.indexers_down = std::vector<std::string>{};
    in.surroundings.indexers_behind =
        std::vector<std::string>{"Fulcrum has block 1, the node 2 more."};
    conditions.update(in, clock.now());
    EXPECT_EQ(conditions.holds(Condition::indexer_down), false);
    clock.advance(179s);
    conditions.update(in, clock.now());
    EXPECT_EQ(conditions.holds(Condition::indexer_behind), false);
    clock.advance(1s);
    conditions.update(in, clock.now());
    EXPECT_EQ(conditions.holds(Condition::indexer_behind), true);
    EXPECT_THAT(conditions.reasons().at(0).message, HasSubstr("Fulcrum has block 1"));
    conditions.update({}, clock.now());
    EXPECT_EQ(conditions.holds(Condition::indexer_behind), std::nullopt) << "none is configured";
}

}  // namespace
}  // namespace nodewatch::bitcoin
