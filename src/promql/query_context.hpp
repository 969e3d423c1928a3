#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "promql/engine.hpp"
#include "promql/limits.hpp"

namespace nodewatch::promql {

/// What one query works with.
struct QueryContext {
    const store::SeriesSource& source;
    const Settings& settings;
    std::int64_t start;  ///< of the whole query, unix ms: what `@ start()` means
    std::int64_t end;
    Budget budget;
    std::vector<std::string> warnings = {};

    void warn(std::string text) {
        if (std::ranges::find(warnings, text) == warnings.end())
            warnings.push_back(std::move(text));
    }
};

}  // namespace nodewatch::promql
