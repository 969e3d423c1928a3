#pragma once

#include "telemetry/schema.hpp"

/// What the server says of itself: state, load, identity, jobs.
namespace nodewatch::xrpl {

/// Whether the node is there, and its state. Published when it changes, and on ticks.
struct StateMeasurement : Measurement {
    StateMeasurement() : Measurement("xrpl_state", "State of the node") {}

    Field up = gauge("up", "xrpl_up", "1", "1 while the node answers requests or sends events");
    Field value = gauge("value", "xrpl_validator_state_value", "1",
                        "State of the node: 0 down, 1 disconnected, 2 connected, 3 syncing, 4 "
                        "tracking, 5 full, 6 validating, 7 proposing");
    Field since = age("since", "xrpl_time_in_current_state_seconds",
                      "Time since the node entered its state, by the node's own account");
    Field changes = counter("changes", "xrpl_state_changes_total", "1",
                            "Changes of the node's state that were seen");
    Field restarts = counter("restarts", "xrpl_node_restarts_total", "1",
                             "Restarts of the node that were seen (its uptime fell)");
    Field validator = gauge("validator", "xrpl_validator_configured", "1",
                            "1 when the node has a validator key, 0 for a stock node; absent "
                            "without admin access");
    Field admin = gauge("admin", "xrpl_admin_access", "1",
                        "1 when the server gives us the answers of an admin port");
};

/// Poll of server_info.
struct ServerInfoMeasurement : Measurement {
    ServerInfoMeasurement() : Measurement("xrpl_server_info", "Answer to server_info") {}

    Field peers = gauge("peers", "xrpl_peer_count", "1", "Peers the node is connected to");
    Field io_latency =
        gauge("io_latency_ms", "xrpl_io_latency_ms", "milliseconds", "Disk latency, milliseconds");
    Field converge_time = gauge("converge_time", "xrpl_consensus_converge_time_seconds", "seconds",
                                "Time that the last ledger took to reach consensus");
    Field proposers = gauge("proposers", "xrpl_proposers", "1",
                            "Other trusted validators that proposed in the last closed ledger");
    Field quorum = gauge("quorum", "xrpl_validation_quorum", "1",
                         "Trusted validations a ledger needs; absent while no quorum is possible");
    Field quorum_unreachable =
        gauge("quorum_unreachable", "xrpl_validation_quorum_unreachable", "1",
              "1 while the node has no usable validator list, so that no quorum is possible");
    Field uptime = gauge("uptime", "xrpl_validator_uptime_seconds", "seconds",
                         "Time since the node's process started, to the nearest minute");
    Field rippled_uptime = gauge("rippled_uptime", "xrpl_rippled_uptime_seconds", "seconds",
                                 "Time since the node's process started");
    Field state_duration = gauge("state_duration", "xrpl_server_state_duration_seconds", "seconds",
                                 "Time the node had been in its state when it answered");
    Field queue_overflows =
        counter("jq_trans_overflow", "xrpl_jq_trans_overflow_total", "1",
                "Transactions dropped because the job queue was full, since the node started");
    Field disconnects = counter("peer_disconnects", "xrpl_peer_disconnects_total", "1",
                                "Peers that were disconnected, since the node started");
    Field disconnects_resources =
        counter("peer_disconnects_resources", "xrpl_peer_disconnects_resources_total", "1",
                "Peers cut off for using too many resources, since the node started");
    Field validated_sequence = gauge("validated_sequence", "xrpl_validated_ledger_sequence", "1",
                                     "Sequence of the last validated ledger");
    Field publish_lag = gauge("publish_lag", "xrpl_published_ledger_lag", "1",
                              "Validated ledgers that the node has not yet published to clients");
    Field complete_ledgers =
        gauge("complete_ledgers", "xrpl_complete_ledgers", "1", "Ledgers in the node's history");
    Field complete_gaps = gauge("complete_gaps", "xrpl_complete_ledgers_gaps", "1",
                                "Gaps in the node's history of ledgers");
    Field complete_first = gauge("complete_first", "xrpl_complete_ledgers_first", "1",
                                 "Oldest ledger in the node's history");
    Field complete_last = gauge("complete_last", "xrpl_complete_ledgers_last", "1",
                                "Newest ledger in the node's history");
    Field fetch_pack = gauge("fetch_pack", "xrpl_fetch_pack_entries", "1",
                             "Objects of old ledgers that the node is fetching");
    Field waiting_for_network =
        gauge("waiting_for_network", "xrpl_waiting_for_network", "1",
              "1 while the node waits for its first ledger from the network");
    Field amendment_blocked =
        gauge("amendment_blocked", "xrpl_amendment_blocked", "1",
              "1 when the network uses an amendment that this version does not know");
    Field close_time_offset =
        gauge("close_time_offset", "xrpl_close_time_offset_seconds", "seconds",
              "Offset of the node's clock from the network's; told by the node from 60 s on");
    Field job_threads = gauge("job_threads", "xrpl_job_threads", "1", "Threads of the job queue");
};

/// Load of the server: poll of server_info, and events of the stream `server` as they happen.
struct LoadMeasurement : Measurement {
    LoadMeasurement() : Measurement("xrpl_load", "Load of the node") {}

    Field factor = gauge("load_factor", "xrpl_load_factor", "ratio",
                         "Load factor that clients see, fee escalation included; 1 is normal");
    Field factor_realtime = gauge("load_factor_realtime", "xrpl_load_factor_realtime", "ratio",
                                  "Load factor; 1 is normal");
    Field server = component("server");
    Field local = component("local");
    Field net = component("net");
    Field cluster = component("cluster");
    Field escalation = component("fee_escalation");
    Field queue = component("fee_queue");

private:
    Field component(const std::string& name) {
        return gauge("load_factor_" + name, "xrpl_load_factor_component", "ratio",
                     "Parts of the load factor: of this server without fee escalation (server), of "
                     "it alone (local), of network and cluster, and the fees to get into the open "
                     "ledger and the queue; 1 is normal",
                     {{"component", name}});
    }
};

/// Poll of server_state: time spent in each state since the node started.
struct StateAccountingMeasurement : Measurement {
    StateAccountingMeasurement()
        : Measurement("xrpl_state_accounting", "Time the node spent in each state") {}

    Field disconnected_duration = duration("disconnected");
    Field connected_duration = duration("connected");
    Field syncing_duration = duration("syncing");
    Field tracking_duration = duration("tracking");
    Field full_duration = duration("full");
    Field disconnected_transitions = transitions("disconnected");
    Field connected_transitions = transitions("connected");
    Field syncing_transitions = transitions("syncing");
    Field tracking_transitions = transitions("tracking");
    Field full_transitions = transitions("full");
    Field initial_sync = gauge("initial_sync", "xrpl_initial_sync_duration_seconds", "seconds",
                               "Time from the node's start until it was first in state full");

private:
    Field duration(const std::string& state) {
        return gauge(state + "_duration", "xrpl_state_accounting_duration_seconds", "seconds",
                     "Time spent in the state since the node started", {{"state", state}});
    }
    Field transitions(const std::string& state) {
        return gauge(state + "_transitions", "xrpl_state_accounting_transitions", "1",
                     "Times the node entered the state since it started", {{"state", state}});
    }
};

/// A value of 1 whose labels carry text.
struct InfoMeasurement : Measurement {
    InfoMeasurement(const std::string& name, const std::string& metric, const std::string& help,
                    std::vector<std::string> tags)
        : Measurement(name, help, std::move(tags)), value(gauge("value", metric, "1", help)) {}
    Field value;
};

/// A job type of the node's queue that is busy.
struct JobMeasurement : Measurement {
    JobMeasurement() : Measurement("xrpl_job", "Busy job types of the node", {"job_type"}) {}

    Field rate = gauge("rate", "xrpl_job_rate", "1/s", "Jobs a second");
    Field average = gauge("average", "xrpl_job_average_seconds", "seconds", "Mean time of a job");
    Field peak = gauge("peak", "xrpl_job_peak_seconds", "seconds", "Longest time of a job");
    Field running = gauge("running", "xrpl_jobs_running", "1", "Jobs being done");
    Field waiting = gauge("waiting", "xrpl_jobs_waiting", "1", "Jobs waiting");
    Field over_target = gauge("over_target", "xrpl_job_over_target", "1",
                              "1 while jobs of the type take longer than the node aims at");
};

/// A number of get_counts.
struct CountMeasurement : Measurement {
    CountMeasurement()
        : Measurement("xrpl_counts", "Numbers of get_counts, by the node's own name", {"name"}) {}
    Field value = gauge("value", "xrpl_internal_value", "1",
                        "Objects in memory, caches and database counters of the node");
};

extern const StateMeasurement state_measurement;
extern const ServerInfoMeasurement server_info_measurement;
extern const LoadMeasurement load_measurement;
extern const StateAccountingMeasurement state_accounting_measurement;
extern const InfoMeasurement build_info_measurement;
extern const InfoMeasurement server_facts_measurement;
extern const InfoMeasurement node_key_measurement;
extern const InfoMeasurement uptime_text_measurement;
extern const InfoMeasurement rippled_uptime_text_measurement;
extern const InfoMeasurement server_warning_measurement;
extern const JobMeasurement job_measurement;
extern const CountMeasurement count_measurement;

}  // namespace nodewatch::xrpl
