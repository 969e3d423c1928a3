// Minima, maxima and quantiles over time.
//
// Overlapping windows: a queue of the samples that can still become the extreme (each enters and
// leaves once), and for quantiles a tree of counts over the ranks of all values, in which a sample
// is added, removed and looked up in logarithmic time. It pays from about 30 looks at each sample.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "promql/quantile.hpp"
#include "promql/range_kernels.hpp"

namespace nodewatch::promql {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The extreme by `Better` (std::less: the least); NaN only where there is nothing else.
template <typename Better>
double extreme(std::span<const double> values, Better better) {
    double best = nan;
    for (const double value : values)
        if (better(value, best) || std::isnan(best)) best = value;
    return best;
}

/// Indices of samples in a window, each better than all after it: the first is the extreme.
template <typename Better>
class ExtremeQueue {
public:
    ExtremeQueue(std::span<const double> values, Better better)
        : values_(values), better_(better), queue_(values.size()) {}

    double move_to(Window window) {
        for (; next_ < window.last; ++next_)
            push(next_);
        while (head_ < tail_ && queue_[head_] < window.first)
            ++head_;
        return head_ < tail_ ? values_[queue_[head_]] : nan;
    }

private:
    void push(std::size_t index) {
        const double value = values_[index];
        if (std::isnan(value)) return;
        while (tail_ > head_ && !better_(values_[queue_[tail_ - 1]], value))
            --tail_;
        queue_[tail_++] = index;
    }

    std::span<const double> values_;
    Better better_;
    std::vector<std::size_t> queue_;
    std::size_t head_ = 0;
    std::size_t tail_ = 0;
    std::size_t next_ = 0;
};

template <typename Better>
Result<> extremes(const RangeInput& input, Column out, Better better) {
    constexpr std::size_t looks_that_pay = 4;
    if (!input.overlap(looks_that_pay)) {
        return each_window(input, 1, out, [&](Window window, std::size_t) {
            return extreme(input.values(window), better);
        });
    }
    ExtremeQueue queue(std::span<const double>(input.samples.values), better);
    for (std::size_t i = 0; i < out.size(); ++i)
        if (input.windows[i].size() > 0) out[i] = queue.move_to(input.windows[i]);
    return input.budget.work(out.size());
}

/// The values of a window in order. A binary indexed tree (Fenwick 1994) counts the samples of the
/// window by rank among all samples of the series.
class OrderedWindow {
public:
    explicit OrderedWindow(std::span<const double> values)
        : rank_(values.size()), sorted_(values.begin(), values.end()), tree_(values.size() + 1) {
        std::vector<std::uint32_t> by_value(values.size());
        std::iota(by_value.begin(), by_value.end(), 0U);
        std::ranges::sort(by_value, [&](std::uint32_t a, std::uint32_t b) {
            return before(values[a], values[b]);
        });
        for (std::uint32_t rank = 0; rank < by_value.size(); ++rank) {
            rank_[by_value[rank]] = rank;
            sorted_[rank] = values[by_value[rank]];
        }
        while (2 * top_ < tree_.size())
            top_ *= 2;
    }

    void move_to(Window window) {
        for (; last_ < window.last; ++last_)
            count(rank_[last_], 1);
        for (; first_ < window.first; ++first_)
            count(rank_[first_], -1);
    }

    /// The i-th least value of the window.
    double at(std::size_t i) const {
        std::size_t position = 0;
        auto left = static_cast<std::int64_t>(i);
        for (std::size_t step = top_; step > 0; step /= 2) {
            if (position + step >= tree_.size() || tree_[position + step] > left) continue;
            position += step;
            left -= tree_[position];
        }
        return sorted_[position];
    }

private:
    void count(std::size_t rank, std::int32_t change) {
        for (std::size_t i = rank + 1; i < tree_.size(); i += i & (~i + 1))
            tree_[i] += change;
    }

    std::vector<std::uint32_t> rank_;
    std::vector<double> sorted_;
    std::vector<std::int32_t> tree_;
    std::size_t top_ = 1;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
};

Result<> quantiles_of_ordered(const RangeInput& input, ConstColumn q, Column out) {
    OrderedWindow ordered(input.samples.values);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Window window = input.windows[i];
        if (window.size() == 0) continue;
        if (auto go_on = input.budget.work(1); !go_on) return go_on;
        ordered.move_to(window);
        if (!(q[i] >= 0 && q[i] <= 1)) {
            out[i] = quantile_outside(q[i]);
            continue;
        }
        const QuantileRank rank = quantile_rank(q[i], window.size());
        out[i] = rank.between(ordered.at(rank.lower), ordered.at(rank.upper));
    }
    return {};
}

}  // namespace

Result<> min_over_time(const RangeInput& input, Column out) {
    return extremes(input, out, std::less<>{});
}

Result<> max_over_time(const RangeInput& input, Column out) {
    return extremes(input, out, std::greater<>{});
}

Result<> quantile_over_time(const RangeInput& input, Column out) {
    constexpr std::size_t looks_that_pay = 32;
    const ConstColumn q = input.scalars[0];
    if (input.overlap(looks_that_pay)) return quantiles_of_ordered(input, q, out);
    std::vector<double> values;
    return each_window(input, 1, out, [&](Window window, std::size_t step) {
        const auto seen = input.values(window);
        values.assign(seen.begin(), seen.end());
        return quantile(q[step], values);
    });
}

}  // namespace nodewatch::promql
