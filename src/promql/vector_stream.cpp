#include "promql/vector_stream.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace nodewatch::promql {

namespace {

class RepeatedVector final : public VectorStream {
public:
    explicit RepeatedVector(VectorPtr single) : single_(std::move(single)) {}

    std::size_t size() const override { return single_->size(); }
    const store::Labels& labels(std::size_t series) const override {
        return single_->labels(series);
    }
    Result<> read(std::size_t series, Column out) override {
        if (auto read = single_->read(series, out.first(1)); !read) return read;
        std::ranges::fill(out, out.front());
        return {};
    }

private:
    VectorPtr single_;
};

class TransformedVector final : public VectorStream {
public:
    TransformedVector(VectorPtr vector, Transform change)
        : vector_(std::move(vector)), change_(std::move(change)) {}

    std::size_t size() const override { return vector_->size(); }
    const store::Labels& labels(std::size_t series) const override {
        return vector_->labels(series);
    }
    Result<> read(std::size_t series, Column out) override {
        if (auto read = vector_->read(series, out); !read) return read;
        change_(out);
        return {};
    }

private:
    VectorPtr vector_;
    Transform change_;
};

class RelabelledVector final : public VectorStream {
public:
    RelabelledVector(VectorPtr vector, std::vector<store::Labels> labels)
        : vector_(std::move(vector)), labels_(std::move(labels)) {}

    std::size_t size() const override { return vector_->size(); }
    const store::Labels& labels(std::size_t series) const override { return labels_[series]; }
    Result<> read(std::size_t series, Column out) override { return vector_->read(series, out); }

private:
    VectorPtr vector_;
    std::vector<store::Labels> labels_;
};

Error same_labels() {
    return execution_error("vector cannot contain metrics with the same labelset");
}

/// Then they stay different when the name is dropped.
bool have_one_name(const VectorStream& vector) {
    for (std::size_t i = 1; i < vector.size(); ++i)
        if (vector.labels(i).metric_name() != vector.labels(0).metric_name()) return false;
    return true;
}

bool has_values(ConstColumn column) {
    return !std::ranges::all_of(column, is_absent);
}

/// Adds the values of `from` to those of `into`; false where both have one.
bool join(Column into, ConstColumn from) {
    bool disjoint = true;
    for (std::size_t i = 0; i < into.size(); ++i) {
        if (is_absent(from[i])) continue;
        disjoint = disjoint && is_absent(into[i]);
        into[i] = from[i];
    }
    return disjoint;
}

/// For each series the first one with the same labels.
std::vector<std::size_t> first_with_same_labels(const VectorStream& vector) {
    std::unordered_map<store::Labels, std::size_t, store::LabelsHash> seen;
    std::vector<std::size_t> first(vector.size());
    for (std::size_t i = 0; i < vector.size(); ++i)
        first[i] = seen.try_emplace(vector.labels(i), i).first->second;
    return first;
}

}  // namespace

Result<> StoredVector::read(std::size_t series, Column out) {
    std::ranges::copy(series_[series].values, out.begin());
    return {};
}

StoredPtr empty_vector(Budget& budget) {
    return std::make_unique<StoredVector>(std::vector<Series>{}, Held(budget));
}

VectorPtr single_series(store::Labels labels, ScalarColumn values) {
    std::vector<Series> series;
    series.push_back({std::move(labels), std::move(values.values)});
    return std::make_unique<StoredVector>(std::move(series), std::move(values.held));
}

Result<ScalarColumn> make_scalars(std::size_t steps, double value, Budget& budget) {
    Held held(budget);
    if (auto added = held.add(steps); !added) return failure(added.error());
    if (auto go_on = budget.work(steps); !go_on) return failure(go_on.error());
    return ScalarColumn{std::vector<double>(steps, value), std::move(held)};
}

Result<StoredPtr> collect(VectorPtr vector, std::size_t steps, Budget& budget) {
    if (dynamic_cast<StoredVector*>(vector.get()))
        return StoredPtr(static_cast<StoredVector*>(vector.release()));
    Held held(budget);
    std::vector<Series> series(vector->size());
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (auto added = held.add(steps); !added) return failure(added.error());
        if (auto go_on = budget.work(steps); !go_on) return failure(go_on.error());
        series[i].labels = vector->labels(i);
        series[i].values.resize(steps);
        if (auto read = vector->read(i, series[i].values); !read) return failure(read.error());
    }
    return std::make_unique<StoredVector>(std::move(series), std::move(held));
}

VectorPtr repeat(VectorPtr single) {
    return std::make_unique<RepeatedVector>(std::move(single));
}

Result<VectorPtr> drop_names(VectorPtr vector, EqualLabels equal, std::size_t steps,
                             Budget& budget) {
    const bool one_name = have_one_name(*vector);
    std::vector<store::Labels> labels;
    labels.reserve(vector->size());
    for (std::size_t i = 0; i < vector->size(); ++i)
        labels.push_back(without_name(vector->labels(i)));
    VectorPtr unnamed = std::make_unique<RelabelledVector>(std::move(vector), std::move(labels));
    if (one_name) return unnamed;
    return unify(std::move(unnamed), equal, steps, budget);
}

Result<VectorPtr> transform(VectorPtr vector, Transform change, std::size_t steps, Budget& budget) {
    return drop_names(std::make_unique<TransformedVector>(std::move(vector), std::move(change)),
                      EqualLabels::joined, steps, budget);
}

Result<VectorPtr> relabel(VectorPtr vector, std::vector<store::Labels> labels, std::size_t steps,
                          Budget& budget) {
    return unify(std::make_unique<RelabelledVector>(std::move(vector), std::move(labels)),
                 EqualLabels::joined, steps, budget);
}

store::Labels without_name(const store::Labels& labels) {
    store::Labels unnamed = labels;
    unnamed.remove(store::metric_name_label);
    return unnamed;
}

Result<VectorPtr> unify(VectorPtr vector, EqualLabels equal, std::size_t steps, Budget& budget) {
    const std::vector<std::size_t> first = first_with_same_labels(*vector);
    bool unique = true;
    for (std::size_t i = 0; i < first.size(); ++i)
        unique = unique && first[i] == i;
    if (unique) return vector;

    auto stored = collect(std::move(vector), steps, budget);
    if (!stored) return failure(stored.error());
    std::vector<Series>& series = (*stored)->series();
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (first[i] == i) continue;
        Series& into = series[first[i]];
        const bool both = has_values(into.values) && has_values(series[i].values);
        if (both && equal == EqualLabels::refused) return failure(same_labels());
        if (!join(into.values, series[i].values)) return failure(same_labels());
        series[i].values.clear();
    }
    std::erase_if(series, [](const Series& s) { return s.values.empty(); });
    return std::move(*stored);
}

}  // namespace nodewatch::promql
