#pragma once

#include "promql/evaluator.hpp"
#include "promql/range_kernels.hpp"

namespace nodewatch::promql {

// functions_math.cpp: value by value
Result<VectorPtr> call_math(Evaluator& evaluator, const Call& call, const Steps& steps);
/// clamp, clamp_max, clamp_min, round
Result<VectorPtr> call_limited(Evaluator& evaluator, const Call& call, const Steps& steps);

// functions_time.cpp
Result<VectorPtr> call_calendar(Evaluator& evaluator, const Call& call, const Steps& steps);
Result<VectorPtr> call_timestamp(Evaluator& evaluator, const Call& call, const Steps& steps);

// functions_labels.cpp: label_replace, label_join
Result<VectorPtr> call_label_change(Evaluator& evaluator, const Call& call, const Steps& steps);

// functions_set.cpp: of the vector as a whole
Result<VectorPtr> call_absent(Evaluator& evaluator, const Call& call, const Steps& steps);
Result<ScalarColumn> scalar_of_vector(Evaluator& evaluator, const Call& call, const Steps& steps);
Result<VectorPtr> call_sort(Evaluator& evaluator, const Call& call, const Steps& steps);

// functions_range.cpp: of range vectors
Result<VectorPtr> call_range_function(Evaluator& evaluator, const Call& call, const Steps& steps);

// histogram.cpp
Result<VectorPtr> call_histogram_quantile(Evaluator& evaluator, const Call& call,
                                          const Steps& steps);

/// The labels that `selector` fixes by `=`: of the series that absent() gives.
store::Labels fixed_labels(const std::vector<store::Matcher>& matchers);

}  // namespace nodewatch::promql
