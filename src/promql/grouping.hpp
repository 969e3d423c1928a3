#pragma once

#include <cstddef>
#include <vector>

#include "promql/ast.hpp"
#include "promql/vector_stream.hpp"

namespace nodewatch::promql {

/// The groups of an aggregation, in the order of their first series.
struct Groups {
    std::vector<std::size_t> group_of;  ///< of each series
    std::vector<store::Labels> labels;  ///< of each group

    std::size_t size() const { return labels.size(); }
};

Groups make_groups(const Aggregate& aggregate, const VectorStream& vector);

/// The labels of the group that a series belongs to.
store::Labels group_labels(const Aggregate& aggregate, const store::Labels& series);

// aggregate_rank.cpp: aggregations that need the values of all series at once
Result<VectorPtr> aggregate_top(const Aggregate& aggregate, const ScalarColumn& k,
                                VectorPtr operand, std::size_t steps, Budget& budget);
Result<VectorPtr> aggregate_quantile(const Aggregate& aggregate, const ScalarColumn& q,
                                     VectorPtr operand, std::size_t steps, Budget& budget);
Result<VectorPtr> aggregate_count_values(const Aggregate& aggregate, const std::string& label,
                                         VectorPtr operand, std::size_t steps, Budget& budget);

}  // namespace nodewatch::promql
