#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "promql/ast.hpp"
#include "promql/vector_stream.hpp"

namespace nodewatch::promql {

/// Numbers the match groups of two vectors: series with the same values of the labels that match
/// have the same number. Found once, from labels.
class MatchGroups {
public:
    explicit MatchGroups(const VectorMatching& matching) : matching_(matching) {}

    /// The number of the group of each series.
    std::vector<std::size_t> of(const VectorStream& vector);
    std::size_t size() const { return numbers_.size(); }

    /// The labels that two series of a group have in common, for messages.
    store::Labels common_labels(const store::Labels& series) const;

private:
    const VectorMatching& matching_;
    std::unordered_map<store::Labels, std::size_t, store::LabelsHash> numbers_;
};

/// The labels of the result of an operation between a series of the "many" side (of one-to-one, the
/// left one) and one of the "one" side.
store::Labels result_labels(const Binary& binary, const store::Labels& many,
                            const store::Labels& one);

// set_operators.cpp: and, or, unless
Result<VectorPtr> evaluate_set_operator(const Binary& binary, VectorPtr lhs, VectorPtr rhs,
                                        std::size_t steps, Budget& budget);

// vector_operators.cpp: arithmetic and comparisons between two vectors
Result<VectorPtr> evaluate_vector_operator(const Binary& binary, VectorPtr lhs, VectorPtr rhs,
                                           std::size_t steps, Budget& budget);

}  // namespace nodewatch::promql
