#include <algorithm>
#include <array>
#include <utility>

#include "promql/functions.hpp"
#include "promql/quantile.hpp"

namespace nodewatch::promql {

namespace {

/// The result of a function of a range vector: a series is read, cut into windows and reduced when
/// its column is asked for.
class RangeFunctionVector final : public VectorStream {
public:
    RangeFunctionVector(RangeVector range, RangeKernel kernel, std::vector<ScalarColumn> scalars,
                        const Steps& steps, Held held, Budget& budget)
        : range_(std::move(range)),
          kernel_(kernel),
          scalars_(std::move(scalars)),
          steps_(steps),
          budget_(budget),
          held_(std::move(held)),
          columns_(scalars_.size()) {}

    std::size_t size() const override { return range_.series->size(); }
    const store::Labels& labels(std::size_t series) const override {
        return range_.series->labels(series);
    }
    Result<> read(std::size_t series, Column out) override {
        std::ranges::fill(out, absent());
        for (Parts parts(range_.windows, range_.series->can_read_parts()); !parts.done();
             parts.advance(samples_.size())) {
            const Windows bounds = parts.windows();
            if (auto read = range_.series->read(series, bounds, samples_); !read) return read;
            if (auto reduced = reduce(bounds, parts.first_step(), out); !reduced) return reduced;
        }
        return {};
    }

private:
    Result<> reduce(const Windows& bounds, std::size_t first_step, Column out) {
        if (auto go_on = budget_.work(bounds.count); !go_on) return go_on;
        windows_.resize(bounds.count);
        const std::size_t visible = find_windows(bounds);
        for (std::size_t i = 0; i < scalars_.size(); ++i)
            columns_[i] = ConstColumn(scalars_[i].values).subspan(first_step, bounds.count);
        return kernel_({samples_, bounds, windows_, visible, columns_, steps_.time(first_step),
                        steps_.step, budget_},
                       out.subspan(first_step, bounds.count));
    }

    /// Gives the sum of their sizes.
    std::size_t find_windows(const Windows& bounds) {
        const std::vector<std::int64_t>& times = samples_.times;
        Window window;
        std::size_t visible = 0;
        for (std::size_t i = 0; i < windows_.size(); ++i) {
            const std::int64_t end = bounds.end(i);
            const std::int64_t first = end - bounds.length + (bounds.left_open ? 1 : 0);
            window.last = first_after(times, window.last, end);
            window.first = first_after(times, window.first, first - 1);
            windows_[i] = window;
            visible += window.size();
        }
        return visible;
    }

    RangeVector range_;
    RangeKernel kernel_;
    std::vector<ScalarColumn> scalars_;
    Steps steps_;
    Budget& budget_;
    Held held_;
    // Of the part that is worked on:
    std::vector<ConstColumn> columns_;
    std::vector<Window> windows_;
    store::Samples samples_;
};

/// A value of 1 at the steps where no series has one.
Result<VectorPtr> absence(VectorPtr present, const Expr& arg, const Steps& steps, Budget& budget) {
    auto absent_steps = make_scalars(steps.count, 1, budget);
    if (!absent_steps) return failure(absent_steps.error());
    std::vector<double> column(steps.count);
    for (std::size_t series = 0; series < present->size(); ++series) {
        if (auto read = present->read(series, column); !read) return failure(read.error());
        for (std::size_t i = 0; i < column.size(); ++i)
            if (!is_absent(column[i])) absent_steps->values[i] = absent();
    }
    const auto* matrix = unwrap(arg).as<MatrixSelector>();
    return single_series(matrix ? fixed_labels(matrix->selector.matchers) : store::Labels(),
                         std::move(*absent_steps));
}

void warn_of_quantile(QueryContext& query, const ScalarColumn& q) {
    const auto outside =
        std::ranges::find_if(q.values, [](double value) { return !(value >= 0 && value <= 1); });
    if (outside != q.values.end()) query.warn(quantile_warning(*outside));
}

}  // namespace

Result<VectorPtr> call_range_function(Evaluator& evaluator, const Call& call, const Steps& steps) {
    const FunctionId id = call.function->id;
    Budget& budget = evaluator.budget();
    std::vector<ScalarColumn> scalars;
    std::size_t range_index = 0;
    for (std::size_t i = 0; i < call.args.size(); ++i) {
        if (call.args[i]->type == ValueType::matrix) {
            range_index = i;
            continue;
        }
        auto scalar = evaluator.scalar(*call.args[i], steps);
        if (!scalar) return failure(scalar.error());
        scalars.push_back(std::move(*scalar));
    }
    if (id == FunctionId::quantile_over_time) warn_of_quantile(evaluator.query(), scalars[0]);
    const Expr& range_arg = *call.args[range_index];
    auto range = evaluator.range(range_arg, steps);
    if (!range) return failure(range.error());

    Held windows(budget);
    if (auto added = windows.add(steps.count); !added) return failure(added.error());
    VectorPtr result = std::make_unique<RangeFunctionVector>(
        std::move(*range), find_kernel(id), std::move(scalars), steps, std::move(windows), budget);
    if (id == FunctionId::absent_over_time)
        return absence(std::move(result), range_arg, steps, budget);
    if (id == FunctionId::last_over_time) return result;
    return drop_names(std::move(result), EqualLabels::refused, steps.count, budget);
}

}  // namespace nodewatch::promql
