#pragma once

#include <string>

#include "telemetry/latest_values.hpp"

namespace nodewatch {

/// Prometheus text format 0.0.4 or OpenMetrics 1.0.0.
enum class ExpositionFormat : std::uint8_t { prometheus_text, open_metrics };

/// The Content-Type of the format.
std::string_view content_type(ExpositionFormat format);

/// Chooses by the Accept header as Prometheus' own handler does: OpenMetrics only when it is asked
/// for with a quality that is not below text/plain.
ExpositionFormat negotiate_exposition(std::string_view accept_header);

/// All fresh values, one family a metric name with HELP and TYPE (and UNIT where OpenMetrics allows
/// it).
std::string write_exposition(const LatestValues& values, Now now, ExpositionFormat format);

}  // namespace nodewatch
