#include "networks/bitcoin/watcher.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "telemetry/latest_values.hpp"
#include "telemetry/live_board.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Watching : public ::testing::Test {
protected:
    Watching() : latest_(clock_) { hub_.add(latest_); }

    BlockchainInfo synchronised() const {
        BlockchainInfo info;
        info.chain = "main";
        info.blocks = info.headers = 900'000;
        info.best_block = "tip";
        info.initial_block_download = false;
        info.verification_progress = 1.0;
        info.warnings = std::vector<std::string>{};
        return info;
    }

    void round(const Result<BlockchainInfo>& info) {
        watcher_.on_blockchain(info, clock_.now());
        if (const auto tip = watcher_.undescribed_tip())
            watcher_.on_tip_header(BlockHeader{*tip, "before", 900'000, 1, tip_time_},
                                   clock_.now());
        watcher_.tell_chain(clock_.now());
        watcher_.end_round(clock_.now());
        watcher_.tick(clock_.now());
    }
    void pass(Duration time, const Result<BlockchainInfo>& info) {
        for (; time > 0s; time -= 5s) {
            clock_.advance(5s);
            round(info);
        }
    }
    std::vector<std::string> reasons() const {
        std::vector<std::string> codes;
        for (const StatusReason& reason : watcher_.reasons())
            codes.push_back(reason.code);
        return codes;
    }
    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, target_, labels);
    }
    std::optional<double> condition(std::string name) const {
        return value("bitcoin_condition", {{"condition", std::move(name)}});
    }

    ManualClock clock_;
    std::int64_t tip_time_ = clock_.now().wall.time_since_epoch() / std::chrono::seconds{1};
    Hub hub_;
    LatestValues latest_;
    LiveBoard board_{clock_};
    EventLog events_{board_};
    Target target_{"bitcoin", "main-1"};
    Watcher watcher_{{}, Publisher(hub_, target_), &events_};
};

TEST_F(Watching, ANodeThatIsWell) {
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::starting);
    round(synchronised());
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::ok);
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(value("bitcoin_up"), 1);
    EXPECT_EQ(value("bitcoin_node_state"), 4);
    EXPECT_EQ(value("bitcoin_blockchain_best_height"), 900'000);
    EXPECT_EQ(value("bitcoin_blockchain_block_lag"), 0);
    EXPECT_EQ(value("bitcoin_blockchain_max_reorg_depth"), 0);
    EXPECT_EQ(value("bitcoin_tip_age_seconds"), 0);
    EXPECT_EQ(condition("initial_block_download"), 0);
    EXPECT_EQ(condition("no_peers"), std::nullopt) << "the peers were not told yet";
    EXPECT_EQ(value("bitcoin_blockchain_block_interval_seconds"), std::nullopt);
}

TEST_F(Watching, ANodeThatIsAwayLeavesNothingThatLooksAlive) {
    round(synchronised());
    const Error refused{ErrorKind::refused, "nobody listens"};
    pass(5s, failure(refused));
    EXPECT_THAT(reasons(), IsEmpty()) << "one failure may be a moment";
    pass(5s, failure(refused));
    EXPECT_THAT(reasons(), ElementsAre("node_down"));
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::failed);
    EXPECT_EQ(value("bitcoin_up"), 0);
    EXPECT_EQ(value("bitcoin_node_state"), 0);
    EXPECT_EQ(value("bitcoin_blockchain_best_height"), std::nullopt);
    EXPECT_EQ(value("bitcoin_tip_age_seconds"), std::nullopt);
    pass(5s, synchronised());
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::ok);
    EXPECT_EQ(value("bitcoin_blockchain_best_height"), 900'000);
}

TEST_F(Watching, EachErrorIsAConditionOfItsOwn) {
    const std::vector<std::pair<Error, std::string>> errors = {
        {{ErrorKind::timeout, "x"}, "node_frozen"},
        {{ErrorKind::unavailable, "the node is starting: Verifying blocks…", "-28"}, "warming_up"},
        {{ErrorKind::permission, "x", "401"}, "node_refuses"},
        {{ErrorKind::server, "x", "503"}, "node_overloaded"},
        {{ErrorKind::parse, "x"}, "node_answers_wrongly"},
        {{ErrorKind::http_status, "x", "404"}, "node_answers_wrongly"},
        {{ErrorKind::dns, "x"}, "node_address_wrong"},
        {{ErrorKind::transport, "x"}, "node_down"},
    };
    for (const auto& [error, code] : errors) {
        pass(5s, synchronised());
        pass(30s, failure(error));
        EXPECT_THAT(reasons(), ElementsAre(code)) << to_string(error.kind);
    }
}

TEST_F(Watching, OneLateAnswerIsNoFrozenNode) {
    const Error late{ErrorKind::timeout, "too slow"};
    round(synchronised());
    round(failure(late));
    for (int second = 0; second < 15; ++second) {
        clock_.advance(1s);
        watcher_.tick(clock_.now());
    }
    EXPECT_THAT(reasons(), IsEmpty()) << "however long the next answer takes";
    round(synchronised());
    round(failure(late));
    EXPECT_THAT(reasons(), IsEmpty()) << "nor are two that are not in a row";
    round(failure(late));
    EXPECT_THAT(reasons(), ElementsAre("node_frozen"));
    pass(5s, failure(late));
    EXPECT_EQ(value("bitcoin_up"), 0);
}

TEST_F(Watching, WhatTheNodeDoesNotTellIsToldAsUnknown) {
    BlockchainInfo info = synchronised();
    info.initial_block_download = true;
    info.blocks = info.headers = std::nullopt;
    info.verification_progress.reset();
    info.background.emplace();
    round(info);
    EXPECT_THAT(watcher_.reasons()[0].message,
                HasSubstr("block unknown of unknown (an unknown part)"));
    EXPECT_THAT(watcher_.notices(), ElementsAre(HasSubstr("an unknown part so far")));
}

TEST_F(Watching, ANodeThatStartsIsUpAndNotReady) {
    pass(5s, failure(ErrorKind::unavailable, "the node is starting: Loading block index…", "-28"));
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::degraded);
    EXPECT_EQ(value("bitcoin_up"), 1);
    EXPECT_EQ(value("bitcoin_node_state"), 1);
    EXPECT_THAT(watcher_.reasons()[0].message, HasSubstr("Loading block index"));
}

TEST_F(Watching, ANodeThatRefusesUsIsNeitherUpNorDown) {
    pass(5s, failure(ErrorKind::permission, "no", "401"));
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::failed);
    EXPECT_EQ(value("bitcoin_up"), std::nullopt);
}

TEST_F(Watching, TheDownloadOfTheChainHidesWhatFollowsFromIt) {
    BlockchainInfo info = synchronised();
    info.initial_block_download = true;
    info.blocks = 100;
    tip_time_ -= 100'000'000;
    pass(120s, info);
    EXPECT_THAT(reasons(), ElementsAre("initial_block_download"));
    EXPECT_EQ(value("bitcoin_node_state"), 2);
    EXPECT_EQ(condition("tip_stale"), std::nullopt);
    EXPECT_EQ(condition("behind_headers"), std::nullopt);
}

TEST_F(Watching, ATipWithoutSuccessorBecomesStale) {
    round(synchronised());
    clock_.advance(89min);
    round(synchronised());
    EXPECT_THAT(reasons(), IsEmpty());
    clock_.advance(1min);
    round(synchronised());
    pass(295s, synchronised());
    EXPECT_THAT(reasons(), IsEmpty()) << "a node that was away may still get what it missed";
    pass(5s, synchronised());
    EXPECT_THAT(reasons(), ElementsAre("tip_stale"));
}

TEST_F(Watching, ABlockThatJustCameIsNotOldWhateverItsMinersClockSays) {
    round(synchronised());
    BlockchainInfo next = synchronised();
    next.best_block = "next";
    next.blocks = next.headers = 900'001;
    tip_time_ -= 7'000;  // nearly two hours
    watcher_.on_blockchain(next, clock_.now());
    ASSERT_EQ(watcher_.wanted_header(), "tip");
    watcher_.on_header(BlockHeader{"tip", "before", 900'000, 2, 0}, clock_.now());
    round(next);
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(value("bitcoin_tip_age_seconds"), 7'000);
    EXPECT_EQ(value("bitcoin_tip_arrival_age_seconds"), 0);
}

TEST_F(Watching, OtherChainsHaveOtherLimits) {
    BlockchainInfo info = synchronised();
    info.chain = "regtest";
    tip_time_ = 0;
    round(info);
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(condition("tip_stale"), std::nullopt);
}

TEST_F(Watching, ANodeBehindItsHeadersForAMinute) {
    BlockchainInfo info = synchronised();
    info.headers = 900'003;
    pass(60s, info);
    EXPECT_THAT(reasons(), IsEmpty());
    pass(10s, info);
    EXPECT_THAT(reasons(), ElementsAre("behind_headers"));
    EXPECT_EQ(value("bitcoin_blockchain_block_lag"), 3);
}

TEST_F(Watching, NoPeersANetworkThatIsOffAndWarnings) {
    BlockchainInfo info = synchronised();
    info.warnings = std::vector<std::string>{"Unknown new rules activated (versionbit 28)"};
    NetworkInfo network;
    network.version = 290'000;
    network.connections = 0;
    network.active = false;
    watcher_.on_network(network, clock_.now());
    pass(30s, info);
    watcher_.on_network(network, clock_.now());
    pass(30s, info);
    EXPECT_THAT(reasons(), ElementsAre("network_inactive", "node_warning"));
    watcher_.on_network(network, clock_.now());
    pass(10s, info);
    EXPECT_THAT(reasons(), ElementsAre("no_peers", "network_inactive", "node_warning"));
    EXPECT_THAT(watcher_.reasons()[2].message, HasSubstr("versionbit 28"));
}

TEST_F(Watching, OneTellingOfNoPeersIsNotEnough) {
    NetworkInfo network;
    network.version = 290'000;
    network.connections = 0;
    watcher_.on_network(network, clock_.now());
    pass(95s, synchronised());
    EXPECT_THAT(reasons(), IsEmpty()) << "nothing more was told";
    network.connections = 8;
    watcher_.on_network(network, clock_.now());
    pass(5s, synchronised());
    EXPECT_EQ(condition("no_peers"), 0);
}

/// A node that has so many peers of each kind, for some time.
class Peering : public Watching {
protected:
    void keep(Duration time, std::size_t outbound, std::size_t inbound,
              const std::string& type = "outbound-full-relay") {
        std::vector<Peer> peers(outbound + inbound);
        for (std::size_t i = 0; i < peers.size(); ++i) {
            peers[i].id = i;
            peers[i].inbound = i >= outbound;
            peers[i].connection_type = i >= outbound ? "inbound" : type;
        }
        NetworkInfo network;
        network.version = 290'000;
        network.connections = static_cast<double>(peers.size());
        network.active = active_;
        for (; time > 0s; time -= 30s) {
            pass(30s, info_);
            watcher_.on_network(network, clock_.now());
            watcher_.on_peers(peers, clock_.now());
            watcher_.tick(clock_.now());
        }
    }
    BlockchainInfo info_ = synchronised();
    bool active_ = true;
};

TEST_F(Peering, FewOutboundPeersForTenMinutes) {
    keep(600s, 7, 20);
    EXPECT_THAT(reasons(), IsEmpty());
    keep(60s, 7, 20);
    EXPECT_THAT(reasons(), ElementsAre("few_outbound_peers"));
    EXPECT_THAT(watcher_.reasons().front().message, HasSubstr("has 7 outbound peers; 8 are"));
    EXPECT_FALSE(watcher_.reasons().front().critical);
    keep(30s, 8, 20);
    EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(Peering, NoOutboundPeersIsMoreThanFew) {
    keep(360s, 0, 20);
    EXPECT_THAT(reasons(), ElementsAre("no_outbound_peers"));
    EXPECT_TRUE(watcher_.reasons().front().critical);
    keep(660s, 0, 20);
    EXPECT_THAT(reasons(), ElementsAre("no_outbound_peers"));
}

TEST_F(Peering, FeelersAreNoOutboundPeers) {
    keep(360s, 2, 20, "feeler");
    EXPECT_THAT(reasons(), ElementsAre("no_outbound_peers"));
}

TEST_F(Peering, WhereTheOperatorChoseThePeersTheirNumberIsRight) {
    keep(660s, 1, 20, "manual");
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(condition("few_outbound_peers"), std::nullopt);
    info_.chain = "regtest";
    keep(660s, 0, 1);
    EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(Peering, ANetworkThatIsOffOrWithoutAnyPeerIsToldAsThat) {
    keep(660s, 0, 0);
    EXPECT_THAT(reasons(), ElementsAre("no_peers"));
    active_ = false;
    keep(660s, 0, 1);
    EXPECT_THAT(reasons(), ElementsAre("network_inactive"));
}

TEST_F(Watching, TheBranchesAreAskedForWithTheTipAndWhileItStands) {
    const auto wants = [this] { return watcher_.wants_chain_tips(clock_.now()); };
    BlockchainInfo info = synchronised();
    EXPECT_FALSE(wants()) << "no tip is known";
    info.initial_block_download = true;
    round(info);
    EXPECT_FALSE(wants());
    round(synchronised());
    EXPECT_TRUE(wants());
    watcher_.on_chain_tips(std::vector<ChainTip>{{900'000, "tip", 0, "active"}}, clock_.now());
    pass(295s, synchronised());
    EXPECT_FALSE(wants());
    pass(5s, synchronised());
    EXPECT_TRUE(wants());
    watcher_.on_chain_tips(std::vector<ChainTip>{{900'001, "x", 1, "invalid"}}, clock_.now());
    EXPECT_FALSE(wants());
    pass(5s, synchronised());
    EXPECT_THAT(reasons(), ElementsAre("invalid_chain_longer"));
    info = synchronised();
    info.best_block = "next";
    round(info);
    EXPECT_TRUE(wants());
}

TEST_F(Watching, ATipThatTheNodeHadNoTimeForIsAskedForAgain) {
    const std::vector<Error> passing = {{ErrorKind::server, "the queue is full", "503"},
                                        {ErrorKind::server, "too many requests", "429"},
                                        {ErrorKind::timeout, "too slow"}};
    watcher_.on_blockchain(synchronised(), clock_.now());
    const BlockHeader header{"tip", "before", 900'000, 1, tip_time_};
    for (const Error& error : passing) {
        watcher_.on_tip_header(failure(error), clock_.now());
        EXPECT_EQ(watcher_.undescribed_tip(), "tip") << error.message;
        watcher_.on_tip_header(header, clock_.now());
        EXPECT_FALSE(watcher_.undescribed_tip());
        watcher_.on_block_stats(failure(error), clock_.now());
        EXPECT_EQ(watcher_.undescribed_tip(), "tip") << error.message;
        watcher_.on_chain_tips(failure(error), clock_.now());
        EXPECT_TRUE(watcher_.wants_chain_tips(clock_.now())) << error.message;
    }
    watcher_.on_tip_header(header, clock_.now());
    const Error pruned{ErrorKind::server, "the node has deleted this block (pruned)", "-1"};
    watcher_.on_block_stats(failure(pruned), clock_.now());
    EXPECT_FALSE(watcher_.undescribed_tip());
    watcher_.on_chain_tips(failure(pruned), clock_.now());
    EXPECT_FALSE(watcher_.wants_chain_tips(clock_.now())) << "not before its time";
}

TEST_F(Watching, AnInvalidBranchThatIsLonger) {
    round(synchronised());
    watcher_.on_chain_tips(std::vector<ChainTip>{{900'007, "x", 8, "invalid"},
                                                 {900'000, "tip", 0, "active"},
                                                 {899'990, "y", 1, "some-future-status"}},
                           clock_.now());
    round(synchronised());
    EXPECT_THAT(reasons(), ElementsAre("invalid_chain_longer"));
    EXPECT_EQ(value("bitcoin_chain_tips", {{"status", "some-future-status"}}), 1);
    EXPECT_EQ(value("bitcoin_chain_tip_longest_branch", {{"status", "invalid"}}), 8);
    watcher_.on_chain_tips(failure(ErrorKind::permission, "not whitelisted", "403"), clock_.now());
    round(synchronised());
    EXPECT_EQ(condition("invalid_chain_longer"), std::nullopt);
    EXPECT_EQ(value("bitcoin_chain_tips", {{"status", "active"}}), std::nullopt);
}

TEST_F(Watching, ADeepReorganisationIsShownForAnHourAndToldAsAnEvent) {
    round(synchronised());
    BlockchainInfo next = synchronised();
    next.best_block = "other";
    next.blocks = next.headers = 900'001;
    watcher_.on_blockchain(next, clock_.now());
    for (const BlockHeader& header :
         {BlockHeader{"tip", "p", 900'000, -1, 0}, BlockHeader{"p", "q", 899'999, -1, 0},
          BlockHeader{"q", "r", 899'998, 4, 0}}) {
        ASSERT_EQ(watcher_.wanted_header(), header.hash);
        watcher_.on_header(header, clock_.now());
    }
    EXPECT_FALSE(watcher_.wanted_header());
    round(next);
    EXPECT_THAT(reasons(), ElementsAre("deep_reorganisation"));
    EXPECT_EQ(value("bitcoin_blockchain_max_reorg_depth"), 2);
    EXPECT_EQ(value("bitcoin_reorganisations_total"), 1);
    EXPECT_EQ(value("bitcoin_reorganised_blocks_total"), 2);
    EXPECT_EQ(value("bitcoin_last_reorganisation_depth"), 2);
    LiveReader reader(board_, {*LivePattern::parse("event/*/*")});
    EXPECT_THAT(reader.next(clock_.now().wall)->json,
                HasSubstr("Reorganisation of depth 2 after height 899998"));
    clock_.advance(61min);
    round(next);
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(value("bitcoin_blockchain_max_reorg_depth"), 2) << "of the last 24 h";
}

TEST_F(Watching, WithoutHeadersTheDepthIsUnknownAndNotZero) {
    round(synchronised());
    BlockchainInfo next = synchronised();
    next.best_block = "next";
    const Error refused{ErrorKind::permission, "getblockheader is not whitelisted", "403"};
    watcher_.on_blockchain(next, clock_.now());
    EXPECT_EQ(watcher_.wanted_header(), "tip");
    watcher_.on_header(failure(refused), clock_.now());
    EXPECT_FALSE(watcher_.wanted_header()) << "it is not asked for again at once";
    watcher_.on_tip_header(failure(refused), clock_.now());
    EXPECT_FALSE(watcher_.undescribed_tip()) << "nor are the statistics of the block";
    watcher_.tell_chain(clock_.now());
    EXPECT_EQ(value("bitcoin_blockchain_best_height"), 900'000);
    EXPECT_EQ(value("bitcoin_blockchain_max_reorg_depth"), std::nullopt);
    EXPECT_EQ(value("bitcoin_tip_age_seconds"), std::nullopt);
    pass(30s, next);
    EXPECT_EQ(value("bitcoin_reorganisations_total"), std::nullopt);
    EXPECT_EQ(value("bitcoin_unexplained_tip_changes_total"), std::nullopt);
    EXPECT_EQ(condition("deep_reorganisation"), std::nullopt);
}

TEST_F(Watching, StreamsThatDoNotComeOrTellLessThanPollingAreReasons) {
    round(synchronised());
    watcher_.on_zmq(ZmqHealth{});
    pass(90s, synchronised());
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(condition("zmq_silent"), 0);
    watcher_.on_zmq(ZmqHealth{.disconnected = {"rawtx of tcp://h:1"}, .silent = {"rawblock of X"}});
    pass(90s, synchronised());
    EXPECT_THAT(reasons(), ElementsAre("zmq_disconnected", "zmq_silent"));
    EXPECT_THAT(watcher_.reasons()[0].message, HasSubstr("rawtx of tcp://h:1"));
    EXPECT_THAT(watcher_.reasons()[1].message, HasSubstr("rawblock of X"));
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::degraded);
    watcher_.on_zmq(std::nullopt);
    pass(5s, synchronised());
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(condition("zmq_silent"), std::nullopt) << "not followed, and not known";
}

TEST_F(Watching, NoEstimateIsNoFee) {
    round(synchronised());
    MempoolInfo mempool;
    mempool.transactions = 5;
    mempool.virtual_bytes = 1'250'000;
    watcher_.on_mempool(mempool, clock_.now());
    FeeEstimate estimate;
    estimate.fee_rate = 12.5;
    watcher_.on_fee(3, estimate, clock_.now());
    watcher_.on_fee(6, FeeEstimate{}, clock_.now());
    watcher_.end_round(clock_.now());
    EXPECT_EQ(value("bitcoin_mempool_tx_count"), 5);
    EXPECT_EQ(value("bitcoin_mempool_vsize_mb"), 1.25);
    EXPECT_EQ(value("bitcoin_mempool_fee_fast"), 12.5);
    EXPECT_EQ(value("bitcoin_mempool_fee_slow"), std::nullopt);
    EXPECT_EQ(value("bitcoin_fee_estimate_sat_per_vbyte", {{"target", "3"}}), 12.5);
    EXPECT_EQ(value("bitcoin_fee_estimate_sat_per_vbyte", {{"target", "6"}}), std::nullopt);
}

TEST_F(Watching, PeersThatCameAndWentAndARestart) {
    const auto peers = [](std::vector<std::uint64_t> ids) {
        std::vector<Peer> all;
        for (const std::uint64_t id : ids)
            all.emplace_back().id = id;
        return all;
    };
    watcher_.on_uptime(Duration{1000s}, clock_.now());
    watcher_.on_peers(peers({7, 8, 9}), clock_.now());
    EXPECT_EQ(value("bitcoin_peers_joined_total"), 0);
    clock_.advance(30s);
    watcher_.on_uptime(Duration{1029s}, clock_.now());
    watcher_.on_peers(peers({8, 10, 11}), clock_.now());
    EXPECT_EQ(value("bitcoin_peers_joined_total"), 2);
    EXPECT_EQ(value("bitcoin_peers_left_total"), 2);
    clock_.advance(30s);
    watcher_.on_uptime(Duration{10s}, clock_.now());
    watcher_.on_peers(peers({0, 1}), clock_.now());
    EXPECT_EQ(value("bitcoin_peers_joined_total"), 2) << "ids begin anew with the node";
    round(synchronised());
    EXPECT_EQ(value("bitcoin_node_restarts_total"), 1);
    EXPECT_EQ(value("bitcoin_uptime_seconds"), 10);
}

TEST_F(Watching, ARestartWhoseUptimePassedTheOldOne) {
    watcher_.on_uptime(Duration{60s}, clock_.now());
    clock_.advance(600s);  // of crash and warm-up: it began anew 100 s ago
    watcher_.on_uptime(Duration{100s}, clock_.now());
    round(synchronised());
    EXPECT_EQ(value("bitcoin_node_restarts_total"), 1);
    clock_.advance(600s);
    watcher_.on_uptime(Duration{700s}, clock_.now());
    pass(5s, synchronised());
    EXPECT_EQ(value("bitcoin_node_restarts_total"), 1) << "it was only not asked";
}

TEST_F(Watching, AnAnswerThatTookItsTimeIsNoRestart) {
    watcher_.on_uptime(Duration{1000s}, clock_.now());
    clock_.advance(40s);
    watcher_.on_uptime(Duration{1030s}, clock_.now());
    clock_.advance(20s);
    watcher_.on_uptime(Duration{1030s}, clock_.now());
    round(synchronised());
    EXPECT_EQ(value("bitcoin_node_restarts_total"), 0);
    watcher_.on_uptime(Duration{1029s}, clock_.now());
    pass(5s, synchronised());
    EXPECT_EQ(value("bitcoin_node_restarts_total"), 1);
}

TEST_F(Watching, ASnapshotThatIsStillCheckedIsANotice) {
    BlockchainInfo info = synchronised();
    info.background.emplace().progress = 0.2815;
    round(info);
    EXPECT_THAT(watcher_.notices(), ElementsAre(HasSubstr("28.1 %")));
    EXPECT_EQ(watcher_.state(clock_.now()), TargetState::ok);
    EXPECT_EQ(value("bitcoin_background_validation_progress"), 0.2815);
}

}  // namespace
}  // namespace nodewatch::bitcoin
