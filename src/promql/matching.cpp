#include "promql/matching.hpp"

#include <utility>

#include "promql/operators.hpp"

namespace nodewatch::promql {

namespace {

store::Labels only(const store::Labels& labels, const std::vector<std::string>& names) {
    store::Labels kept;
    for (const std::string& name : names)
        kept.set(name, labels.get(name));
    return kept;
}

void remove_all(store::Labels& labels, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        labels.remove(name);
}

}  // namespace

store::Labels MatchGroups::common_labels(const store::Labels& series) const {
    if (matching_.on) return only(series, matching_.labels);
    store::Labels labels = without_name(series);
    remove_all(labels, matching_.labels);
    return labels;
}

std::vector<std::size_t> MatchGroups::of(const VectorStream& vector) {
    std::vector<std::size_t> groups;
    groups.reserve(vector.size());
    for (std::size_t i = 0; i < vector.size(); ++i) {
        const auto found = numbers_.try_emplace(common_labels(vector.labels(i)), numbers_.size());
        groups.push_back(found.first->second);
    }
    return groups;
}

store::Labels result_labels(const Binary& binary, const store::Labels& many,
                            const store::Labels& one) {
    const VectorMatching& matching = *binary.matching;
    store::Labels labels = many;
    if (drops_name(binary.op, false)) labels.remove(store::metric_name_label);
    if (matching.cardinality == Cardinality::one_to_one) {
        if (matching.on) {
            labels = only(labels, matching.labels);
        } else {
            remove_all(labels, matching.labels);
        }
    }
    for (const std::string& name : matching.include)
        labels.set(name, one.get(name));
    if (binary.return_bool) labels.remove(store::metric_name_label);
    return labels;
}

}  // namespace nodewatch::promql
