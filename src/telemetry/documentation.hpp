#pragma once

#include <string>
#include <vector>

#include "telemetry/schema.hpp"

namespace nodewatch {

/// The list of all metrics as Markdown, one section a measurement: docs/metrics.md is this text.
std::string write_metrics_documentation(const std::vector<const Measurement*>& measurements);

}  // namespace nodewatch
