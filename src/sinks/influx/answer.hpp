#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http_message.hpp"

/// What the answers to a write mean. The rules are those of InfluxDB 1 and 2, its Cloud and
/// VictoriaMetrics: https://docs.influxdata.com/influxdb/v2/write-data/troubleshoot/
namespace nodewatch::influx {

enum class Outcome : std::uint8_t {
    written,
    partly_written,  ///< the rest was refused for good: a type conflict, the retention ...
    refused,         ///< a line in it is malformed: nothing was written, or it is not known what;
                     ///< only where the answer says so, any other 400 is retry_slowly
    too_large,       ///< smaller pieces may pass
    retry,           ///< the database is away or in trouble: soon again
    retry_slowly,    ///< an operator has to do something first
};

enum class FailureKind : std::uint8_t {
    partial,
    refused,
    too_large,
    unauthorized,
    not_found,
    throttled,
    unavailable,
    timeout,
    connection,
    unexpected,
    history,  ///< of reading our own
};
inline constexpr std::size_t failure_kinds = 11;
/// The value of the label `reason`.
std::string_view to_string(FailureKind kind);

struct Verdict {
    Outcome outcome = Outcome::written;
    FailureKind kind = FailureKind::unexpected;  ///< unless written
    std::optional<Duration> retry_after = {};    ///< what the server asks for, at most an hour
    std::size_t dropped = 0;                     ///< lines, of partly_written; at least 1 there
    std::string message = {};                    ///< for the operator
};

/// `lines` are those of the request.
Verdict judge(const net::HttpResponse& answer, std::size_t lines);
/// When no answer came.
Verdict judge(const Error& error);

}  // namespace nodewatch::influx
