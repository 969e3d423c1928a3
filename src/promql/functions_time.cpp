#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "promql/functions.hpp"

namespace nodewatch::promql {

namespace {

/// A part of the date or time of day in UTC; NaN for what is no time that a calendar has.
double calendar_part(FunctionId part, double unix_seconds) {
    namespace chrono = std::chrono;
    // Years from -32767 to 32767.
    constexpr double limit = 9e11;
    if (!(std::abs(unix_seconds) < limit)) return std::numeric_limits<double>::quiet_NaN();
    const chrono::sys_seconds time{chrono::seconds(static_cast<std::int64_t>(unix_seconds))};
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss clock{time - day};
    const auto number = [](auto value) { return static_cast<double>(value); };
    switch (part) {
        case FunctionId::day_of_month:
            return number(static_cast<unsigned>(date.day()));
        case FunctionId::day_of_week:
            return number(chrono::weekday{day}.c_encoding());
        case FunctionId::day_of_year: {
            const chrono::sys_days first = date.year() / chrono::January / 1;
            return number((day - first).count() + 1);
        }
        case FunctionId::days_in_month: {
            const chrono::year_month_day_last last = date.year() / date.month() / chrono::last;
            return number(static_cast<unsigned>(last.day()));
        }
        case FunctionId::hour:
            return number(clock.hours().count());
        case FunctionId::minute:
            return number(clock.minutes().count());
        case FunctionId::month:
            return number(static_cast<unsigned>(date.month()));
        default:
            return number(static_cast<int>(date.year()));
    }
}

Result<ScalarColumn> step_times(Evaluator& evaluator, const Steps& steps) {
    auto times = make_scalars(steps.count, 0, evaluator.budget());
    if (!times) return times;
    for (std::size_t i = 0; i < steps.count; ++i)
        times->values[i] = static_cast<double>(steps.time(i)) / 1000;
    return times;
}

}  // namespace

Result<VectorPtr> call_calendar(Evaluator& evaluator, const Call& call, const Steps& steps) {
    const auto change = [part = call.function->id](Column column) {
        for (double& value : column)
            if (!is_absent(value)) value = calendar_part(part, value);
    };
    if (call.args.empty()) {
        auto times = step_times(evaluator, steps);
        if (!times) return failure(times.error());
        change(times->values);
        return single_series({}, std::move(*times));
    }
    auto operand = evaluator.vector(*call.args[0], steps);
    if (!operand) return operand;
    return transform(std::move(*operand), change, steps.count, evaluator.budget());
}

/// Of a selector the times of its samples, of any other expression those of the steps.
Result<VectorPtr> call_timestamp(Evaluator& evaluator, const Call& call, const Steps& steps) {
    const Expr& arg = unwrap(*call.args[0]);
    if (const auto* selector = arg.as<VectorSelector>()) {
        QueryContext& query = evaluator.query();
        const Windows windows =
            make_windows(selector->shift, query.settings.lookback, steps, query);
        auto times = select_instant(*selector, Shown::time, windows, query);
        if (!times) return times;
        return transform(std::move(*times), [](Column) {}, steps.count, evaluator.budget());
    }
    auto operand = evaluator.vector(arg, steps);
    if (!operand) return operand;
    const auto change = [steps](Column column) {
        for (std::size_t i = 0; i < column.size(); ++i)
            if (!is_absent(column[i])) column[i] = static_cast<double>(steps.time(i)) / 1000;
    };
    return transform(std::move(*operand), change, steps.count, evaluator.budget());
}

Result<ScalarColumn> evaluate_scalar_call(Evaluator& evaluator, const Call& call,
                                          const Steps& steps) {
    if (call.function->id == FunctionId::time) return step_times(evaluator, steps);
    if (call.function->id == FunctionId::pi)
        return make_scalars(steps.count, std::numbers::pi, evaluator.budget());
    return scalar_of_vector(evaluator, call, steps);
}

}  // namespace nodewatch::promql
