#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nodewatch {

/// All durations of the program: milliseconds.
using Duration = std::chrono::milliseconds;

/// Wall clock, ms since 1970-01-01T00:00:00Z. It can be stepped: use it for stamps, not for
/// measuring.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Monotonic clock: for ages, grace times and deadlines.
using SteadyTime = std::chrono::steady_clock::time_point;

/// One reading of both clocks. Pure code takes it as a value instead of asking for the time.
struct Now {
    WallTime wall;
    SteadyTime steady;
};

inline double to_seconds(Duration d) {
    return static_cast<double>(d.count()) / 1000.0;
}

/// Seconds since 1970 with fraction.
inline double to_unix_seconds(WallTime t) {
    return static_cast<double>(t.time_since_epoch().count()) / 1000.0;
}

inline WallTime from_unix_milliseconds(std::int64_t ms) {
    return WallTime{Duration{ms}};
}

inline WallTime from_unix_seconds(std::int64_t s) {
    return WallTime{std::chrono::seconds{s}};
}

inline Duration elapsed(SteadyTime from, SteadyTime to) {
    return std::chrono::duration_cast<Duration>(to - from);
}

/// "2026-11-21T11:41:58.123Z"
std::string format_rfc3339(WallTime t);

/// "3d 4h 5m 6s", the two largest units only; "0s" for less than a second; "-" before a negative
/// one.
std::string format_duration(Duration d);

/// "1h30m", "500ms", "0s": exact, as parse_duration reads it back.
std::string format_exact_duration(Duration d);

/// Reads "500ms", "10s", "1m0s", "1h30m", "2d"; a number without a unit is refused.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace nodewatch
