// Trends over time. Each window is computed by itself: regression sums relative to a far origin
// would lose the digits that the slope is made of, and smoothing depends on where it starts.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "promql/compensated.hpp"
#include "promql/range_kernels.hpp"

namespace nodewatch::promql {

namespace {

struct Line {
    double slope = 0;  ///< per second
    double value = 0;  ///< at the origin
};

/// The line of least squares through the samples of a window.
Line regression(const RangeInput& input, Window window, std::int64_t origin) {
    const double first_value = input.value(window.first);
    NeumaierSum x_sum;
    NeumaierSum y_sum;
    NeumaierSum xy_sum;
    NeumaierSum xx_sum;
    bool constant = true;
    for (std::size_t i = window.first; i < window.last; ++i) {
        const double x = static_cast<double>(input.time(i) - origin) / 1000;
        const double y = input.value(i);
        constant = constant && (y == first_value || i == window.first);
        x_sum.add(x);
        y_sum.add(y);
        xy_sum.add(x * y);
        xx_sum.add(x * x);
    }
    if (constant) {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        return std::isinf(first_value) ? Line{nan, nan} : Line{0, first_value};
    }
    const auto n = static_cast<double>(window.size());
    const double x = x_sum.total();
    const double y = y_sum.total();
    const double covariance = xy_sum.total() - x * y / n;
    const double variance = xx_sum.total() - x * x / n;
    const double slope = covariance / variance;
    return {slope, y / n - slope * x / n};
}

/// Double exponential smoothing: the last smoothed value of the window.
double smooth(std::span<const double> values, double smoothing, double trend_smoothing) {
    double previous = 0;
    double smoothed = values[0];
    double trend = values[1] - values[0];
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (i > 1) trend = trend_smoothing * (smoothed - previous) + (1 - trend_smoothing) * trend;
        previous = smoothed;
        smoothed = smoothing * values[i] + (1 - smoothing) * (smoothed + trend);
    }
    return smoothed;
}

bool is_factor(double value) {
    return !(value <= 0 || value >= 1);
}

}  // namespace

Result<> deriv(const RangeInput& input, Column out) {
    return each_window(input, 2, out, [&](Window window, std::size_t) {
        return regression(input, window, input.time(window.first)).slope;
    });
}

Result<> predict_linear(const RangeInput& input, Column out) {
    const ConstColumn seconds = input.scalars[0];
    return each_window(input, 2, out, [&](Window window, std::size_t step) {
        const std::int64_t now = input.first_step + static_cast<std::int64_t>(step) * input.step;
        const Line line = regression(input, window, now);
        return line.slope * seconds[step] + line.value;
    });
}

Result<> holt_winters(const RangeInput& input, Column out) {
    const ConstColumn smoothing = input.scalars[0];
    const ConstColumn trend = input.scalars[1];
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (input.windows[i].size() == 0) continue;
        const auto wrong = [](std::string_view which, std::string_view letter, double value) {
            return failure(execution_error(fmt::format(
                "invalid {} factor. Expected: 0 < {} < 1, got: {:f}", which, letter, value)));
        };
        if (!is_factor(smoothing[i])) return wrong("smoothing", "sf", smoothing[i]);
        if (!is_factor(trend[i])) return wrong("trend", "tf", trend[i]);
    }
    return each_window(input, 2, out, [&](Window window, std::size_t step) {
        return smooth(input.values(window), smoothing[step], trend[step]);
    });
}

}  // namespace nodewatch::promql
