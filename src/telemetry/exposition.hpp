#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "telemetry/latest_values.hpp"

namespace nodewatch {

/// Prometheus text format 0.0.4 or OpenMetrics 1.0.0.
enum class ExpositionFormat : std::uint8_t { prometheus_text, open_metrics };

/// The Content-Type of the format.
std::string_view content_type(ExpositionFormat format);

/// Chooses by the Accept header: OpenMetrics only when it is asked for by name, in a version that
/// is spoken here, and with a quality that is not below that of text/plain.
ExpositionFormat negotiate_exposition(std::string_view accept_header);

/// All fresh values, one family a metric name with HELP and TYPE (and UNIT where OpenMetrics allows
/// it: when the name ends in it). Families are ordered by name, series as LatestValues has them. A
/// counter whose inherited name lacks _total is of unknown type in OpenMetrics, which demands the
/// suffix. No time stamps: the scraper's time is meant.
std::string write_exposition(const LatestValues& values, Now now, ExpositionFormat format);

/// The same, of the targets that are wanted.
std::string write_exposition(const LatestValues& values, Now now, ExpositionFormat format,
                             const std::function<bool(const Target&)>& wanted);

}  // namespace nodewatch
