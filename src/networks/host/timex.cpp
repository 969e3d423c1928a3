#include "networks/host/timex.hpp"

#include <sys/timex.h>

namespace nodewatch::host {

std::optional<Timex> read_timex() {
    constexpr double microseconds = 1e6, nanoseconds = 1e9;
    constexpr double scaled_ppm = 1e6 * 65'536;  // frequencies: adjtimex(2), "NOTES"
    timex kernel{};
    kernel.modes = 0;  // nothing is set
    const int state = ::adjtimex(&kernel);
    if (state < 0) return std::nullopt;
    const double unit = (kernel.status & STA_NANO) != 0 ? nanoseconds : microseconds;
    const auto number = [](auto value) { return static_cast<double>(value); };
    Timex timex;
    timex.synchronised = state != TIME_ERROR;
    timex.offset = number(kernel.offset) / unit;
    timex.frequency_ratio = 1 + number(kernel.freq) / scaled_ppm;
    timex.max_error = number(kernel.maxerror) / microseconds;
    timex.estimated_error = number(kernel.esterror) / microseconds;
    timex.status = number(kernel.status);
    timex.time_constant = number(kernel.constant);
    timex.tick = number(kernel.tick) / microseconds;
    timex.tai_offset = number(kernel.tai);
    timex.pps_frequency = number(kernel.ppsfreq) / scaled_ppm;
    timex.pps_jitter = number(kernel.jitter) / unit;
    timex.pps_shift = number(kernel.shift);
    timex.pps_stability = number(kernel.stabil) / scaled_ppm;
    timex.pps_jitter_count = number(kernel.jitcnt);
    timex.pps_calibrations = number(kernel.calcnt);
    timex.pps_errors = number(kernel.errcnt);
    timex.pps_stability_exceeded = number(kernel.stbcnt);
    return timex;
}

}  // namespace nodewatch::host
