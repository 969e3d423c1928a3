#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::promql {

/// What is wrong and where: an offset in bytes.
struct Problem {
    std::size_t position = 0;
    std::string message;
};

/// `line:column: parse error: message`; both count from 1, columns in bytes.
Error parse_error(std::string_view text, const Problem& problem);

}  // namespace nodewatch::promql
