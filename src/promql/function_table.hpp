#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "promql/value_type.hpp"

namespace nodewatch::promql {

/// The functions of PromQL 2.42, in the order of their names.
enum class FunctionId : std::uint8_t {
    abs,
    absent,
    absent_over_time,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    avg_over_time,
    ceil,
    changes,
    clamp,
    clamp_max,
    clamp_min,
    cos,
    cosh,
    count_over_time,
    day_of_month,
    day_of_week,
    day_of_year,
    days_in_month,
    deg,
    delta,
    deriv,
    exp,
    floor,
    histogram_count,
    histogram_fraction,
    histogram_quantile,
    histogram_sum,
    holt_winters,
    hour,
    idelta,
    increase,
    irate,
    label_join,
    label_replace,
    last_over_time,
    ln,
    log10,
    log2,
    max_over_time,
    min_over_time,
    minute,
    month,
    pi,
    predict_linear,
    present_over_time,
    quantile_over_time,
    rad,
    rate,
    resets,
    round,
    scalar,
    sgn,
    sin,
    sinh,
    sort,
    sort_desc,
    sqrt,
    stddev_over_time,
    stdvar_over_time,
    sum_over_time,
    tan,
    tanh,
    time,
    timestamp,
    vector,
    year,
};

struct Function {
    FunctionId id;
    std::string_view name;
    std::span<const ValueType> args;
    /// How many of the last arguments may be left out; -1: none needed and any number allowed.
    int optional_args = 0;
    ValueType returns = ValueType::vector;
};

/// Null when there is no function of that name; names are in lower case.
const Function* find_function(std::string_view name);

/// All functions, in the order of their names.
std::span<const Function> all_functions();

/// Whether the result depends on the time of evaluation even where the arguments do not.
bool depends_on_time(FunctionId id);

}  // namespace nodewatch::promql
