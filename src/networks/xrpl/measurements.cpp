#include "networks/xrpl/measurements.hpp"

#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/measurements_monitor.hpp"
#include "networks/xrpl/measurements_network.hpp"
#include "networks/xrpl/measurements_realtime.hpp"
#include "networks/xrpl/measurements_server.hpp"

namespace nodewatch::xrpl {

const StateMeasurement state_measurement;
const ServerInfoMeasurement server_info_measurement;
const LoadMeasurement load_measurement;
const StateAccountingMeasurement state_accounting_measurement;
const InfoMeasurement build_info_measurement("xrpl_build_info", "xrpl_build_info",
                                             "Version and network of the node",
                                             {"version", "network_id"});
// Named as the seed's metric; complete_ledgers, which changes with every ledger, is no label here.
const InfoMeasurement server_facts_measurement("xrpl_server_facts", "xrpl_server_info",
                                               "Size class of the node", {"node_size"});
const InfoMeasurement node_key_measurement("xrpl_validator_state_info", "xrpl_validator_state_info",
                                           "Public key of the node", {"pubkey_node"});
const InfoMeasurement uptime_text_measurement("xrpl_validator_uptime_info",
                                              "xrpl_validator_uptime_info",
                                              "Time since the node started, as text", {"pretty"});
const InfoMeasurement rippled_uptime_text_measurement("xrpl_rippled_uptime_formatted",
                                                      "xrpl_rippled_uptime_formatted",
                                                      "Time since the node started, as text",
                                                      {"uptime"});
const InfoMeasurement server_warning_measurement("xrpl_server_warning", "xrpl_server_warning",
                                                 "Warnings that the server gives, by their number",
                                                 {"id"});
const JobMeasurement job_measurement;
const CountMeasurement count_measurement;

const LedgerMeasurement ledger_measurement;
const ValidationMeasurement validation_measurement;
const ValidationEventMeasurement validation_event_measurement;
const TrustMeasurement trust_measurement;
const SilentValidatorMeasurement silent_validator_measurement;
const ValidatorLedgersMeasurement validator_ledgers_measurement;
const ManifestMeasurement manifest_measurement;
const ConsensusMeasurement consensus_measurement;
const FeeMeasurement fee_measurement;

const PeersMeasurement peers_measurement;
const PeerVersionMeasurement peer_version_measurement;
const UpgradeMeasurement upgrade_measurement;
const CrawlMeasurement crawl_measurement;
const ValidatorListMeasurement validator_list_measurement;
const PublisherMeasurement publisher_measurement;
const SiteMeasurement site_measurement;
const CertificateMeasurement certificate_measurement;
const AmendmentsMeasurement amendments_measurement;
const AmendmentMeasurement amendment_measurement;
const BlockMeasurement block_measurement;

const RealtimeStateMeasurement realtime_state_measurement;
const RealtimeServerMeasurement realtime_server_measurement;
const RealtimePeersMeasurement realtime_peers_measurement;
const InfoMeasurement realtime_version_measurement("xrpl_build_version_realtime",
                                                   "xrpl_build_version_realtime",
                                                   "Version of the node", {"version"});
const InfoMeasurement realtime_key_measurement("xrpl_pubkey_realtime", "xrpl_pubkey_realtime",
                                               "Public key of the validator; none for a stock node",
                                               {"pubkey"});
const InfoMeasurement realtime_mode_measurement("xrpl_node_mode_realtime",
                                                "xrpl_node_mode_realtime",
                                                "validator, stock_node or unknown", {"mode"});

const ProcessMeasurement process_measurement;
const DatabaseMeasurement database_measurement;
const HistoryMeasurement history_measurement;
const StreamMeasurement stream_measurement;
const StateBackupMeasurement state_backup_measurement;
const CollectorMeasurement collector_measurement;
const MonitorMeasurement monitor_measurement;
const ConditionMeasurement condition_measurement;

std::vector<const Measurement*> measurements() {
    return {&state_measurement, &server_info_measurement, &load_measurement,
            &state_accounting_measurement, &build_info_measurement, &server_facts_measurement,
            &node_key_measurement, &uptime_text_measurement, &rippled_uptime_text_measurement,
            &server_warning_measurement, &job_measurement, &count_measurement,
            //
            &ledger_measurement, &validation_measurement, &validation_event_measurement,
            &trust_measurement, &silent_validator_measurement, &validator_ledgers_measurement,
            &manifest_measurement, &consensus_measurement, &fee_measurement,
            //
            &peers_measurement, &peer_version_measurement, &upgrade_measurement, &crawl_measurement,
            &validator_list_measurement, &publisher_measurement, &site_measurement,
            &certificate_measurement, &amendments_measurement, &amendment_measurement,
            &block_measurement,
            //
            &realtime_state_measurement, &realtime_server_measurement, &realtime_peers_measurement,
            &realtime_version_measurement, &realtime_key_measurement, &realtime_mode_measurement,
            //
            &process_measurement, &database_measurement, &history_measurement, &stream_measurement,
            &state_backup_measurement, &collector_measurement, &monitor_measurement,
            &condition_measurement};
}

}  // namespace nodewatch::xrpl
