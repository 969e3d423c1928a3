#pragma once

#include <optional>
#include <string_view>

#include "promql/ast.hpp"
#include "promql/parse_error.hpp"

namespace nodewatch::promql {

/// Checks what the grammar does not say: types and number of arguments, where modifiers may stand,
/// that a selector does not select everything. Completes the nodes: type, matching of binary
/// operators, invariance in time. Gives the first problem in the order in which Prometheus looks.
std::optional<Problem> check_types(Expr& expr, std::string_view text);

}  // namespace nodewatch::promql
