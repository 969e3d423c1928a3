#include <algorithm>
#include <utility>

#include "promql/matching.hpp"

namespace nodewatch::promql {

namespace {

/// For each match group whether any series of a vector has a value, step by step.
class GroupPresence {
public:
    GroupPresence(std::size_t groups, std::size_t steps) : present_(groups), steps_(steps) {}

    void add(std::size_t group, ConstColumn column) {
        std::vector<bool>& present = present_[group];
        present.resize(steps_);
        for (std::size_t i = 0; i < steps_; ++i)
            if (!is_absent(column[i])) present[i] = true;
    }

    /// Takes away the values at the steps where the group is present, or those where it is not.
    void mask(std::size_t group, bool where_present, Column column) const {
        const std::vector<bool>& present = present_[group];
        for (std::size_t i = 0; i < steps_; ++i)
            if ((!present.empty() && present[i]) == where_present) column[i] = absent();
    }

private:
    std::vector<std::vector<bool>> present_;
    std::size_t steps_;
};

Result<> add_all(VectorStream& vector, const std::vector<std::size_t>& groups, std::size_t steps,
                 GroupPresence& presence, Budget& budget) {
    std::vector<double> column(steps);
    for (std::size_t i = 0; i < vector.size(); ++i) {
        if (auto go_on = budget.work(steps); !go_on) return go_on;
        if (auto read = vector.read(i, column); !read) return read;
        presence.add(groups[i], column);
    }
    return {};
}

/// A vector whose series lose their values where their match group is, or is not, present
/// elsewhere.
class MaskedVector final : public VectorStream {
public:
    MaskedVector(VectorPtr vector, std::vector<std::size_t> groups, GroupPresence presence,
                 bool where_present)
        : vector_(std::move(vector)),
          groups_(std::move(groups)),
          presence_(std::move(presence)),
          where_present_(where_present) {}

    std::size_t size() const override { return vector_->size(); }
    const store::Labels& labels(std::size_t series) const override {
        return vector_->labels(series);
    }
    Result<> read(std::size_t series, Column out) override {
        if (auto read = vector_->read(series, out); !read) return read;
        presence_.mask(groups_[series], where_present_, out);
        return {};
    }

private:
    VectorPtr vector_;
    std::vector<std::size_t> groups_;
    GroupPresence presence_;
    bool where_present_;
};

/// All series of the left side, then those of the right side.
Result<VectorPtr> either(StoredPtr lhs, StoredPtr rhs, const std::vector<std::size_t>& rhs_groups,
                         const GroupPresence& presence, std::size_t steps, Budget& budget) {
    Held held(budget);
    if (auto added = held.add((lhs->size() + rhs->size()) * steps); !added)
        return failure(added.error());
    std::vector<Series> all = std::move(lhs->series());
    for (std::size_t i = 0; i < rhs_groups.size(); ++i) {
        Series& series = rhs->series()[i];
        presence.mask(rhs_groups[i], true, series.values);
        all.push_back(std::move(series));
    }
    return unify(std::make_unique<StoredVector>(std::move(all), std::move(held)),
                 EqualLabels::joined, steps, budget);
}

}  // namespace

Result<VectorPtr> evaluate_set_operator(const Binary& binary, VectorPtr lhs, VectorPtr rhs,
                                        std::size_t steps, Budget& budget) {
    MatchGroups groups(*binary.matching);
    auto left = groups.of(*lhs);
    const auto right = groups.of(*rhs);
    GroupPresence presence(groups.size(), steps);
    if (binary.op != BinaryOp::op_or) {
        if (auto added = add_all(*rhs, right, steps, presence, budget); !added)
            return failure(added.error());
        return std::make_unique<MaskedVector>(std::move(lhs), std::move(left), std::move(presence),
                                              binary.op == BinaryOp::op_unless);
    }
    auto stored_left = collect(std::move(lhs), steps, budget);
    if (!stored_left) return failure(stored_left.error());
    for (std::size_t i = 0; i < left.size(); ++i)
        presence.add(left[i], (*stored_left)->series()[i].values);
    auto stored_right = collect(std::move(rhs), steps, budget);
    if (!stored_right) return failure(stored_right.error());
    return either(std::move(*stored_left), std::move(*stored_right), right, presence, steps,
                  budget);
}

}  // namespace nodewatch::promql
