#pragma once

#include <vector>

#include "telemetry/schema.hpp"

/// What nodewatch tells of itself.
namespace nodewatch::app {

struct BuildMeasurement : Measurement {
    BuildMeasurement()
        : Measurement("nodewatch_build", "The running program", {"version", "commit"}) {}
    Field info = gauge("info", "nodewatch_build_info", "1", "Always 1; the labels tell the build");
};

struct ProcessMeasurement : Measurement {
    ProcessMeasurement() : Measurement("nodewatch_process", "What the program uses") {}
    Field uptime = age("uptime", "nodewatch_uptime_seconds", "Time since the program started");
    Field demo = gauge("demo", "nodewatch_demo", "1",
                       "1 when all that is shown comes from a stand-in and not from a real node");
    Field loop_lag = gauge("loop_lag", "nodewatch_loop_lag_seconds", "seconds",
                           "Longest delay of the event loop since the last report");
    Field clock_steps = counter("clock_steps", "nodewatch_clock_steps_total", "1",
                                "Steps of this host's wall clock by more than a second");
    Field resident = gauge("resident", "nodewatch_resident_memory_bytes", "bytes",
                           "Resident memory of the program");
    Field cpu = counter("cpu", "nodewatch_cpu_seconds_total", "seconds",
                        "User and system CPU time of the program");
    Field open_files = gauge("open_files", "nodewatch_open_files", "1", "Open file descriptors");
    Field max_files =
        gauge("max_files", "nodewatch_max_open_files", "1", "Limit on open file descriptors");
};

struct HubMeasurement : Measurement {
    HubMeasurement() : Measurement("nodewatch_hub", "Points on their way to the outputs") {}
    Field points = counter("points", "nodewatch_points_total", "1", "Points that sources told");
    Field dropped = counter("dropped", "nodewatch_points_dropped_total", "1",
                            "Points lost because there were too many groups of series");
    Field groups = gauge("groups", "nodewatch_series_groups", "1", "Groups of series seen so far");
    Field fresh = gauge("fresh", "nodewatch_series_groups_fresh", "1",
                        "Groups of series whose values are current");
    Field stale =
        gauge("stale", "nodewatch_series_groups_stale", "1", "Groups of series that went silent");
};

struct HttpServerMeasurement : Measurement {
    HttpServerMeasurement()
        : Measurement("nodewatch_http_server",
                      "The HTTP server, with the listeners of `exporters`") {}
    Field requests = counter("requests", "nodewatch_http_requests_total", "1", "Requests answered");
    Field client_errors = counter("client_errors", "nodewatch_http_client_errors_total", "1",
                                  "Answers with a status of 400 to 499");
    Field server_errors = counter("server_errors", "nodewatch_http_server_errors_total", "1",
                                  "Answers with a status of 500 and above");
    Field connections =
        counter("connections", "nodewatch_http_connections_total", "1", "Connections accepted");
    Field open = gauge("open", "nodewatch_http_open_connections", "1", "Connections open now");
    Field refused = counter("refused", "nodewatch_http_connections_refused_total", "1",
                            "Connections refused because too many were open");
    Field timeouts = counter("timeouts", "nodewatch_http_timeouts_total", "1",
                             "Connections of slow clients cut off");
};

struct SourceMeasurement : Measurement {
    SourceMeasurement() : Measurement("nodewatch_source", "The task that watches a target") {}
    Field running = gauge("running", "nodewatch_source_running", "1",
                          "1 while the task runs, 0 while it waits to be started again");
    Field restarts = counter("restarts", "nodewatch_source_restarts_total", "1",
                             "Times the task failed by a bug of its own and was started again");
};

struct StoreMeasurement : Measurement {
    StoreMeasurement() : Measurement("nodewatch_store", "The history") {}
    static constexpr const char* refused_help =
        "Samples refused: older than late ones may be, of an impossible time, or of a series over "
        "the limit";
    Field samples = counter("samples", "nodewatch_store_samples_total", "1", "Samples taken");
    Field series = gauge("series", "nodewatch_store_series", "1", "Series known");
    Field head_samples = gauge("head_samples", "nodewatch_store_memory_samples", "1",
                               "Samples in memory, not in chunks yet");
    Field unflushed = gauge("unflushed", "nodewatch_store_unflushed_samples", "1",
                            "Samples that are not on disk yet: lost if the program is killed");
    Field file_bytes = gauge("file_bytes", "nodewatch_store_file_bytes", "bytes",
                             "Size of the file and of its write-ahead log");
    Field filesystem_size = gauge("filesystem_size", "nodewatch_store_filesystem_size_bytes",
                                  "bytes", "Size of the file system that holds the file");
    Field filesystem_free = gauge("filesystem_free", "nodewatch_store_filesystem_avail_bytes",
                                  "bytes", "Free space of that file system");
    Field refused_old = counter("refused_old", "nodewatch_store_samples_refused_total", "1",
                                refused_help, {{"reason", "old"}});
    Field refused_time = counter("refused_time", "nodewatch_store_samples_refused_total", "1",
                                 refused_help, {{"reason", "time"}});
    Field refused_limit = counter("refused_limit", "nodewatch_store_samples_refused_total", "1",
                                  refused_help, {{"reason", "series_limit"}});
    Field lost = counter("lost", "nodewatch_store_samples_lost_total", "1",
                         "Samples lost because the disk did not keep up");
    Field damaged = counter("damaged", "nodewatch_store_damaged_chunks_total", "1",
                            "Damaged chunks met while reading and left out");
    Field flushes =
        counter("flushes", "nodewatch_store_flushes_total", "1", "Writes of memory to disk");
    Field failed_flushes = counter("failed_flushes", "nodewatch_store_failed_flushes_total", "1",
                                   "Writes of memory to disk that failed; they are tried again");
    Field replaced_files =
        counter("replaced_files", "nodewatch_store_replaced_files_total", "1",
                "Times the file was removed or damaged under the program and begun anew");
    Field last_flush = gauge("last_flush", "nodewatch_store_flush_seconds", "seconds",
                             "Duration of the last write of memory to disk");
    Field longest_flush = gauge("longest_flush", "nodewatch_store_flush_longest_seconds", "seconds",
                                "Longest write of memory to disk since the start");
};

struct QueryMeasurement : Measurement {
    QueryMeasurement() : Measurement("nodewatch_query", "Queries of the history, and imports") {}
    Field requests = counter("requests", "nodewatch_query_requests_total", "1",
                             "Requests that read the history");
    Field refused = counter("refused", "nodewatch_query_requests_refused_total", "1",
                            "Requests refused because too many waited, or for too long");
    Field refused_samples =
        counter("refused_samples", "nodewatch_query_memory_refused_total", "1",
                "Queries ended because all together held too many samples in memory");
    Field held_samples = gauge("held_samples", "nodewatch_query_memory_samples", "1",
                               "Samples that queries hold in memory now");
    Field imported =
        counter("imported", "nodewatch_import_samples_total", "1", "Samples taken from clients");
    Field discarded =
        counter("discarded", "nodewatch_import_samples_discarded_total", "1",
                "Samples of clients that are too old, of an impossible time, or above a limit");
    Field refused_imports = counter("refused_imports", "nodewatch_import_requests_refused_total",
                                    "1", "Imports that ended with an error");
};

struct LiveMeasurement : Measurement {
    LiveMeasurement() : Measurement("nodewatch_live", "The push of live values to browsers") {}
    Field clients = gauge("clients", "nodewatch_live_clients", "1", "Browsers connected now");
    Field connections =
        counter("connections", "nodewatch_live_connections_total", "1", "Connections of browsers");
    Field refused = counter("refused", "nodewatch_live_connections_refused_total", "1",
                            "Connections refused because too many were open");
    Field frames = counter("frames", "nodewatch_live_frames_total", "1", "Events sent");
    Field bytes = counter("bytes", "nodewatch_live_bytes_total", "bytes", "Their size");
    Field snapshots = counter("snapshots", "nodewatch_live_snapshots_total", "1",
                              "Events with all there is: for browsers that are new, or were away "
                              "for longer than is remembered");
    Field rows = gauge("rows", "nodewatch_live_rows", "1", "Rows that browsers may see");
    Field refused_rows = counter("refused_rows", "nodewatch_live_rows_refused_total", "1",
                                 "Changes of rows that were not taken because there were too many");
};

const BuildMeasurement& build_measurement();
const ProcessMeasurement& process_measurement();
const HubMeasurement& hub_measurement();
const HttpServerMeasurement& http_server_measurement();
const SourceMeasurement& source_measurement();
const StoreMeasurement& store_measurement();
const QueryMeasurement& query_measurement();
const LiveMeasurement& live_measurement();

/// All of the above, and what sinks and sources of every network tell of themselves.
std::vector<const Measurement*> self_measurements();
/// These, and those of all networks: every point that the program can publish.
std::vector<const Measurement*> all_measurements();

}  // namespace nodewatch::app
