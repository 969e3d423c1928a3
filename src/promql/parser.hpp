#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "promql/ast.hpp"

namespace nodewatch::promql {

/// Longer texts are refused.
inline constexpr std::size_t max_query_bytes = 131'072;

/// Expressions with more levels of nodes are refused: what walks over them recurses.
inline constexpr int max_expression_depth = 300;

/// Reads an expression of PromQL 2.42 and checks its types. Errors are of kind `parse` and name
/// line, column (in bytes) and cause as Prometheus does: `1:5: parse error: unexpected ...`.
Result<ExprPtr> parse(std::string_view text);

/// Reads a selector alone, as `match[]` of the HTTP API has it: `up{job="a"}`. One that matches
/// everything is no error here.
Result<std::vector<store::Matcher>> parse_selector(std::string_view text);

}  // namespace nodewatch::promql
