// Changes over time: rates of counters, differences of gauges, resets.
#include <cmath>

#include "promql/compensated.hpp"
#include "promql/range_kernels.hpp"

namespace nodewatch::promql {

namespace {

/// What a counter lost by falling, between samples of one series: prefix sums over its resets,
/// which are few. A difference of them is exact for all sums that a double can hold.
class ResetSums {
public:
    explicit ResetSums(std::span<const double> values) : values_(values) {
        PreciseSum sum;
        sums_.push_back(sum);
        for (std::size_t i = 1; i < values.size(); ++i) {
            if (!(values[i] < values[i - 1])) continue;
            finite_ = finite_ && std::abs(values[i - 1]) < large_sum / 1e20;
            sum.add(finite_ ? values[i - 1] : 0);
            resets_.push_back(i);
            sums_.push_back(sum);
        }
    }

    /// Windows come in ascending order.
    double in(Window window) {
        while (first_ < resets_.size() && resets_[first_] <= window.first)
            ++first_;
        while (last_ < resets_.size() && resets_[last_] < window.last)
            ++last_;
        if (first_ >= last_) return 0;
        if (finite_) return PreciseSum::difference(sums_[last_], sums_[first_]);
        double sum = 0;
        for (std::size_t i = first_; i < last_; ++i)
            sum += values_[resets_[i] - 1];
        return sum;
    }

private:
    std::span<const double> values_;
    std::vector<std::size_t> resets_;  ///< samples that are less than the one before
    std::vector<PreciseSum> sums_;
    bool finite_ = true;
    std::size_t first_ = 0;  ///< among the resets
    std::size_t last_ = 0;
};

enum class Kind : std::uint8_t { counter, gauge };

/// How much longer the window is taken to be than the time between its first and last sample. To an
/// edge that is near, all of the way: the next sample would be expected there. To a far one, half
/// of the average distance of samples. A counter is not followed back beyond the time when it was
/// zero.
double extrapolation(const RangeInput& input, std::size_t step, double increase, Kind kind) {
    const Window window = input.windows[step];
    const std::int64_t first = input.time(window.first);
    const std::int64_t last = input.time(window.last - 1);
    const std::int64_t end = input.bounds.end(step);
    const std::int64_t start = end - input.bounds.length;
    const auto seconds = [](std::int64_t ms) { return static_cast<double>(ms) / 1000; };

    const double sampled = seconds(last - first);
    const double distance = sampled / static_cast<double>(window.size() - 1);
    double to_start = seconds(first - start);
    const double to_end = seconds(end - last);
    const double first_value = input.value(window.first);
    if (kind == Kind::counter && increase > 0 && first_value >= 0)
        to_start = std::min(to_start, sampled * (first_value / increase));

    const double near = distance * 1.1;
    const double before = to_start < near ? to_start : distance / 2;
    const double after = to_end < near ? to_end : distance / 2;
    return (sampled + before + after) / sampled;
}

Result<> extrapolated(const RangeInput& input, Column out, Kind kind, double per_seconds) {
    ResetSums resets(kind == Kind::counter ? std::span<const double>(input.samples.values)
                                           : std::span<const double>());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Window window = input.windows[i];
        if (window.size() < 2) continue;
        const double increase =
            input.value(window.last - 1) - input.value(window.first) + resets.in(window);
        out[i] = increase * (extrapolation(input, i, increase, kind) / per_seconds);
    }
    return input.budget.work(out.size());
}

/// From the last two samples of each window.
Result<> instant_change(const RangeInput& input, Column out, Kind kind) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Window window = input.windows[i];
        if (window.size() < 2) continue;
        const std::size_t last = window.last - 1;
        const double value = input.value(last);
        const double previous = input.value(last - 1);
        if (kind == Kind::gauge) {
            out[i] = value - previous;
            continue;
        }
        const double increase = value < previous ? value : value - previous;
        out[i] = increase / (static_cast<double>(input.time(last) - input.time(last - 1)) / 1000);
    }
    return input.budget.work(out.size());
}

/// How often in each window `counts(previous, current)`.
template <typename Counts>
Result<> count_steps(const RangeInput& input, Column out, Counts counts) {
    std::vector<std::uint32_t> so_far(input.samples.size());
    for (std::size_t i = 1; i < so_far.size(); ++i)
        so_far[i] = so_far[i - 1] + (counts(input.value(i - 1), input.value(i)) ? 1 : 0);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Window window = input.windows[i];
        if (window.size() > 0)
            out[i] = static_cast<double>(so_far[window.last - 1] - so_far[window.first]);
    }
    return input.budget.work(out.size());
}

}  // namespace

Result<> rate(const RangeInput& input, Column out) {
    return extrapolated(input, out, Kind::counter, static_cast<double>(input.bounds.length) / 1000);
}

Result<> increase(const RangeInput& input, Column out) {
    return extrapolated(input, out, Kind::counter, 1);
}

Result<> delta(const RangeInput& input, Column out) {
    return extrapolated(input, out, Kind::gauge, 1);
}

Result<> irate(const RangeInput& input, Column out) {
    return instant_change(input, out, Kind::counter);
}

Result<> idelta(const RangeInput& input, Column out) {
    return instant_change(input, out, Kind::gauge);
}

Result<> changes(const RangeInput& input, Column out) {
    return count_steps(input, out, [](double previous, double current) {
        return current != previous && !(std::isnan(current) && std::isnan(previous));
    });
}

Result<> resets(const RangeInput& input, Column out) {
    return count_steps(input, out,
                       [](double previous, double current) { return current < previous; });
}

}  // namespace nodewatch::promql
