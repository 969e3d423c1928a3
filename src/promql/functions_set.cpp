// Functions of an instant vector as a whole: absent, scalar, sort.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "promql/functions.hpp"

namespace nodewatch::promql {

namespace {

/// For each step the number of series that have a value and, as long as it is one, that value.
struct Presence {
    std::vector<std::uint32_t> count;
    std::vector<double> value;
    Held held;
};

Result<Presence> read_presence(VectorStream& vector, std::size_t steps, Budget& budget) {
    Presence presence{{}, {}, Held(budget)};
    if (auto added = presence.held.add(3 * steps); !added) return failure(added.error());
    presence.count.resize(steps);
    presence.value.resize(steps);
    std::vector<double> column(steps);
    for (std::size_t series = 0; series < vector.size(); ++series) {
        if (auto go_on = budget.work(steps); !go_on) return failure(go_on.error());
        if (auto read = vector.read(series, column); !read) return failure(read.error());
        for (std::size_t i = 0; i < steps; ++i) {
            if (is_absent(column[i])) continue;
            ++presence.count[i];
            presence.value[i] = column[i];
        }
    }
    return presence;
}

}  // namespace

store::Labels fixed_labels(const std::vector<store::Matcher>& matchers) {
    store::Labels labels;
    std::vector<std::string_view> seen;
    for (const store::Matcher& matcher : matchers) {
        if (matcher.name() == store::metric_name_label) continue;
        const bool first = std::ranges::find(seen, matcher.name()) == seen.end();
        if (matcher.type() == store::MatchType::equal && first) {
            labels.set(matcher.name(), matcher.value());
            seen.push_back(matcher.name());
        } else {
            labels.remove(matcher.name());
        }
    }
    return labels;
}

Result<VectorPtr> call_absent(Evaluator& evaluator, const Call& call, const Steps& steps) {
    const Expr& arg = unwrap(*call.args[0]);
    auto operand = evaluator.vector(arg, steps);
    if (!operand) return operand;
    const auto presence = read_presence(**operand, steps.count, evaluator.budget());
    if (!presence) return failure(presence.error());
    auto values = make_scalars(steps.count, absent(), evaluator.budget());
    if (!values) return failure(values.error());
    for (std::size_t i = 0; i < steps.count; ++i)
        if (presence->count[i] == 0) values->values[i] = 1;
    const auto* selector = arg.as<VectorSelector>();
    return single_series(selector ? fixed_labels(selector->matchers) : store::Labels(),
                         std::move(*values));
}

Result<ScalarColumn> scalar_of_vector(Evaluator& evaluator, const Call& call, const Steps& steps) {
    auto operand = evaluator.vector(*call.args[0], steps);
    if (!operand) return failure(operand.error());
    auto values =
        make_scalars(steps.count, std::numeric_limits<double>::quiet_NaN(), evaluator.budget());
    if (!values || steps.count == 0) return values;
    const auto presence = read_presence(**operand, steps.count, evaluator.budget());
    if (!presence) return failure(presence.error());
    for (std::size_t i = 0; i < steps.count; ++i)
        if (presence->count[i] == 1) values->values[i] = presence->value[i];
    return values;
}

/// Of many steps the result has no order.
Result<VectorPtr> call_sort(Evaluator& evaluator, const Call& call, const Steps& steps) {
    auto operand = evaluator.vector(*call.args[0], steps);
    if (!operand || steps.count > 1) return operand;
    auto stored = collect(std::move(*operand), steps.count, evaluator.budget());
    if (!stored) return failure(stored.error());
    std::vector<Series>& series = (*stored)->series();
    const bool descending = call.function->id == FunctionId::sort_desc;
    const auto comes_first = [&](std::size_t a, std::size_t b) {
        const double x = series[a].values[0];
        const double y = series[b].values[0];
        // NaN comes last in both orders; equal values keep theirs.
        if (std::isnan(x) != std::isnan(y)) return std::isnan(y);
        if (std::isnan(x) || x == y) return a < b;
        return descending ? x > y : x < y;
    };
    std::vector<std::size_t> order(series.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, comes_first);
    std::vector<Series> sorted;
    sorted.reserve(series.size());
    for (const std::size_t i : order)
        sorted.push_back(std::move(series[i]));
    series = std::move(sorted);
    return std::move(*stored);
}

}  // namespace nodewatch::promql
