#include "promql/range_kernels.hpp"

namespace nodewatch::promql {

namespace {

Result<> count_over_time(const RangeInput& input, Column out) {
    for (std::size_t i = 0; i < out.size(); ++i)
        if (const std::size_t n = input.windows[i].size(); n > 0) out[i] = static_cast<double>(n);
    return {};
}

Result<> last_over_time(const RangeInput& input, Column out) {
    for (std::size_t i = 0; i < out.size(); ++i)
        if (input.windows[i].size() > 0) out[i] = input.value(input.windows[i].last - 1);
    return {};
}

Result<> present_over_time(const RangeInput& input, Column out) {
    for (std::size_t i = 0; i < out.size(); ++i)
        if (input.windows[i].size() > 0) out[i] = 1;
    return {};
}

}  // namespace

RangeKernel find_kernel(FunctionId function) {
    switch (function) {
        case FunctionId::absent_over_time:
        case FunctionId::present_over_time:
            return present_over_time;
        case FunctionId::avg_over_time:
            return avg_over_time;
        case FunctionId::changes:
            return changes;
        case FunctionId::count_over_time:
            return count_over_time;
        case FunctionId::delta:
            return delta;
        case FunctionId::deriv:
            return deriv;
        case FunctionId::holt_winters:
            return holt_winters;
        case FunctionId::idelta:
            return idelta;
        case FunctionId::increase:
            return increase;
        case FunctionId::irate:
            return irate;
        case FunctionId::last_over_time:
            return last_over_time;
        case FunctionId::max_over_time:
            return max_over_time;
        case FunctionId::min_over_time:
            return min_over_time;
        case FunctionId::predict_linear:
            return predict_linear;
        case FunctionId::quantile_over_time:
            return quantile_over_time;
        case FunctionId::rate:
            return rate;
        case FunctionId::resets:
            return resets;
        case FunctionId::stddev_over_time:
            return stddev_over_time;
        case FunctionId::stdvar_over_time:
            return stdvar_over_time;
        case FunctionId::sum_over_time:
            return sum_over_time;
        default:
            return nullptr;
    }
}

}  // namespace nodewatch::promql
