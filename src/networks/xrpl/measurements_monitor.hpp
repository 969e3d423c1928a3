#pragma once

#include <array>

#include "networks/xrpl/conditions.hpp"
#include "networks/xrpl/messages.hpp"
#include "telemetry/schema.hpp"

/// The node's process on this host, and the watching itself.
namespace nodewatch::xrpl {

struct ProcessMeasurement : Measurement {
    ProcessMeasurement() : Measurement("xrpl_process", "Process of the node on this host") {}

    Field cpu_percent = gauge("cpu_percent", "xrpl_rippled_cpu_percent", "percent",
                              "CPU time of the node's process, percent of one core");
    Field cpu_cores =
        gauge("cpu_cores", "xrpl_rippled_cpu_cores", "1",
              "Cores that the node's process may run on by its affinity; a limit of CPU time "
              "(cgroup quota) is not in it");
    Field cpu_seconds = counter("cpu_seconds", "xrpl_process_cpu_seconds_total", "seconds",
                                "CPU time of the node's process since it started");
    Field resident = gauge("resident", "xrpl_process_resident_memory_bytes", "bytes",
                           "Resident memory of the node's process");
    Field open_files = gauge("open_files", "xrpl_process_open_fds", "1",
                             "Open file descriptors of the node's process");
    Field open_files_limit = gauge("open_files_limit", "xrpl_process_max_fds", "1",
                                   "File descriptors that the node's process may open");
};

struct DatabaseMeasurement : Measurement {
    DatabaseMeasurement() : Measurement("xrpl_database", "Databases of the node on this host") {}

    Field ledger = gauge("ledger", "xrpl_ledger_db_bytes", "bytes",
                         "Size of the node's db folder, NuDB included");
    Field nudb = gauge("nudb", "xrpl_ledger_nudb_bytes", "bytes", "Size of the NuDB node store");
    Field filesystem = gauge("filesystem", "xrpl_database_filesystem_size_bytes", "bytes",
                             "Size of the file system that holds the databases");
    Field filesystem_free = gauge("filesystem_free", "xrpl_database_filesystem_avail_bytes",
                                  "bytes", "Free space of that file system");
};

/// What the kept history says, by whole days of UTC.
struct HistoryMeasurement : Measurement {
    HistoryMeasurement() : Measurement("xrpl_history", "The last 30 days, by the kept history") {}

    Field agreement = gauge("agreement_pct_30d", "xrpl_validation_agreement_pct_30d", "percent",
                            "Share of the judged ledgers of 30 days that we validated in time");
    Field agreements = gauge("agreements_30d", "xrpl_validation_agreements_30d", "1",
                             "Ledgers of 30 days that we validated in time");
    Field missed =
        gauge("missed_30d", "xrpl_validation_missed_30d", "1", "Ledgers of 30 days that we missed");
    Field availability = gauge("availability_pct_30d", "xrpl_availability_pct_30d", "percent",
                               "Share of the watched time of 30 days in which the node was up");
    Field coverage = gauge("coverage_30d", "xrpl_history_coverage_30d", "ratio",
                           "Part of the 30 days that was watched, 0 to 1");
    std::array<Field, server_state_names.size()> in_state = declare_states();

private:
    std::array<Field, server_state_names.size()> declare_states() {
        std::array<Field, server_state_names.size()> fields;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const std::string state(server_state_names[i]);
            fields[i] = gauge("state_" + state + "_30d", "xrpl_state_seconds_30d", "seconds",
                              "Time of 30 days in which the node was seen in the state",
                              {{"state", state}});
        }
        return fields;
    }
};

/// The stream connection, and the state that is kept over a restart.
struct StreamMeasurement : Measurement {
    StreamMeasurement() : Measurement("xrpl_stream", "The stream connection to the node") {}

    Field connected =
        gauge("connected", "xrpl_websocket_connected", "1", "1 while the WebSocket is connected");
    Field healthy = gauge("healthy", "xrpl_websocket_healthy", "1",
                          "1 while it is connected and answers the heartbeat");
    Field heartbeat_failures = gauge("heartbeat_failures", "xrpl_websocket_heartbeat_failures", "1",
                                     "Heartbeats in a row without an answer");
    Field reconnects = gauge("reconnects", "xrpl_websocket_reconnect_attempts", "1",
                             "Times the WebSocket was opened again");
    Field messages = gauge("messages", "xrpl_websocket_message_count", "1",
                           "Messages received over the WebSocket");
    Field last_message = age("last_message", "xrpl_websocket_last_message_age_seconds",
                             "Time since the last message");
    Field undecodable = counter("undecodable", "xrpl_stream_undecodable_messages_total", "1",
                                "Messages that are not what a server of this network sends");
    Field load_warnings = counter("load_warnings", "xrpl_stream_load_warnings_total", "1",
                                  "Warnings of the server that it is about to cut us off");
    Field monitor_uptime =
        age("monitor_uptime", "xrpl_monitor_uptime_seconds", "Time this node has been watched");
    Field state_ok = health("ok");
    Field state_degraded = health("degraded");
    Field state_failed = health("failed");
    Field last_save = gauge("last_save", "xrpl_state_last_save_timestamp", "seconds",
                            "Unix time of the last saving of the agreement state");
    Field save_failures = counter("save_failures", "xrpl_state_save_failures_total", "1",
                                  "Times the agreement state could not be saved");

private:
    Field health(const std::string& status) {
        return gauge("state_" + status, "xrpl_state_health", "1",
                     "Saving of the agreement state: 1 ok, 0.5 degraded, 0 failed (three in a row)",
                     {{"status", status}});
    }
};

/// Copies of the counters that are kept over a restart.
struct StateBackupMeasurement : Measurement {
    StateBackupMeasurement()
        : Measurement("xrpl_state_backup", "Saved copies of the node's counters", {"metric"}) {}
    Field value =
        gauge("value", "xrpl_state_backup", "1", "Value of the counter when it was last saved",
              {{"type", "server_state_backup"}});
};

/// One request that is polled.
struct CollectorMeasurement : Measurement {
    CollectorMeasurement() : Measurement("xrpl_collector", "Requests to the node", {"section"}) {}

    Field failed = gauge("failed", "xrpl_collector_failed", "1",
                         "1 when the last request of the section failed");
    Field successes = counter("successes", "xrpl_collector_successes_total", "1",
                              "Requests of the section that were answered");
    Field failures = counter("failures", "xrpl_collector_failures_total", "1",
                             "Requests of the section that failed");
    Field last_success = age("last_success", "xrpl_collector_last_success_age_seconds",
                             "Time since the section was last answered");
};

/// What was told and could not be used, and what had to be forgotten at a bound.
struct MonitorMeasurement : Measurement {
    MonitorMeasurement() : Measurement("xrpl_monitor", "What the monitor ignored or forgot") {}

    Field malformed = ignored("malformed");
    Field too_old = ignored("too_old");
    Field too_many_hashes = ignored("too_many_hashes");
    Field validators = counter("validators", "xrpl_monitor_validators_ignored_total", "1",
                               "Trusted validators over 256, whose validations count for nobody; "
                               "counted with each answer to validators");
    Field open_ledgers = dropped("open_ledgers");
    Field judged_ledgers = dropped("judged_ledgers");
    Field watched_intervals = dropped("watched_intervals");

private:
    Field ignored(const std::string& reason) {
        return counter("ignored_" + reason, "xrpl_monitor_validations_ignored_total", "1",
                       "Validations of trusted validators that were not used: without a ledger or "
                       "with a hash that is none, of a ledger long past, or of a fifth hash for "
                       "one ledger",
                       {{"reason", reason}});
    }
    Field dropped(const std::string& table) {
        return counter("dropped_" + table, "xrpl_monitor_records_dropped_total", "1",
                       "Records of the agreement forgotten because a table was full: ledgers not "
                       "yet judged, ledgers of the last 24 h, intervals in which we watched",
                       {{"table", table}});
    }
};

/// The conditions of conditions.hpp: 1 while one holds, absent while it cannot be judged.
struct ConditionMeasurement : Measurement {
    ConditionMeasurement() : Measurement("xrpl_condition", "What is wrong with the node") {
        for (std::size_t i = 0; i < condition_count; ++i) {
            const std::string name(to_string(static_cast<Condition>(i)));
            fields[i] = gauge(name, "xrpl_condition", "1",
                              "1 while the condition holds; absent while it cannot be judged",
                              {{"condition", name}});
        }
    }
    std::array<Field, condition_count> fields;
};

extern const ProcessMeasurement process_measurement;
extern const DatabaseMeasurement database_measurement;
extern const HistoryMeasurement history_measurement;
extern const StreamMeasurement stream_measurement;
extern const StateBackupMeasurement state_backup_measurement;
extern const CollectorMeasurement collector_measurement;
extern const MonitorMeasurement monitor_measurement;
extern const ConditionMeasurement condition_measurement;

}  // namespace nodewatch::xrpl
