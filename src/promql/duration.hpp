#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::promql {

/// `1d12h`, `90s`, `1500ms` as ms: units y (365 d), w, d, h, m, s, ms, each once and in this order;
/// also "0". Errors are of kind `parse`, worded as Prometheus does.
Result<std::int64_t> parse_duration(std::string_view text);

/// The shortest such text for ms >= 0; years and weeks only where nothing remains: `90d`, `2w`.
std::string format_duration(std::int64_t ms);

}  // namespace nodewatch::promql
