#pragma once

#include <array>
#include <string>

#include "sinks/influx/answer.hpp"
#include "telemetry/schema.hpp"

namespace nodewatch::influx {

/// What the sink tells of itself.
struct SinkMeasurement : Measurement {
    SinkMeasurement() : Measurement("nodewatch_influx", "The history on its way to InfluxDB") {}
    static constexpr const char* dropped_help =
        "Points that the database refused for good, or said that it left out";
    Field lines = counter("lines", "nodewatch_influx_points_total", "1", "Points written");
    Field batches = counter("batches", "nodewatch_influx_batches_total", "1",
                            "Requests that were written, at least in part");
    Field bytes = counter("bytes", "nodewatch_influx_sent_bytes_total", "bytes",
                          "Size of all requests, compressed where they are");
    Field lag = age("lag", "nodewatch_influx_lag_seconds",
                    "Age of the newest point that is known to be in the database with all before "
                    "it");
    Field rewinds = counter("rewinds", "nodewatch_influx_rewinds_total", "1",
                            "Times that points came late and all since then was sent again");
    Field dropped_partial = counter("dropped_partial", "nodewatch_influx_points_dropped_total", "1",
                                    dropped_help, {{"reason", "partial"}});
    Field dropped_refused = counter("dropped_refused", "nodewatch_influx_points_dropped_total", "1",
                                    dropped_help, {{"reason", "refused"}});
    /// By FailureKind.
    std::array<Field, failure_kinds> failures = [this] {
        std::array<Field, failure_kinds> fields;
        for (std::size_t i = 0; i < failure_kinds; ++i) {
            const std::string reason(to_string(static_cast<FailureKind>(i)));
            fields[i] = counter("failures_" + reason, "nodewatch_influx_failures_total", "1",
                                "Requests that were not written as a whole, and readings of the "
                                "history that failed",
                                {{"reason", reason}});
        }
        return fields;
    }();
};

inline const SinkMeasurement sink_measurement;

}  // namespace nodewatch::influx
