#pragma once

#include <cstdint>
#include <string_view>

namespace nodewatch::promql {

enum class ValueType : std::uint8_t { scalar, vector, matrix, string };

/// As the HTTP API names the type of a result: "scalar", "vector" ...
std::string_view to_string(ValueType type);

/// As the documentation of PromQL calls it: "scalar", "instant vector", "range vector", "string".
std::string_view documented_name(ValueType type);

}  // namespace nodewatch::promql
