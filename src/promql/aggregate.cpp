// Aggregations over series. Series are read one after the other into one buffer, so memory depends
// on the number of groups; groups are found once, from labels.
#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "promql/evaluator.hpp"
#include "promql/grouping.hpp"
#include "promql/quantile.hpp"

namespace nodewatch::promql {

namespace {

/// The columns of one group; each operator uses those that it needs.
struct Group {
    std::vector<double> value;  ///< absent until the group has a sample
    std::vector<double> count;
    std::vector<double> mean;
};

template <typename Combine>
void combine(Column into, ConstColumn column, Combine combine_values) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        if (is_absent(column[i])) continue;
        into[i] = is_absent(into[i]) ? column[i] : combine_values(into[i], column[i]);
    }
}

void add_to_count(Column count, ConstColumn column) {
    for (std::size_t i = 0; i < count.size(); ++i)
        if (!is_absent(column[i])) count[i] = is_absent(count[i]) ? 1 : count[i] + 1;
}

/// A mean that does not leave the range of a double where the sum would, and that stays infinite
/// once it is.
void add_to_mean(Group& group, ConstColumn column) {
    for (std::size_t i = 0; i < column.size(); ++i) {
        const double value = column[i];
        if (is_absent(value)) continue;
        double& mean = group.value[i];
        const double count = ++group.count[i];
        if (count == 1) {
            mean = value;
            continue;
        }
        if (std::isinf(mean)) {
            const bool same_infinity = std::isinf(value) && (mean > 0) == (value > 0);
            if (same_infinity || std::isfinite(value)) continue;
        }
        mean += value / count - mean / count;
    }
}

/// Welford's method: `value` is the sum of squared differences from the mean.
void add_to_variance(Group& group, ConstColumn column) {
    for (std::size_t i = 0; i < column.size(); ++i) {
        const double value = column[i];
        if (is_absent(value)) continue;
        const double count = ++group.count[i];
        if (count == 1) {
            group.mean[i] = value;
            group.value[i] = 0;
            continue;
        }
        const double difference = value - group.mean[i];
        group.mean[i] += difference / count;
        group.value[i] += difference * (value - group.mean[i]);
    }
}

void add_series(AggregateOp op, Group& group, ConstColumn column) {
    switch (op) {
        case AggregateOp::sum:
            combine(group.value, column, [](double a, double b) { return a + b; });
            break;
        case AggregateOp::min:
            combine(group.value, column,
                    [](double a, double b) { return a > b || std::isnan(a) ? b : a; });
            break;
        case AggregateOp::max:
            combine(group.value, column,
                    [](double a, double b) { return a < b || std::isnan(a) ? b : a; });
            break;
        case AggregateOp::avg:
            add_to_mean(group, column);
            break;
        case AggregateOp::count:
            add_to_count(group.value, column);
            break;
        case AggregateOp::group:
            for (std::size_t i = 0; i < column.size(); ++i)
                if (!is_absent(column[i])) group.value[i] = 1;
            break;
        default:
            add_to_variance(group, column);
            break;
    }
}

void finish(AggregateOp op, Group& group) {
    if (op != AggregateOp::stddev && op != AggregateOp::stdvar) return;
    for (std::size_t i = 0; i < group.value.size(); ++i) {
        if (is_absent(group.value[i])) continue;
        group.value[i] /= group.count[i];
        if (op == AggregateOp::stddev) group.value[i] = std::sqrt(group.value[i]);
    }
}

Result<VectorPtr> aggregate_simple(const Aggregate& aggregate, VectorStream& operand,
                                   std::size_t steps, Budget& budget) {
    const AggregateOp op = aggregate.op;
    Groups groups = make_groups(aggregate, operand);
    Held held(budget);
    Held scratch(budget);
    const bool has_variance = op == AggregateOp::stddev || op == AggregateOp::stdvar;
    const bool has_count = has_variance || op == AggregateOp::avg;
    if (auto added = scratch.add(groups.size() * steps *
                                 (has_variance ? 2
                                  : has_count  ? 1
                                               : 0));
        !added)
        return failure(added.error());
    if (auto added = held.add((groups.size() + 1) * steps); !added) return failure(added.error());

    std::vector<Group> columns(groups.size());
    for (Group& group : columns) {
        group.value.assign(steps, absent());
        if (has_count) group.count.assign(steps, 0);
        if (has_variance) group.mean.assign(steps, 0);
    }
    std::vector<double> column(steps);
    for (std::size_t i = 0; i < operand.size(); ++i) {
        if (auto go_on = budget.work(steps); !go_on) return failure(go_on.error());
        if (auto read = operand.read(i, column); !read) return failure(read.error());
        add_series(op, columns[groups.group_of[i]], column);
    }
    std::vector<Series> result;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        finish(op, columns[g]);
        result.push_back({std::move(groups.labels[g]), std::move(columns[g].value)});
    }
    return std::make_unique<StoredVector>(std::move(result), std::move(held));
}

}  // namespace

store::Labels group_labels(const Aggregate& aggregate, const store::Labels& series) {
    store::Labels labels;
    if (aggregate.without) {
        labels = without_name(series);
        for (const std::string& name : aggregate.labels)
            labels.remove(name);
        return labels;
    }
    for (const std::string& name : aggregate.labels)
        labels.set(name, series.get(name));
    return labels;
}

Groups make_groups(const Aggregate& aggregate, const VectorStream& vector) {
    Groups groups;
    groups.group_of.reserve(vector.size());
    std::unordered_map<store::Labels, std::size_t, store::LabelsHash> known;
    for (std::size_t i = 0; i < vector.size(); ++i) {
        store::Labels labels = group_labels(aggregate, vector.labels(i));
        const auto [found, is_new] = known.try_emplace(labels, groups.size());
        if (is_new) groups.labels.push_back(std::move(labels));
        groups.group_of.push_back(found->second);
    }
    return groups;
}

Result<VectorPtr> evaluate_aggregate(Evaluator& evaluator, const Aggregate& aggregate,
                                     const Steps& steps) {
    Budget& budget = evaluator.budget();
    auto operand = evaluator.vector(*aggregate.expr, steps);
    if (!operand) return operand;
    if (!takes_parameter(aggregate.op))
        return aggregate_simple(aggregate, **operand, steps.count, budget);
    if (aggregate.op == AggregateOp::count_values) {
        return aggregate_count_values(aggregate, string_of(*aggregate.param), std::move(*operand),
                                      steps.count, budget);
    }
    const auto param = evaluator.scalar(*aggregate.param, steps);
    if (!param) return failure(param.error());
    if (aggregate.op != AggregateOp::quantile)
        return aggregate_top(aggregate, *param, std::move(*operand), steps.count, budget);
    for (const double q : param->values)
        if (!(q >= 0 && q <= 1)) evaluator.query().warn(quantile_warning(q));
    return aggregate_quantile(aggregate, *param, std::move(*operand), steps.count, budget);
}

}  // namespace nodewatch::promql
