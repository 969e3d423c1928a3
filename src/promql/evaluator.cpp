#include "promql/evaluator.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace nodewatch::promql {

namespace {

/// The times at which the expression of a subquery is evaluated, for all windows at once.
Steps subquery_steps(const Windows& windows, std::int64_t step) {
    const std::int64_t earliest = windows.first_end - windows.length;
    // Steps are multiples of `step`; division rounds toward zero.
    std::int64_t start = step * (earliest / step);
    if (start < earliest || (windows.left_open && start == earliest)) start += step;
    const std::int64_t end = windows.last_end();
    if (start > end) return {start, step, 0};
    return {start, step, static_cast<std::size_t>((end - start) / step) + 1};
}

void negate(Column column) {
    for (double& value : column) {
        if (is_absent(value)) continue;
        // A NaN with the sign and the bits of a stale marker would become one.
        value = value != value ? std::numeric_limits<double>::quiet_NaN() : -value;
    }
}

}  // namespace

const std::string& string_of(const Expr& expr) {
    return unwrap(expr).as<StringLiteral>()->value;
}

Result<VectorPtr> Evaluator::vector(const Expr& expr, const Steps& steps) {
    if (auto go_on = budget().work(1); !go_on) return failure(go_on.error());
    if (steps.count == 0) return empty_vector(budget());
    if (!expr.time_invariant || steps.count == 1) return vector_at_all_steps(expr, steps);
    auto single = vector_at_all_steps(expr, steps.first_only());
    if (!single) return single;
    return repeat(std::move(*single));
}

Result<VectorPtr> Evaluator::vector_at_all_steps(const Expr& expr, const Steps& steps) {
    if (const auto* paren = expr.as<Paren>()) return vector(*paren->expr, steps);
    if (const auto* selector = expr.as<VectorSelector>()) {
        const Windows windows =
            make_windows(selector->shift, query_.settings.lookback, steps, query_);
        return select_instant(*selector, Shown::value, windows, query_);
    }
    if (const auto* call = expr.as<Call>()) return evaluate_call(*this, *call, steps);
    if (const auto* aggregate = expr.as<Aggregate>())
        return evaluate_aggregate(*this, *aggregate, steps);
    if (const auto* binary = expr.as<Binary>()) return evaluate_binary(*this, *binary, steps);
    if (const auto* unary = expr.as<Unary>()) return negated(*unary, steps);
    return failure(ErrorKind::internal, "an expression that is no instant vector", "internal");
}

Result<VectorPtr> Evaluator::negated(const Unary& unary, const Steps& steps) {
    auto operand = vector(*unary.expr, steps);
    if (!operand || !unary.negative) return operand;
    return transform(std::move(*operand), negate, steps.count, budget());
}

Result<ScalarColumn> Evaluator::scalar(const Expr& expr, const Steps& steps) {
    if (auto go_on = budget().work(1); !go_on) return failure(go_on.error());
    if (!expr.time_invariant || steps.count <= 1) return scalar_at_all_steps(expr, steps);
    auto single = scalar_at_all_steps(expr, steps.first_only());
    if (!single) return single;
    return make_scalars(steps.count, single->values.front(), budget());
}

Result<ScalarColumn> Evaluator::scalar_at_all_steps(const Expr& expr, const Steps& steps) {
    if (const auto* number = expr.as<NumberLiteral>())
        return make_scalars(steps.count, number->value, budget());
    if (const auto* paren = expr.as<Paren>()) return scalar(*paren->expr, steps);
    if (const auto* call = expr.as<Call>()) return evaluate_scalar_call(*this, *call, steps);
    if (const auto* binary = expr.as<Binary>())
        return evaluate_scalar_binary(*this, *binary, steps);
    if (const auto* unary = expr.as<Unary>()) {
        auto operand = scalar(*unary->expr, steps);
        if (operand && unary->negative)
            std::ranges::transform(operand->values, operand->values.begin(), std::negate{});
        return operand;
    }
    return failure(ErrorKind::internal, "an expression that is no scalar", "internal");
}

Result<RangeVector> Evaluator::range(const Expr& expr, const Steps& steps) {
    const Expr& inner = unwrap(expr);
    if (const auto* matrix = inner.as<MatrixSelector>()) {
        const Windows windows = make_windows(matrix->selector.shift, matrix->range, steps, query_);
        auto series = select_range(matrix->selector, windows, query_);
        if (!series) return failure(series.error());
        return RangeVector{std::move(*series), windows};
    }
    if (const auto* sub = inner.as<Subquery>()) return subquery(*sub, steps);
    return failure(ErrorKind::internal, "an expression that is no range vector", "internal");
}

Result<RangeVector> Evaluator::subquery(const Subquery& subquery, const Steps& steps) {
    const std::int64_t step =
        subquery.step != 0 ? subquery.step : query_.settings.default_subquery_step;
    const Windows windows = make_windows(subquery.shift, subquery.range, steps, query_);
    const Steps inner_steps = subquery_steps(windows, step);
    auto inner = vector(*subquery.expr, inner_steps);
    if (!inner) return failure(inner.error());
    return RangeVector{as_range(std::move(*inner), inner_steps, query_), windows};
}

}  // namespace nodewatch::promql
