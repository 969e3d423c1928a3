#include <gtest/gtest.h>

#include "replay.hpp"

/// Values at the end of recordings, and on the way, against what the raw lines say. Counted with jq
/// and Python in the files.
namespace nodewatch::xrpl {
namespace {

TEST(RecordedValues, OfTheStreams) {
    Replay replay("life-outage", "n1");
    replay.run();
    WatchedNode& n1 = replay.node();
    n1.pass(Duration{2'000});  // totals of validations are published on ticks
    EXPECT_EQ(n1.value("xrpl_ledgers_closed_total"), 85);
    EXPECT_EQ(n1.value("xrpl_validations_checked_total"), 495);
    EXPECT_EQ(n1.value("xrpl_ledgers_late_total"), 31);  // more than 20 s after their close
    EXPECT_EQ(n1.value("xrpl_validations_total"), 121);
    EXPECT_EQ(n1.value("xrpl_validations_partial_total"), 2);
    EXPECT_EQ(n1.value("xrpl_ledger_transactions_total"), 0);
    EXPECT_EQ(n1.value("xrpl_stream_gaps_total"), 2);  // stopped once, killed once
    EXPECT_EQ(n1.watcher.gaps(), 2);
    EXPECT_EQ(n1.value("xrpl_node_restarts_total"), 2);
    EXPECT_EQ(n1.value("xrpl_state_realtime", {{"state", "proposing"}}), 1);
    EXPECT_EQ(n1.value("xrpl_state_realtime", {{"state", "full"}}), 0);
    EXPECT_EQ(n1.value("xrpl_node_mode_realtime", {{"mode", "validator"}}), 1);
    EXPECT_EQ(n1.value("xrpl_build_info", {{"version", "3.1.1"}, {"network_id", "900"}}), 1);
    EXPECT_EQ(n1.value("xrpl_pubkey_realtime",
                       {{"pubkey", "nHUGga99HSfHF3zMmWyMPundzB9y7rDLMSuUHkhVStCbXfbHNaC5"}}),
              1);
}

TEST(RecordedValues, OfEveryPoll) {
    Replay replay("run-a-poll-http", "n1");
    replay.run();
    const WatchedNode& n1 = replay.node();
    // The last answers of the file.
    EXPECT_EQ(n1.value("xrpl_peer_count"), 5);
    EXPECT_EQ(n1.value("xrpl_peers_inbound"), 3);
    EXPECT_EQ(n1.value("xrpl_peers_outbound"), 2);
    EXPECT_EQ(n1.value("xrpl_peers_insane"), 0);
    EXPECT_EQ(n1.value("xrpl_peers_wrong_network"), 0);
    EXPECT_EQ(n1.value("xrpl_peer_latency_p90_ms"), 3);  // 0 0 0 1 3
    EXPECT_EQ(n1.value("xrpl_peer_latency_median_seconds"), 0);
    EXPECT_EQ(n1.value("xrpl_validation_quorum"), 4);
    EXPECT_EQ(n1.value("xrpl_trusted_validators"), 5);
    EXPECT_EQ(n1.value("xrpl_admin_access"), 1);
    EXPECT_EQ(n1.value("xrpl_collector_failed", {{"section", "peers"}}), 0);
    EXPECT_EQ(n1.value("xrpl_base_fee_xrp_realtime"), 1e-05);
    EXPECT_EQ(n1.value("xrpl_unl_expiry_days_realtime"), std::nullopt);  // "never"
    EXPECT_EQ(n1.value("xrpl_amendment_blocked_realtime"), 0);
    EXPECT_EQ(n1.value("xrpl_peers_higher_version_realtime"), 0);  // all run 3.1.1
    EXPECT_EQ(n1.value("xrpl_peer_versions", {{"version", "rippled-3.1.1"}}), 5);
    EXPECT_EQ(n1.value("xrpl_manifest_sequence"), 1);
    EXPECT_EQ(n1.value("xrpl_manifest_domain_set"), 1);  // v1.validator.test
    EXPECT_EQ(n1.value("xrpl_consensus_proposing"), 1);
    EXPECT_EQ(n1.value("xrpl_consensus_phase", {{"phase", "open"}}), 1);
    EXPECT_EQ(n1.value("xrpl_consensus_previous_round_seconds"), 2.004);
    // The current round is in its open phase; the last ledger had the proposers.
    EXPECT_EQ(n1.value("xrpl_consensus_proposers"), 0);
    EXPECT_EQ(n1.value("xrpl_proposers_realtime"), 4);
    EXPECT_EQ(n1.value("xrpl_job_rate", {{"job_type", "WriteNode"}}), 82);
    EXPECT_EQ(n1.value("xrpl_job_average_seconds", {{"job_type", "acceptLedger"}}), 0.001);
    EXPECT_EQ(n1.value("xrpl_job_threads"), 4);
    EXPECT_EQ(n1.value("xrpl_load_factor_component", {{"component", "server"}}), 1);
}

TEST(RecordedValues, LoadIsTheMultiplierOfTheAnswer) {
    // A burst with a fee of 5000 at 520 s: load_factor rises to some hundreds for clients.
    Replay replay("run-a-poll-http", "n1");
    double highest = 0;
    replay.run([&](double) {
        highest = std::max(highest, replay.node().value("xrpl_load_factor").value_or(0));
    });
    EXPECT_DOUBLE_EQ(highest, 531.73828125) << "load_factor of the answers, as sent";
}

}  // namespace
}  // namespace nodewatch::xrpl
