// Arithmetic and comparisons between two vectors. Match groups and the labels of results are found
// once, from labels; then columns are combined pair by pair. What must not occur at any step (two
// series of the "one" side in a group, two results with the same labels) is looked for where the
// labels leave it possible.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "promql/matching.hpp"
#include "promql/operators.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

/// All labels in braces, the name among them: as error texts of Prometheus show them.
std::string show(const store::Labels& labels) {
    std::string out;
    for (const store::Label& label : labels)
        out += (out.empty() ? "" : ", ") + label.name + "=" + quote(label.value);
    return "{" + out + "}";
}

class VectorOperation {
public:
    VectorOperation(const Binary& binary, std::size_t steps, Budget& budget)
        : binary_(binary),
          cardinality_(binary.matching->cardinality),
          steps_(steps),
          budget_(budget),
          groups_(*binary.matching),
          held_(budget) {}

    Result<VectorPtr> evaluate(VectorPtr many, VectorPtr one) {
        many_groups_ = groups_.of(*many);
        const auto one_groups = groups_.of(*one);
        auto stored = collect(std::move(one), steps_, budget_);
        if (!stored) return failure(stored.error());
        one_ = &(*stored)->series();
        members_.resize(groups_.size());
        for (std::size_t i = 0; i < one_groups.size(); ++i)
            members_[one_groups[i]].push_back(i);
        find_conflicts();
        count_many();

        if (auto added = held_.add(steps_); !added) return failure(added.error());
        column_.resize(steps_);
        for (std::size_t i = 0; i < many->size(); ++i) {
            if (auto go_on = budget_.work(steps_); !go_on) return failure(go_on.error());
            if (auto read = many->read(i, column_); !read) return failure(read.error());
            if (auto combined = combine_series(i, many->labels(i)); !combined)
                return failure(combined.error());
        }
        return std::make_unique<StoredVector>(std::move(results_), std::move(held_));
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// A step at which two series of the "one" side have a value in the same group.
    struct Conflict {
        std::size_t first;
        std::size_t second;
    };

    /// They are an error only where the other side has any value.
    void find_conflicts() {
        conflicts_.assign(1, std::nullopt);
        for (std::size_t group = 0; group < members_.size(); ++group) {
            if (members_[group].size() < 2) continue;
            conflicts_.resize(steps_);
            for (std::size_t step = 0; step < steps_; ++step)
                find_conflict(group, step);
        }
        has_conflicts_ = std::ranges::any_of(
            conflicts_, [](const std::optional<Conflict>& c) { return c.has_value(); });
    }

    /// Of several the one that comes first in the order of the series is kept.
    void find_conflict(std::size_t group, std::size_t step) {
        std::optional<Conflict>& known = conflicts_[step];
        std::size_t first = none;
        for (const std::size_t i : members_[group]) {
            if (is_absent((*one_)[i].values[step])) continue;
            if (first == none) {
                first = i;
                continue;
            }
            if (!known || i < known->second) known = Conflict{first, i};
            return;
        }
    }

    void count_many() {
        many_count_.resize(groups_.size());
        for (const std::size_t group : many_groups_)
            ++many_count_[group];
        taken_.resize(groups_.size());
    }

    Result<> check_conflicts() const {
        if (!has_conflicts_) return {};
        for (std::size_t step = 0; step < steps_; ++step)
            if (conflicts_[step] && !is_absent(column_[step]))
                return failure(duplicate_series(*conflicts_[step]));
        return {};
    }

    Error duplicate_series(const Conflict& conflict) const {
        const store::Labels& first = (*one_)[conflict.first].labels;
        const store::Labels& second = (*one_)[conflict.second].labels;
        const bool swapped = cardinality_ == Cardinality::one_to_many;
        return execution_error("found duplicate series for the match group " +
                               show(groups_.common_labels(first)) + " on the " +
                               (swapped ? "left" : "right") + " hand-side of the operation: [" +
                               show(second) + ", " + show(first) +
                               "];many-to-many matching not allowed: matching labels must be "
                               "unique on one side");
    }

    Result<> combine_series(std::size_t many, const store::Labels& labels) {
        if (auto checked = check_conflicts(); !checked) return checked;
        const std::size_t group = many_groups_[many];
        for (const std::size_t one : members_[group]) {
            store::Labels result = result_labels(binary_, labels, (*one_)[one].labels);
            std::vector<double> values(steps_);
            compute((*one_)[one].values, values);
            if (auto checked = check_single_match(group, values); !checked) return checked;
            if (auto added = add_result(group, std::move(result), std::move(values)); !added)
                return added;
        }
        return {};
    }

    void compute(const std::vector<double>& one, std::vector<double>& out) {
        with_operation(binary_.op, [&](auto operation) {
            const bool swapped = cardinality_ == Cardinality::one_to_many;
            for (std::size_t i = 0; i < steps_; ++i) {
                const double a = swapped ? one[i] : column_[i];
                const double b = swapped ? column_[i] : one[i];
                out[i] = is_absent(a) || is_absent(b) ? absent() : operation(a, b);
                if (!binary_.return_bool || is_absent(a) || is_absent(b)) continue;
                out[i] = is_absent(out[i]) ? 0 : 1;
            }
        });
    }

    /// One-to-one, a group gives one result at a step, whatever its labels are.
    Result<> check_single_match(std::size_t group, const std::vector<double>& values) {
        const bool alone = many_count_[group] == 1 && members_[group].size() == 1;
        if (cardinality_ != Cardinality::one_to_one || alone) return {};
        std::vector<bool>& taken = taken_[group];
        taken.resize(steps_);
        for (std::size_t i = 0; i < steps_; ++i) {
            if (is_absent(values[i])) continue;
            if (taken[i]) {
                return failure(execution_error(
                    "multiple matches for labels: many-to-one matching must be explicit "
                    "(group_left/group_right)"));
            }
            taken[i] = true;
        }
        return {};
    }

    Result<> add_result(std::size_t group, store::Labels labels, std::vector<double> values) {
        const auto [found, is_new] = known_.try_emplace(labels, results_.size());
        if (is_new) {
            if (auto added = held_.add(steps_); !added) return added;
            results_.push_back({std::move(labels), std::move(values)});
            result_group_.push_back(group);
            return {};
        }
        Series& result = results_[found->second];
        for (std::size_t i = 0; i < steps_; ++i) {
            if (is_absent(values[i])) continue;
            if (!is_absent(result.values[i]))
                return failure(same_labels(result_group_[found->second] == group));
            result.values[i] = values[i];
        }
        return {};
    }

    Error same_labels(bool in_one_group) const {
        if (in_one_group && cardinality_ != Cardinality::one_to_one) {
            return execution_error(
                "multiple matches for labels: grouping labels must ensure unique matches");
        }
        return execution_error("vector cannot contain metrics with the same labelset");
    }

    const Binary& binary_;
    Cardinality cardinality_;
    std::size_t steps_;
    Budget& budget_;
    MatchGroups groups_;
    std::vector<std::size_t> many_groups_;
    std::vector<std::size_t> many_count_;            ///< series of the "many" side in each group
    std::vector<std::vector<std::size_t>> members_;  ///< series of the "one" side in each group
    std::vector<Series>* one_ = nullptr;
    std::vector<std::optional<Conflict>> conflicts_;
    bool has_conflicts_ = false;
    std::vector<double> column_;  ///< of the series of the "many" side that is worked on
    std::vector<std::vector<bool>> taken_;
    std::vector<Series> results_;
    std::vector<std::size_t> result_group_;
    std::unordered_map<store::Labels, std::size_t, store::LabelsHash> known_;
    Held held_;
};

}  // namespace

Result<VectorPtr> evaluate_vector_operator(const Binary& binary, VectorPtr lhs, VectorPtr rhs,
                                           std::size_t steps, Budget& budget) {
    VectorOperation operation(binary, steps, budget);
    if (binary.matching->cardinality == Cardinality::one_to_many)
        return operation.evaluate(std::move(rhs), std::move(lhs));
    return operation.evaluate(std::move(lhs), std::move(rhs));
}

}  // namespace nodewatch::promql
