// Sums, averages and deviations over time.
//
// Where windows overlap much, sums are differences of prefix sums kept to twice the digits of a
// double, so each sample is looked at once; windows with infinite, NaN or huge values are summed on
// their own. Deviations are computed for each window by itself, in two passes over it: a difference
// of prefix sums of squares would cost the digits that decide whether a deviation is zero.
#include <algorithm>
#include <array>
#include <limits>

#include "promql/compensated.hpp"
#include "promql/range_kernels.hpp"

namespace nodewatch::promql {

double compensated_sum(std::span<const double> values) {
    constexpr std::size_t lanes = 4;
    std::array<double, lanes> sum{};
    std::array<double, lanes> error{};
    std::size_t i = 0;
    for (; i + lanes <= values.size(); i += lanes) {
        for (std::size_t k = 0; k < lanes; ++k) {
            const double next = sum[k] + values[i + k];
            const double shadow = next - sum[k];
            error[k] += (sum[k] - (next - shadow)) + (values[i + k] - shadow);
            sum[k] = next;
        }
    }
    NeumaierSum total;
    for (; i < values.size(); ++i)
        total.add(values[i]);
    bool trusted = true;
    for (std::size_t k = 0; k < lanes; ++k) {
        trusted = trusted && std::abs(sum[k]) < large_sum;
        total.add(sum[k]);
        total.error += error[k];
    }
    if (trusted && std::abs(total.sum) < large_sum) return total.total();

    NeumaierSum sequential;
    for (const double value : values)
        sequential.add(value);
    return std::isinf(sequential.sum) ? sequential.sum : sequential.total();
}

namespace {

/// An average that does not leave the range of a double where the sum would, and that stays
/// infinite once it is: what Prometheus computes for every average.
double incremental_average(std::span<const double> values) {
    NeumaierSum mean;
    double count = 0;
    for (const double value : values) {
        ++count;
        if (std::isinf(mean.sum)) {
            const bool same_infinity = std::isinf(value) && (mean.sum > 0) == (value > 0);
            if (same_infinity || std::isfinite(value)) continue;
        }
        mean.add(value / count - mean.sum / count);
    }
    return std::isinf(mean.sum) ? mean.sum : mean.total();
}

double average(std::span<const double> values) {
    const double sum = compensated_sum(values);
    if (std::abs(sum) < large_sum) return sum / static_cast<double>(values.size());
    return incremental_average(values);
}

/// Prefix sums of one series.
class PrefixSums {
public:
    explicit PrefixSums(std::span<const double> values) {
        sums_.reserve(values.size() + 1);
        special_.reserve(values.size() + 1);
        PreciseSum sum;
        std::uint32_t special = 0;
        sums_.push_back(sum);
        special_.push_back(special);
        for (const double value : values) {
            const bool ordinary = std::abs(value) < large_sum / 1e20;
            sum.add(ordinary ? value : 0);
            special += ordinary ? 0 : 1;
            sums_.push_back(sum);
            special_.push_back(special);
        }
    }

    /// Whether the window holds only values whose sums are known here.
    bool covers(Window window) const { return special_[window.first] == special_[window.last]; }
    double sum(Window window) const {
        return PreciseSum::difference(sums_[window.last], sums_[window.first]);
    }

private:
    std::vector<PreciseSum> sums_;
    std::vector<std::uint32_t> special_;  ///< how many values are left out so far
};

template <typename OfSum, typename OfValues>
Result<> from_sums(const RangeInput& input, Column out, OfSum of_sum, OfValues of_values) {
    constexpr std::size_t looks_that_pay = 12;
    if (!input.overlap(looks_that_pay)) {
        return each_window(input, 1, out, [&](Window window, std::size_t) {
            return of_values(input.values(window));
        });
    }
    const PrefixSums prefix(input.samples.values);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Window window = input.windows[i];
        if (window.size() == 0) continue;
        if (prefix.covers(window)) {
            out[i] = of_sum(prefix.sum(window), static_cast<double>(window.size()));
        } else {
            if (auto go_on = input.budget.work(window.size()); !go_on) return go_on;
            out[i] = of_values(input.values(window));
        }
    }
    return input.budget.work(out.size());
}

/// The variance by Welford's method with compensated sums, as Prometheus computes it: what
/// infinities and NaN give follows from its steps.
double sequential_variance(std::span<const double> values) {
    NeumaierSum mean;
    NeumaierSum squares;
    double count = 0;
    for (const double value : values) {
        ++count;
        const double before = value - mean.total();
        mean.add(before / count);
        squares.add(before * (value - mean.total()));
    }
    return squares.total() / count;
}

/// The variance of all values (not of a sample of them): squared distances from the mean, and what
/// the rounding of the mean adds to them taken off again (Chan, Golub and LeVeque, "Algorithms for
/// Computing the Sample Variance", 1983, the corrected two-pass algorithm).
double variance(std::span<const double> values) {
    const double first = values.front();
    const bool constant =
        std::ranges::all_of(values, [first](double value) { return value == first; });
    if (constant && std::isfinite(first)) return 0;
    const auto count = static_cast<double>(values.size());
    const double mean = compensated_sum(values) / count;
    // Lanes that do not wait for each other.
    constexpr std::size_t lanes = 4;
    std::array<double, lanes> sum{};
    std::array<double, lanes> squares{};
    const auto add = [&](std::size_t lane, double value) {
        const double distance = value - mean;
        sum[lane] += distance;
        squares[lane] += distance * distance;
    };
    std::size_t i = 0;
    for (; i + lanes <= values.size(); i += lanes)
        for (std::size_t k = 0; k < lanes; ++k)
            add(k, values[i + k]);
    for (; i < values.size(); ++i)
        add(0, values[i]);
    const double rest = sum[0] + sum[1] + sum[2] + sum[3];
    const double total = squares[0] + squares[1] + squares[2] + squares[3];
    const double result = (total - rest * rest / count) / count;
    return std::isfinite(result) ? result : sequential_variance(values);
}

}  // namespace

Result<> sum_over_time(const RangeInput& input, Column out) {
    return from_sums(input, out, [](double sum, double) { return sum; }, compensated_sum);
}

Result<> avg_over_time(const RangeInput& input, Column out) {
    return from_sums(input, out, [](double sum, double count) { return sum / count; }, average);
}

Result<> stdvar_over_time(const RangeInput& input, Column out) {
    return each_window(input, 1, out,
                       [&](Window window, std::size_t) { return variance(input.values(window)); });
}

Result<> stddev_over_time(const RangeInput& input, Column out) {
    return each_window(input, 1, out, [&](Window window, std::size_t) {
        return std::sqrt(variance(input.values(window)));
    });
}

}  // namespace nodewatch::promql
