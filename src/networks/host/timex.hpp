#pragma once

#include <optional>

namespace nodewatch::host {

/// What the kernel's clock discipline says: adjtimex(2), asked without changing anything. Seconds
/// and hertz.
struct Timex {
    bool synchronised = false;
    double offset = 0, frequency_ratio = 0, max_error = 0, estimated_error = 0;
    double status = 0, time_constant = 0, tick = 0, tai_offset = 0;
    double pps_frequency = 0, pps_jitter = 0, pps_shift = 0, pps_stability = 0;
    double pps_jitter_count = 0, pps_calibrations = 0, pps_errors = 0, pps_stability_exceeded = 0;
};

/// Nothing where the kernel or a sandbox does not let us ask.
std::optional<Timex> read_timex();

}  // namespace nodewatch::host
