#include "promql/function_table.hpp"

#include <algorithm>
#include <array>

namespace nodewatch::promql {

namespace {

constexpr auto scalar = ValueType::scalar;
constexpr auto vector = ValueType::vector;
constexpr auto matrix = ValueType::matrix;
constexpr auto string = ValueType::string;

constexpr std::array vector_arg{vector};
constexpr std::array matrix_arg{matrix};
constexpr std::array vector_two_scalars{vector, scalar, scalar};
constexpr std::array vector_scalar{vector, scalar};
constexpr std::array two_scalars_vector{scalar, scalar, vector};
constexpr std::array scalar_vector{scalar, vector};
constexpr std::array matrix_two_scalars{matrix, scalar, scalar};
constexpr std::array vector_three_strings{vector, string, string, string};
constexpr std::array vector_four_strings{vector, string, string, string, string};
constexpr std::array matrix_scalar{matrix, scalar};
constexpr std::array scalar_matrix{scalar, matrix};
constexpr std::array scalar_arg{scalar};

using Id = FunctionId;

constexpr std::array<Function, 70> functions{{
    {Id::abs, "abs", vector_arg},
    {Id::absent, "absent", vector_arg},
    {Id::absent_over_time, "absent_over_time", matrix_arg},
    {Id::acos, "acos", vector_arg},
    {Id::acosh, "acosh", vector_arg},
    {Id::asin, "asin", vector_arg},
    {Id::asinh, "asinh", vector_arg},
    {Id::atan, "atan", vector_arg},
    {Id::atanh, "atanh", vector_arg},
    {Id::avg_over_time, "avg_over_time", matrix_arg},
    {Id::ceil, "ceil", vector_arg},
    {Id::changes, "changes", matrix_arg},
    {Id::clamp, "clamp", vector_two_scalars},
    {Id::clamp_max, "clamp_max", vector_scalar},
    {Id::clamp_min, "clamp_min", vector_scalar},
    {Id::cos, "cos", vector_arg},
    {Id::cosh, "cosh", vector_arg},
    {Id::count_over_time, "count_over_time", matrix_arg},
    {Id::day_of_month, "day_of_month", vector_arg, 1},
    {Id::day_of_week, "day_of_week", vector_arg, 1},
    {Id::day_of_year, "day_of_year", vector_arg, 1},
    {Id::days_in_month, "days_in_month", vector_arg, 1},
    {Id::deg, "deg", vector_arg},
    {Id::delta, "delta", matrix_arg},
    {Id::deriv, "deriv", matrix_arg},
    {Id::exp, "exp", vector_arg},
    {Id::floor, "floor", vector_arg},
    {Id::histogram_count, "histogram_count", vector_arg},
    {Id::histogram_fraction, "histogram_fraction", two_scalars_vector},
    {Id::histogram_quantile, "histogram_quantile", scalar_vector},
    {Id::histogram_sum, "histogram_sum", vector_arg},
    {Id::holt_winters, "holt_winters", matrix_two_scalars},
    {Id::hour, "hour", vector_arg, 1},
    {Id::idelta, "idelta", matrix_arg},
    {Id::increase, "increase", matrix_arg},
    {Id::irate, "irate", matrix_arg},
    {Id::label_join, "label_join", vector_three_strings, -1},
    {Id::label_replace, "label_replace", vector_four_strings},
    {Id::last_over_time, "last_over_time", matrix_arg},
    {Id::ln, "ln", vector_arg},
    {Id::log10, "log10", vector_arg},
    {Id::log2, "log2", vector_arg},
    {Id::max_over_time, "max_over_time", matrix_arg},
    {Id::min_over_time, "min_over_time", matrix_arg},
    {Id::minute, "minute", vector_arg, 1},
    {Id::month, "month", vector_arg, 1},
    {Id::pi, "pi", {}, 0, scalar},
    {Id::predict_linear, "predict_linear", matrix_scalar},
    {Id::present_over_time, "present_over_time", matrix_arg},
    {Id::quantile_over_time, "quantile_over_time", scalar_matrix},
    {Id::rad, "rad", vector_arg},
    {Id::rate, "rate", matrix_arg},
    {Id::resets, "resets", matrix_arg},
    {Id::round, "round", vector_scalar, 1},
    {Id::scalar, "scalar", vector_arg, 0, scalar},
    {Id::sgn, "sgn", vector_arg},
    {Id::sin, "sin", vector_arg},
    {Id::sinh, "sinh", vector_arg},
    {Id::sort, "sort", vector_arg},
    {Id::sort_desc, "sort_desc", vector_arg},
    {Id::sqrt, "sqrt", vector_arg},
    {Id::stddev_over_time, "stddev_over_time", matrix_arg},
    {Id::stdvar_over_time, "stdvar_over_time", matrix_arg},
    {Id::sum_over_time, "sum_over_time", matrix_arg},
    {Id::tan, "tan", vector_arg},
    {Id::tanh, "tanh", vector_arg},
    {Id::time, "time", {}, 0, scalar},
    {Id::timestamp, "timestamp", vector_arg},
    {Id::vector, "vector", scalar_arg},
    {Id::year, "year", vector_arg, 1},
}};

}  // namespace

const Function* find_function(std::string_view name) {
    const auto found = std::ranges::lower_bound(functions, name, {}, &Function::name);
    if (found == functions.end() || found->name != name) return nullptr;
    return &*found;
}

std::span<const Function> all_functions() {
    return functions;
}

bool depends_on_time(FunctionId id) {
    switch (id) {
        case Id::day_of_month:
        case Id::day_of_week:
        case Id::day_of_year:
        case Id::days_in_month:
        case Id::hour:
        case Id::minute:
        case Id::month:
        case Id::predict_linear:
        case Id::time:
        case Id::timestamp:
        case Id::year:
            return true;
        default:
            return false;
    }
}

}  // namespace nodewatch::promql
