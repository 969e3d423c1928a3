#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "promql/functions.hpp"

namespace nodewatch::promql {

namespace {

using MathFunction = double (*)(double);

double magnitude(double value) {
    // fabs would turn a NaN with the sign and the bits of a stale marker into one.
    return value < 0 ? -value : value + 0.0;
}

double sign(double value) {
    if (value < 0) return -1;
    return value > 0 ? 1 : value;
}

double to_radians(double degrees) {
    return degrees * std::numbers::pi / 180;
}

double to_degrees(double radians) {
    return radians * 180 / std::numbers::pi;
}

MathFunction find_math_function(FunctionId id) {
    switch (id) {
        case FunctionId::abs:
            return magnitude;
        case FunctionId::acos:
            return std::acos;
        case FunctionId::acosh:
            return std::acosh;
        case FunctionId::asin:
            return std::asin;
        case FunctionId::asinh:
            return std::asinh;
        case FunctionId::atan:
            return std::atan;
        case FunctionId::atanh:
            return std::atanh;
        case FunctionId::ceil:
            return std::ceil;
        case FunctionId::cos:
            return std::cos;
        case FunctionId::cosh:
            return std::cosh;
        case FunctionId::deg:
            return to_degrees;
        case FunctionId::exp:
            return std::exp;
        case FunctionId::floor:
            return std::floor;
        case FunctionId::ln:
            return std::log;
        case FunctionId::log10:
            return std::log10;
        case FunctionId::log2:
            return std::log2;
        case FunctionId::rad:
            return to_radians;
        case FunctionId::sgn:
            return sign;
        case FunctionId::sin:
            return std::sin;
        case FunctionId::sinh:
            return std::sinh;
        case FunctionId::sqrt:
            return std::sqrt;
        case FunctionId::tan:
            return std::tan;
        case FunctionId::tanh:
            return std::tanh;
        default:
            return nullptr;
    }
}

/// NaN where either is, unless the other decides alone (as in Go).
double lesser(double a, double b) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (a == -infinity || b == -infinity) return -infinity;
    if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
    return a < b ? a : b;
}

double greater(double a, double b) {
    return -lesser(-a, -b);
}

/// To the nearest multiple, halves up. The inverse costs fewer digits than the division.
double round_to(double value, double nearest) {
    const double inverse = 1 / nearest;
    return std::floor(value * inverse + 0.5) / inverse;
}

using Limits = std::vector<ScalarColumn>;

double limited(FunctionId id, double value, const Limits& limits, std::size_t step) {
    switch (id) {
        case FunctionId::clamp: {
            const double least = limits[0][step];
            const double most = limits[1][step];
            return most < least ? absent() : greater(least, lesser(most, value));
        }
        case FunctionId::clamp_max:
            return lesser(limits[0][step], value);
        case FunctionId::clamp_min:
            return greater(limits[0][step], value);
        default:
            return round_to(value, limits.empty() ? 1 : limits[0][step]);
    }
}

}  // namespace

Result<VectorPtr> call_math(Evaluator& evaluator, const Call& call, const Steps& steps) {
    const MathFunction function = find_math_function(call.function->id);
    if (!function)
        return failure(ErrorKind::internal, "a function without an implementation", "internal");
    auto operand = evaluator.vector(*call.args[0], steps);
    if (!operand) return operand;
    const auto change = [function](Column column) {
        for (double& value : column)
            if (!is_absent(value)) value = function(value);
    };
    return transform(std::move(*operand), change, steps.count, evaluator.budget());
}

Result<VectorPtr> call_limited(Evaluator& evaluator, const Call& call, const Steps& steps) {
    auto limits = std::make_shared<Limits>();
    for (std::size_t i = 1; i < call.args.size(); ++i) {
        auto limit = evaluator.scalar(*call.args[i], steps);
        if (!limit) return failure(limit.error());
        limits->push_back(std::move(*limit));
    }
    auto operand = evaluator.vector(*call.args[0], steps);
    if (!operand) return operand;
    const auto change = [id = call.function->id, limits](Column column) {
        for (std::size_t i = 0; i < column.size(); ++i)
            if (!is_absent(column[i])) column[i] = limited(id, column[i], *limits, i);
    };
    return transform(std::move(*operand), change, steps.count, evaluator.budget());
}

}  // namespace nodewatch::promql
