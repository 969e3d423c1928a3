#include "promql/parse_error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nodewatch::promql {

Error parse_error(std::string_view text, const Problem& problem) {
    const std::string_view before = text.substr(0, problem.position);
    const auto line = 1 + std::ranges::count(before, '\n');
    const std::size_t last_break = before.rfind('\n');
    const std::size_t line_start = last_break == std::string_view::npos ? 0 : last_break + 1;
    const std::size_t column = problem.position - line_start + 1;
    return {ErrorKind::parse, fmt::format("{}:{}: parse error: {}", line, column, problem.message),
            "bad_data"};
}

}  // namespace nodewatch::promql
