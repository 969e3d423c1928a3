// Calls that give an instant vector: each family of functions has a file.
#include "promql/functions.hpp"

#include <utility>

namespace nodewatch::promql {

namespace {

Result<VectorPtr> vector_of_scalar(Evaluator& evaluator, const Call& call, const Steps& steps) {
    auto values = evaluator.scalar(*call.args[0], steps);
    if (!values) return failure(values.error());
    return single_series({}, std::move(*values));
}

/// On samples that are plain numbers the functions of native histograms give nothing.
Result<VectorPtr> of_native_histograms(Evaluator& evaluator, const Call& call, const Steps& steps) {
    auto ignored = evaluator.vector(*call.args.back(), steps);
    if (!ignored) return ignored;
    return empty_vector(evaluator.budget());
}

}  // namespace

Result<VectorPtr> evaluate_call(Evaluator& evaluator, const Call& call, const Steps& steps) {
    switch (const FunctionId id = call.function->id) {
        case FunctionId::absent:
            return call_absent(evaluator, call, steps);
        case FunctionId::clamp:
        case FunctionId::clamp_max:
        case FunctionId::clamp_min:
        case FunctionId::round:
            return call_limited(evaluator, call, steps);
        case FunctionId::day_of_month:
        case FunctionId::day_of_week:
        case FunctionId::day_of_year:
        case FunctionId::days_in_month:
        case FunctionId::hour:
        case FunctionId::minute:
        case FunctionId::month:
        case FunctionId::year:
            return call_calendar(evaluator, call, steps);
        case FunctionId::histogram_count:
        case FunctionId::histogram_fraction:
        case FunctionId::histogram_sum:
            return of_native_histograms(evaluator, call, steps);
        case FunctionId::histogram_quantile:
            return call_histogram_quantile(evaluator, call, steps);
        case FunctionId::label_join:
        case FunctionId::label_replace:
            return call_label_change(evaluator, call, steps);
        case FunctionId::sort:
        case FunctionId::sort_desc:
            return call_sort(evaluator, call, steps);
        case FunctionId::timestamp:
            return call_timestamp(evaluator, call, steps);
        case FunctionId::vector:
            return vector_of_scalar(evaluator, call, steps);
        default:
            return find_kernel(id) ? call_range_function(evaluator, call, steps)
                                   : call_math(evaluator, call, steps);
    }
}

}  // namespace nodewatch::promql
