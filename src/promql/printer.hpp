#pragma once

#include <string>

#include "promql/ast.hpp"

namespace nodewatch::promql {

/// The expression on one line, as Prometheus prints it; read again it is the same expression.
std::string to_string(const Expr& expr);

/// The expression as `format_query` shows it: where more than 100 bytes would stand on a line, it
/// breaks and indents by two spaces.
std::string pretty(const Expr& expr);

}  // namespace nodewatch::promql
