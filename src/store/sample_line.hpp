#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"

/// Single lines of the two text formats that samples come in, cut into their parts. Errors are of
/// kind `parse` and say what is wrong with the line.
namespace nodewatch::store {

struct SampleLine {
    /// `name{label="value"}` as it stands in the line, its labels not looked at yet. Empty when the
    /// line brings no sample.
    std::string_view series;
    double value = 0;
    std::optional<std::int64_t> time;  ///< unix ms
};

/// Prometheus text format 0.0.4: `name{label="value"} 1.5 1700000000000`, the time in ms or left
/// out. Blank lines and comments, TYPE and HELP among them, bring no sample.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
Result<SampleLine> parse_prometheus_line(std::string_view line);

/// OpenMetrics 1.0: `name{label="value"} 1.5 1700000000.125 # {exemplar}`, the time in seconds and
/// never left out, for what has no time has no place in a history; rounded to ms. `# TYPE`,
/// `# HELP` and `# UNIT` are checked and bring no sample, exemplars are passed over. `# EOF` is the
/// caller's: it belongs to the whole text.
/// https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
Result<SampleLine> parse_open_metrics_line(std::string_view line);

/// The value of a sample as text: "NaN", "+Inf", "1e3" and the like. Nothing when it is
/// no such number, a NaN with a sign, or too large for a double; too small is zero. NaN has the
/// bits that Prometheus gives it.
std::optional<double> parse_sample_value(std::string_view text);

}  // namespace nodewatch::store
