#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace nodewatch::promql {

/// Whether `a` comes before `b` in ascending order, with NaN before all numbers.
bool before(double a, double b);

/// The q-quantile of `values`, which are not empty; between two values by linear interpolation. NaN
/// for q = NaN, -Inf for q < 0, +Inf for q > 1. Changes the order of `values`.
double quantile(double q, std::span<double> values);

/// Where a quantile lies among n > 0 ordered values: at `lower`, with `weight` of the next.
struct QuantileRank {
    std::size_t lower = 0;
    std::size_t upper = 0;
    double weight = 0;

    double between(double lower_value, double upper_value) const {
        return lower_value * (1 - weight) + upper_value * weight;
    }
};

/// For 0 <= q <= 1.
QuantileRank quantile_rank(double q, std::size_t n);

/// What a q outside of 0 to 1 gives, and what the user is told of it.
double quantile_outside(double q);
std::string quantile_warning(double q);

}  // namespace nodewatch::promql
