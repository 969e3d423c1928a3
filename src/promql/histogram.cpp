// Quantiles of classic histograms: series of cumulative counts with the upper bound of their bucket
// in the label `le`.
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "promql/functions.hpp"
#include "promql/number.hpp"
#include "promql/quantile.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

constexpr std::string_view bucket_label = "le";

struct Bucket {
    double upper_bound = 0;
    double count = 0;
};

/// The series of one histogram, ordered by upper bound.
struct Histogram {
    store::Labels labels;
    struct Part {
        double upper_bound;
        std::size_t series;
    };
    std::vector<Part> parts;
};

/// Histograms by their labels without `le`, the name included: histograms of different names are
/// different ones.
std::vector<Histogram> find_histograms(const StoredVector& vector, QueryContext& query) {
    std::vector<Histogram> histograms;
    std::unordered_map<store::Labels, std::size_t, store::LabelsHash> known;
    for (std::size_t i = 0; i < vector.size(); ++i) {
        store::Labels labels = vector.labels(i);
        const std::string bound(labels.get(bucket_label));
        const auto upper_bound = parse_float(bound);
        if (!upper_bound) {
            query.warn(
                "PromQL warning: bucket label \"le\" is missing or has a malformed value of " +
                quote(bound) + " for metric name " + quote(labels.metric_name()));
            continue;
        }
        labels.remove(bucket_label);
        const auto [found, is_new] = known.try_emplace(labels, histograms.size());
        if (is_new) histograms.push_back({without_name(labels), {}});
        histograms[found->second].parts.push_back({*upper_bound, i});
    }
    for (Histogram& histogram : histograms)
        std::ranges::sort(histogram.parts, before, &Histogram::Part::upper_bound);
    return histograms;
}

/// Buckets with the same bound become one.
void coalesce(std::vector<Bucket>& buckets) {
    std::size_t last = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].upper_bound == buckets[last].upper_bound) {
            buckets[last].count += buckets[i].count;
        } else {
            buckets[++last] = buckets[i];
        }
    }
    buckets.resize(last + 1);
}

/// Cumulative counts do not fall; where they do, the buckets were not read at the same time.
void make_monotonic(std::vector<Bucket>& buckets) {
    double most = buckets.front().count;
    for (Bucket& bucket : buckets) {
        if (bucket.count > most) most = bucket.count;
        if (bucket.count < most) bucket.count = most;
    }
}

/// By linear interpolation within the bucket that the quantile falls into. The lowest bucket starts
/// at 0 unless its bound is below; of the highest, which is open, its lower bound is given.
double bucket_quantile(double q, std::vector<Bucket>& buckets) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (!(q >= 0 && q <= 1)) return quantile_outside(q);
    if (buckets.back().upper_bound != std::numeric_limits<double>::infinity()) return nan;
    coalesce(buckets);
    make_monotonic(buckets);
    if (buckets.size() < 2 || buckets.back().count == 0) return nan;

    const double rank = q * buckets.back().count;
    const auto last = buckets.end() - 1;
    const auto found =
        std::partition_point(buckets.begin(), last, [&](Bucket b) { return !(b.count >= rank); });
    if (found == last) return (last - 1)->upper_bound;
    if (found == buckets.begin()) {
        if (found->upper_bound <= 0) return found->upper_bound;
        return found->upper_bound * (rank / found->count);
    }
    const Bucket below = *(found - 1);
    return below.upper_bound + (found->upper_bound - below.upper_bound) *
                                   ((rank - below.count) / (found->count - below.count));
}

std::vector<double> quantiles(const Histogram& histogram, const std::vector<Series>& series,
                              const ScalarColumn& q, std::size_t steps) {
    std::vector<double> values(steps, absent());
    std::vector<Bucket> buckets;
    for (std::size_t i = 0; i < steps; ++i) {
        buckets.clear();
        for (const Histogram::Part& part : histogram.parts) {
            const double count = series[part.series].values[i];
            if (!is_absent(count)) buckets.push_back({part.upper_bound, count});
        }
        if (!buckets.empty()) values[i] = bucket_quantile(q[i], buckets);
    }
    return values;
}

}  // namespace

Result<VectorPtr> call_histogram_quantile(Evaluator& evaluator, const Call& call,
                                          const Steps& steps) {
    Budget& budget = evaluator.budget();
    const auto q = evaluator.scalar(*call.args[0], steps);
    if (!q) return failure(q.error());
    for (const double value : q->values)
        if (!(value >= 0 && value <= 1)) evaluator.query().warn(quantile_warning(value));
    auto operand = evaluator.vector(*call.args[1], steps);
    if (!operand) return operand;
    const auto stored = collect(std::move(*operand), steps.count, budget);
    if (!stored) return failure(stored.error());

    Held held(budget);
    std::vector<Series> result;
    for (Histogram& histogram : find_histograms(**stored, evaluator.query())) {
        if (auto added = held.add(steps.count); !added) return failure(added.error());
        if (auto go_on = budget.work(steps.count * histogram.parts.size()); !go_on)
            return failure(go_on.error());
        auto values = quantiles(histogram, (*stored)->series(), *q, steps.count);
        result.push_back({std::move(histogram.labels), std::move(values)});
    }
    return unify(std::make_unique<StoredVector>(std::move(result), std::move(held)),
                 EqualLabels::joined, steps.count, budget);
}

}  // namespace nodewatch::promql
