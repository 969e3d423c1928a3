#include <gtest/gtest.h>

#include "networks/xrpl/measurements.hpp"
#include "replay.hpp"
#include "telemetry/validate.hpp"

namespace nodewatch::xrpl {
namespace {

/// The metrics of the xrpl-validator-dashboard, by the place they came from there.
const std::vector<std::string> dashboard_names = {
    // stream ledger
    "xrpl_ledgers_closed_total", "xrpl_ledger_sequence", "xrpl_ledger_age_seconds",
    "xrpl_base_fee_xrp", "xrpl_reserve_base_xrp", "xrpl_reserve_inc_xrp", "xrpl_transaction_rate",
    // stream server
    "xrpl_validator_state_value", "xrpl_time_in_current_state_seconds", "xrpl_state_changes_total",
    // stream validations
    "xrpl_validations_checked_total", "xrpl_validations_total", "xrpl_validation_agreements_total",
    "xrpl_validation_missed_total", "xrpl_validation_agreement_pct_1h",
    "xrpl_validation_agreement_pct_24h", "xrpl_validation_agreements_1h",
    "xrpl_validation_agreements_24h", "xrpl_validation_missed_1h", "xrpl_validation_missed_24h",
    "xrpl_validation_event",
    // server_info
    "xrpl_peer_count", "xrpl_load_factor", "xrpl_io_latency_ms",
    "xrpl_consensus_converge_time_seconds", "xrpl_validator_uptime_seconds",
    "xrpl_validator_uptime_info", "xrpl_server_state_duration_seconds", "xrpl_validation_quorum",
    "xrpl_proposers", "xrpl_validator_state_info", "xrpl_jq_trans_overflow_total",
    "xrpl_peer_disconnects_total", "xrpl_peer_disconnects_resources_total",
    // peers
    "xrpl_peers_inbound", "xrpl_peers_outbound", "xrpl_peers_insane", "xrpl_peer_latency_p90_ms",
    // server_state and disk
    "xrpl_state_accounting_duration_seconds", "xrpl_state_accounting_transitions",
    "xrpl_initial_sync_duration_seconds", "xrpl_ledger_db_bytes", "xrpl_ledger_nudb_bytes",
    "xrpl_server_info",
    // CPU
    "xrpl_rippled_cpu_percent", "xrpl_rippled_cpu_cores",
    // the monitor itself
    "xrpl_websocket_connected", "xrpl_websocket_healthy", "xrpl_websocket_heartbeat_failures",
    "xrpl_websocket_reconnect_attempts", "xrpl_websocket_message_count",
    "xrpl_websocket_last_message_age_seconds", "xrpl_state_health",
    "xrpl_state_last_save_timestamp", "xrpl_state_save_failures_total",
    "xrpl_monitor_uptime_seconds", "xrpl_state_backup",
    // uptime exporter
    "xrpl_rippled_uptime_seconds", "xrpl_rippled_uptime_formatted",
    // state exporter
    "xrpl_state_realtime_value", "xrpl_state_realtime", "xrpl_build_version_realtime",
    "xrpl_pubkey_realtime", "xrpl_node_mode_realtime", "xrpl_ledger_sequence_realtime",
    "xrpl_ledger_age_realtime", "xrpl_base_fee_xrp_realtime", "xrpl_reserve_base_xrp_realtime",
    "xrpl_reserve_inc_xrp_realtime", "xrpl_load_factor_realtime", "xrpl_validation_quorum_realtime",
    "xrpl_proposers_realtime", "xrpl_unl_expiry_days_realtime", "xrpl_amendment_blocked_realtime",
    "xrpl_peer_count_realtime", "xrpl_peers_inbound_realtime", "xrpl_peers_outbound_realtime",
    "xrpl_peers_insane_realtime", "xrpl_peer_latency_p90_realtime",
    "xrpl_crawl_peer_count_realtime", "xrpl_peers_higher_version_realtime",
    "xrpl_peers_higher_version_pct_realtime", "xrpl_upgrade_recommended_realtime",
    "xrpl_upgrade_status_realtime", "xrpl_unl_status_active_realtime",
    "xrpl_cert_expiry_days_realtime"};

/// Runs a recording, and adds what this host and the peer port tell, which none records.
std::set<std::string> published(const std::string& file, const std::string& node) {
    Replay replay(file, node);
    replay.run();
    WatchedNode& watched = replay.node();
    ProcessSample process;
    process.cpu_seconds = 10;
    process.cpu_cores = 4;
    watched.watcher.on_process(process, watched.now());
    watched.pass(Duration{5'000});
    process.cpu_seconds = 11;
    watched.watcher.on_process(process, watched.now());
    DatabaseSample database;
    database.ledger_db_bytes = 1e9;
    database.nudb_bytes = 5e8;
    watched.watcher.on_database(database, watched.now());
    CrawlInfo crawl;
    crawl.has_overlay = true;
    crawl.active.resize(1);
    crawl.active[0].version = "rippled-3.1.1";
    crawl.unl_status = "active";
    watched.watcher.on_crawl(crawl, watched.now());
    watched.watcher.on_certificates(
        {CertificateSample{"vl.ripple.com:443", std::int64_t{2'000'000'000}}}, watched.now());
    watched.watcher.state_saved({}, watched.now());
    watched.pass(Duration{2'000});
    return replay.metrics();
}

TEST(MetricNames, EveryOneOfTheDashboardIsPublished) {
    std::set<std::string> all = published("life-outage", "n1");
    for (const auto& [file, node] :
         {std::pair{"run-a-poll-http", "n1"}, std::pair{"life-validator-list", "n6"}})
        all.merge(published(file, node));
    for (const std::string& name : dashboard_names)
        EXPECT_TRUE(all.contains(name)) << name;
}

TEST(MetricNames, RealtimeNamesCanBeSwitchedOff) {
    WatcherOptions options;
    options.realtime_names = false;
    Replay replay("life-revocation", "n1", options);
    replay.run();
    for (const std::string& name : replay.metrics())
        EXPECT_FALSE(name.ends_with("_realtime")) << name;
}

TEST(MetricNames, FollowTheRulesOfPrometheusWhereTheyAreNew) {
    const std::vector<std::string_view> inherited(dashboard_names.begin(), dashboard_names.end());
    for (const Error& error : validate_measurements(measurements(), inherited))
        ADD_FAILURE() << error.message;
}

TEST(MetricNames, EachBelongsToOneMeasurement) {
    std::map<std::string, const Measurement*> seen;
    for (const Measurement* measurement : measurements()) {
        for (const FieldSpec& field : measurement->fields())
            EXPECT_EQ(seen.try_emplace(field.metric, measurement).first->second, measurement)
                << field.metric;
    }
}

}  // namespace
}  // namespace nodewatch::xrpl
