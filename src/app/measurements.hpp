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
    Field uptime = age("start_time", "nodewatch_uptime_seconds", "Time since the program started");
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
    HttpServerMeasurement() : Measurement("nodewatch_http_server", "The HTTP server") {}
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

const BuildMeasurement& build_measurement();
const ProcessMeasurement& process_measurement();
const HubMeasurement& hub_measurement();
const HttpServerMeasurement& http_server_measurement();
const SourceMeasurement& source_measurement();

/// All of the above, and what every network tells of its sources: for the generated documentation.
std::vector<const Measurement*> self_measurements();

}  // namespace nodewatch::app
