#pragma once

#include "telemetry/schema.hpp"

/// The host's clock. Names and labels are the node exporter's.
namespace nodewatch::host {

struct TimeMeasurement : Measurement {
    TimeMeasurement() : Measurement("host_time", "The host's clock, and how it is kept") {}

    Field time = gauge("time", "node_time_seconds", "seconds", "The host's time, since 1970");
    Field boot = gauge("boot_time", "node_boot_time_seconds", "seconds",
                       "When the host started, since 1970");
    Field synchronised = gauge("sync_status", "node_timex_sync_status", "1",
                               "Whether the clock is kept by a reliable one");
    Field offset = gauge("offset", "node_timex_offset_seconds", "seconds",
                         "How far the clock is from the one that it is kept by");
    Field frequency = gauge("frequency_adjustment", "node_timex_frequency_adjustment_ratio",
                            "ratio", "By how much its speed is corrected");
    Field max_error =
        gauge("maxerror", "node_timex_maxerror_seconds", "seconds", "Its largest possible error");
    Field estimated_error = gauge("estimated_error", "node_timex_estimated_error_seconds",
                                  "seconds", "Its probable error");
    Field status =
        gauge("status", "node_timex_status", "1", "Flags of the clock discipline (STA_...)");
    Field time_constant = gauge("loop_time_constant", "node_timex_loop_time_constant", "1",
                                "Time constant of the phase-locked loop");
    Field tick = gauge("tick", "node_timex_tick_seconds", "seconds", "Time between two ticks");
    Field tai_offset = gauge("tai_offset", "node_timex_tai_offset_seconds", "seconds",
                             "How far atomic time (TAI) is ahead of UTC");
    Field pps_frequency = gauge("pps_frequency", "node_timex_pps_frequency_hertz", "hertz",
                                "Frequency of the pulse-per-second signal");
    Field pps_jitter = gauge("pps_jitter", "node_timex_pps_jitter_seconds", "seconds",
                             "Jitter of the pulse-per-second signal");
    Field pps_shift = gauge("pps_shift", "node_timex_pps_shift_seconds", "seconds",
                            "Length of its interval, as the kernel tells it");
    Field pps_stability = gauge("pps_stability", "node_timex_pps_stability_hertz", "hertz",
                                "Mean of its recent changes of frequency");
    Field pps_jitter_count = counter("pps_jitter_count", "node_timex_pps_jitter_total", "1",
                                     "Times its jitter was over the bound");
    Field pps_calibrations = counter("pps_calibrations", "node_timex_pps_calibration_total", "1",
                                     "Its calibration intervals");
    Field pps_errors =
        counter("pps_errors", "node_timex_pps_error_total", "1", "Its calibration errors");
    Field pps_stability_exceeded =
        counter("pps_stability_exceeded", "node_timex_pps_stability_exceeded_total", "1",
                "Times its stability was over the bound");
};

struct ClocksourceMeasurement : Measurement {
    ClocksourceMeasurement()
        : Measurement("host_clocksource", "Clocks that the kernel may use",
                      {"device", "clocksource"}) {}

    Field available = gauge("available", "node_time_clocksource_available_info", "1",
                            "Always 1; the clock stands in the labels");
    Field current =
        gauge("current", "node_time_clocksource_current_info", "1", "1 for the clock in use");
};

struct TimeZoneMeasurement : Measurement {
    TimeZoneMeasurement() : Measurement("host_time_zone", "The host's time zone", {"time_zone"}) {}

    Field offset =
        gauge("offset", "node_time_zone_offset_seconds", "seconds", "How far it is ahead of UTC");
};

extern const TimeMeasurement time_measurement;
extern const ClocksourceMeasurement clocksource_measurement;
extern const TimeZoneMeasurement time_zone_measurement;

}  // namespace nodewatch::host
