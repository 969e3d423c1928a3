#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "store/series_source.hpp"

namespace nodewatch::promql {

/// The times at which an expression is evaluated: `start + i * step` for i < count, unix ms.
struct Steps {
    std::int64_t start = 0;
    std::int64_t step = 1;
    std::size_t count = 1;

    std::int64_t time(std::size_t i) const { return start + static_cast<std::int64_t>(i) * step; }
    Steps first_only() const { return {start, step, 1}; }
};

/// The values of one series, one a step.
using Column = std::span<double>;
using ConstColumn = std::span<const double>;

/// Stands in a column where the series has no value. A stale marker is never a value, so its bits
/// are free to say so.
inline double absent() {
    return store::stale_marker();
}
inline bool is_absent(double value) {
    return store::is_stale_marker(value);
}

}  // namespace nodewatch::promql
