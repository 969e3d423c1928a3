#include "promql/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/strings.hpp"

namespace nodewatch::promql {

bool before(double a, double b) {
    return !(a >= b) && !std::isnan(b);
}

QuantileRank quantile_rank(double q, std::size_t n) {
    const double rank = q * static_cast<double>(n - 1);
    const auto lower = static_cast<std::size_t>(std::floor(rank));
    return {lower, std::min(n - 1, lower + 1), rank - std::floor(rank)};
}

double quantile_outside(double q) {
    if (std::isnan(q)) return std::numeric_limits<double>::quiet_NaN();
    return q < 0 ? -std::numeric_limits<double>::infinity()
                 : std::numeric_limits<double>::infinity();
}

std::string quantile_warning(double q) {
    return "PromQL warning: quantile value should be between 0 and 1, got " + format_double(q);
}

double quantile(double q, std::span<double> values) {
    if (!(q >= 0 && q <= 1)) return quantile_outside(q);
    const QuantileRank rank = quantile_rank(q, values.size());
    // Near the top, as quantiles mostly are, it is faster to look for the few values above.
    if (const std::size_t above = values.size() - rank.lower; above <= values.size() / 8) {
        const auto end = values.begin() + static_cast<std::ptrdiff_t>(above);
        std::partial_sort(values.begin(), end, values.end(),
                          [](double a, double b) { return before(b, a); });
        return rank.between(values[above - 1], values[values.size() - 1 - rank.upper]);
    }
    const auto lower = values.begin() + static_cast<std::ptrdiff_t>(rank.lower);
    std::nth_element(values.begin(), lower, values.end(), before);
    if (rank.upper == rank.lower) return rank.between(*lower, *lower);
    return rank.between(*lower, *std::min_element(lower + 1, values.end(), before));
}

}  // namespace nodewatch::promql
