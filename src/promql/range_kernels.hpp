#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "promql/function_table.hpp"
#include "promql/limits.hpp"
#include "promql/range_stream.hpp"

namespace nodewatch::promql {

/// Samples [first, last) of a series: what a step sees of it.
struct Window {
    std::size_t first = 0;
    std::size_t last = 0;

    std::size_t size() const { return last - first; }
};

/// What a function of a range vector works on: one series and a window for each step. Both ends of
/// the windows never go back.
struct RangeInput {
    const store::Samples& samples;
    const Windows& bounds;
    std::span<const Window> windows;
    std::size_t visible = 0;               ///< sum of the sizes of all windows
    std::span<const ConstColumn> scalars;  ///< the scalar arguments of the function, in order
    std::int64_t first_step = 0;           ///< unix ms
    std::int64_t step = 0;                 ///< ms
    Budget& budget;

    double value(std::size_t i) const { return samples.values[i]; }
    std::int64_t time(std::size_t i) const { return samples.times[i]; }
    std::span<const double> values(Window window) const {
        return std::span(samples.values).subspan(window.first, window.size());
    }
    /// Whether windows overlap so much that a sample is seen by more than `looks` of them: then it
    /// may pay not to look at each anew.
    bool overlap(std::size_t looks) const { return visible > looks * samples.size(); }
};

/// Writes a value for each step whose window is not empty; the column is all absent before.
using RangeKernel = Result<> (*)(const RangeInput& input, Column out);

/// The kernel of a function of a range vector; absent_over_time has that of present_over_time.
RangeKernel find_kernel(FunctionId function);

/// Calls `value_of(window, step)` for each window with at least `least` samples, looking at all of
/// its samples.
template <typename ValueOf>
Result<> each_window(const RangeInput& input, std::size_t least, Column out, ValueOf value_of) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Window window = input.windows[i];
        if (window.size() < least) continue;
        if (auto go_on = input.budget.work(window.size()); !go_on) return go_on;
        out[i] = value_of(window, i);
    }
    return {};
}

// kernels_sum.cpp
Result<> sum_over_time(const RangeInput& input, Column out);
Result<> avg_over_time(const RangeInput& input, Column out);
Result<> stddev_over_time(const RangeInput& input, Column out);
Result<> stdvar_over_time(const RangeInput& input, Column out);

// kernels_order.cpp
Result<> min_over_time(const RangeInput& input, Column out);
Result<> max_over_time(const RangeInput& input, Column out);
Result<> quantile_over_time(const RangeInput& input, Column out);

// kernels_rate.cpp
Result<> rate(const RangeInput& input, Column out);
Result<> increase(const RangeInput& input, Column out);
Result<> delta(const RangeInput& input, Column out);
Result<> irate(const RangeInput& input, Column out);
Result<> idelta(const RangeInput& input, Column out);
Result<> changes(const RangeInput& input, Column out);
Result<> resets(const RangeInput& input, Column out);

// kernels_trend.cpp
Result<> deriv(const RangeInput& input, Column out);
Result<> predict_linear(const RangeInput& input, Column out);
Result<> holt_winters(const RangeInput& input, Column out);

}  // namespace nodewatch::promql
