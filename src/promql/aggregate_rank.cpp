#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "promql/grouping.hpp"
#include "promql/label_name.hpp"
#include "promql/number.hpp"
#include "promql/quantile.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

/// The series of each group.
std::vector<std::vector<std::size_t>> members_of(const Groups& groups) {
    std::vector<std::vector<std::size_t>> members(groups.size());
    for (std::size_t i = 0; i < groups.group_of.size(); ++i)
        members[groups.group_of[i]].push_back(i);
    return members;
}

struct Candidate {
    double value;
    std::size_t series;
};

/// The better one first, NaN last, equal ones in the order of the series.
struct Better {
    bool greatest;
    bool operator()(const Candidate& a, const Candidate& b) const {
        if (std::isnan(a.value) || std::isnan(b.value)) {
            if (std::isnan(a.value) != std::isnan(b.value)) return std::isnan(b.value);
            return a.series < b.series;
        }
        if (a.value != b.value) return greatest ? a.value > b.value : a.value < b.value;
        return a.series < b.series;
    }
};

/// Takes away the values at one step of all members but the best k; those are the first of
/// `candidates` afterwards, in order.
void keep_best(std::vector<Series>& series, const std::vector<std::size_t>& members,
               std::size_t step, std::size_t k, Better better, std::vector<Candidate>& candidates) {
    candidates.clear();
    for (const std::size_t i : members)
        if (!is_absent(series[i].values[step])) candidates.push_back({series[i].values[step], i});
    k = std::min(k, candidates.size());
    const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(k);
    std::partial_sort(candidates.begin(), end, candidates.end(), better);
    for (auto dropped = end; dropped != candidates.end(); ++dropped)
        series[dropped->series].values[step] = absent();
    candidates.resize(k);
}

Result<> check_k(const ScalarColumn& k) {
    constexpr double limit = 0x1p63;
    for (const double value : k.values) {
        if (value >= -limit && value < limit) continue;
        return failure(
            execution_error("Scalar value " + format_number(value) + " overflows int64"));
    }
    return {};
}

std::size_t to_count(double k) {
    return k < 1 ? 0 : static_cast<std::size_t>(k);
}

}  // namespace

/// Of one step the result is ordered: by group, and within it from the best on.
Result<VectorPtr> aggregate_top(const Aggregate& aggregate, const ScalarColumn& k,
                                VectorPtr operand, std::size_t steps, Budget& budget) {
    if (auto checked = check_k(k); !checked) return failure(checked.error());
    const auto members = members_of(make_groups(aggregate, *operand));
    auto stored = collect(std::move(operand), steps, budget);
    if (!stored) return failure(stored.error());
    std::vector<Series>& series = (*stored)->series();
    const Better better{aggregate.op == AggregateOp::topk};
    std::vector<Candidate> candidates;
    std::vector<Series> ordered;
    for (const std::vector<std::size_t>& group : members) {
        for (std::size_t step = 0; step < steps; ++step) {
            if (auto go_on = budget.work(group.size()); !go_on) return failure(go_on.error());
            keep_best(series, group, step, to_count(k[step]), better, candidates);
        }
        if (steps > 1) continue;
        for (const Candidate& best : candidates)
            ordered.push_back(std::move(series[best.series]));
    }
    if (steps == 1) series = std::move(ordered);
    return std::move(*stored);
}

Result<VectorPtr> aggregate_quantile(const Aggregate& aggregate, const ScalarColumn& q,
                                     VectorPtr operand, std::size_t steps, Budget& budget) {
    Groups groups = make_groups(aggregate, *operand);
    const auto members = members_of(groups);
    const auto stored = collect(std::move(operand), steps, budget);
    if (!stored) return failure(stored.error());
    const std::vector<Series>& series = (*stored)->series();
    Held held(budget);
    std::vector<Series> result;
    std::vector<double> values;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        if (auto added = held.add(steps); !added) return failure(added.error());
        Series& out =
            result.emplace_back(std::move(groups.labels[g]), std::vector<double>(steps, absent()));
        for (std::size_t step = 0; step < steps; ++step) {
            if (auto go_on = budget.work(members[g].size()); !go_on) return failure(go_on.error());
            values.clear();
            for (const std::size_t i : members[g])
                if (!is_absent(series[i].values[step])) values.push_back(series[i].values[step]);
            if (!values.empty()) out.values[step] = quantile(q[step], values);
        }
    }
    return std::make_unique<StoredVector>(std::move(result), std::move(held));
}

/// A series of the result for each value that occurs in a group.
Result<VectorPtr> aggregate_count_values(const Aggregate& aggregate, const std::string& label,
                                         VectorPtr operand, std::size_t steps, Budget& budget) {
    if (!is_label_name(label))
        return failure(execution_error("invalid label name " + quote(label)));
    // `without` drops the new label, too.
    const bool dropped = aggregate.without && (label == store::metric_name_label ||
                                               std::ranges::count(aggregate.labels, label) > 0);
    Held held(budget);
    std::vector<Series> result;
    std::unordered_map<store::Labels, std::size_t, store::LabelsHash> known;
    std::vector<double> column(steps);
    for (std::size_t i = 0; i < operand->size(); ++i) {
        if (auto read = operand->read(i, column); !read) return failure(read.error());
        store::Labels labels = group_labels(aggregate, operand->labels(i));
        for (std::size_t step = 0; step < steps; ++step) {
            if (auto go_on = budget.work(1); !go_on) return failure(go_on.error());
            if (is_absent(column[step])) continue;
            if (!dropped) labels.set(label, format_plain(column[step]));
            const auto [found, is_new] = known.try_emplace(labels, result.size());
            if (is_new) {
                if (auto added = held.add(steps); !added) return failure(added.error());
                result.push_back({labels, std::vector<double>(steps, absent())});
            }
            double& count = result[found->second].values[step];
            count = is_absent(count) ? 1 : count + 1;
        }
    }
    return std::make_unique<StoredVector>(std::move(result), std::move(held));
}

}  // namespace nodewatch::promql
