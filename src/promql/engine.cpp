#include "promql/engine.hpp"

#include <algorithm>
#include <utility>

#include "promql/evaluator.hpp"
#include "promql/limits.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

/// Times beyond are refused: offsets and ranges can be added to those within without overflow.
constexpr std::int64_t latest_time = std::int64_t{1} << 61;

Error bad_data(std::string message) {
    return {ErrorKind::parse, std::move(message), "bad_data"};
}

bool is_allowed_time(std::int64_t time) {
    return time >= -latest_time && time <= latest_time;
}

Result<Steps> make_steps(std::int64_t start, std::int64_t end, std::int64_t step,
                         const Settings& settings) {
    if (!is_allowed_time(start) || !is_allowed_time(end))
        return failure(bad_data("the time is too far away"));
    if (end < start) return failure(bad_data("end timestamp must not be before start time"));
    if (step <= 0) {
        return failure(
            bad_data("zero or negative query resolution step widths are not accepted. Try a "
                     "positive integer"));
    }
    const auto intervals = static_cast<std::size_t>((end - start) / step);
    if (intervals > settings.max_points) return failure(too_many_points(settings.max_points));
    return Steps{start, step, intervals + 1};
}

/// The series that have any value.
Result<std::vector<Series>> series_of(VectorPtr vector, std::size_t steps, Budget& budget) {
    auto stored = collect(std::move(vector), steps, budget);
    if (!stored) return failure(stored.error());
    std::vector<Series> series = std::move((*stored)->series());
    std::erase_if(series, [](const Series& s) { return std::ranges::all_of(s.values, is_absent); });
    return series;
}

Result<std::vector<SampleSeries>> samples_of(RangeVector range, QueryContext& query) {
    std::vector<SampleSeries> all;
    Held held(query.budget);
    for (std::size_t i = 0; i < range.series->size(); ++i) {
        store::Samples samples;
        if (auto read = range.series->read(i, range.windows, samples); !read)
            return failure(read.error());
        if (samples.size() == 0) continue;
        if (auto added = held.add(samples.size()); !added) return failure(added.error());
        all.push_back({range.series->labels(i), std::move(samples)});
    }
    return all;
}

Result<> evaluate_instant(const Expr& expr, Evaluator& evaluator, QueryResult& result) {
    QueryContext& query = evaluator.query();
    switch (expr.type) {
        case ValueType::scalar: {
            const auto scalar = evaluator.scalar(expr, result.steps);
            if (!scalar) return failure(scalar.error());
            result.scalar = scalar->values.front();
            return {};
        }
        case ValueType::string:
            result.string = string_of(expr);
            return {};
        case ValueType::vector: {
            auto vector = evaluator.vector(expr, result.steps);
            if (!vector) return failure(vector.error());
            auto series = series_of(std::move(*vector), 1, query.budget);
            if (!series) return failure(series.error());
            result.series = std::move(*series);
            return {};
        }
        case ValueType::matrix: {
            auto range = evaluator.range(expr, result.steps);
            if (!range) return failure(range.error());
            auto samples = samples_of(std::move(*range), query);
            if (!samples) return failure(samples.error());
            result.samples = std::move(*samples);
            return {};
        }
    }
    return {};
}

Result<> evaluate_range(const Expr& expr, Evaluator& evaluator, QueryResult& result) {
    if (expr.type == ValueType::scalar) {
        auto scalar = evaluator.scalar(expr, result.steps);
        if (!scalar) return failure(scalar.error());
        result.series.push_back({{}, std::move(scalar->values)});
        return {};
    }
    auto vector = evaluator.vector(expr, result.steps);
    if (!vector) return failure(vector.error());
    auto series = series_of(std::move(*vector), result.steps.count, evaluator.budget());
    if (!series) return failure(series.error());
    result.series = std::move(*series);
    std::ranges::sort(result.series, {}, &Series::labels);
    return {};
}

void finish(QueryResult& result, QueryContext& query) {
    result.warnings = std::move(query.warnings);
    result.samples_seen = query.budget.seen();
    result.peak_samples = query.budget.peak();
}

}  // namespace

Result<QueryResult> evaluate(const Expr& expr, std::int64_t time, const store::SeriesSource& source,
                             const Settings& settings) {
    if (!is_allowed_time(time)) return failure(bad_data("the time is too far away"));
    QueryContext query{source, settings, time, time, Budget(settings)};
    if (auto go_on = query.budget.check(); !go_on) return failure(go_on.error());
    Evaluator evaluator(query);
    QueryResult result;
    result.type = expr.type;
    result.steps = {time, 1, 1};
    if (auto done = evaluate_instant(expr, evaluator, result); !done) return failure(done.error());
    finish(result, query);
    return result;
}

Result<QueryResult> evaluate(const Expr& expr, std::int64_t start, std::int64_t end,
                             std::int64_t step, const store::SeriesSource& source,
                             const Settings& settings) {
    if (expr.type != ValueType::scalar && expr.type != ValueType::vector) {
        return failure(bad_data("invalid expression type " + quote(documented_name(expr.type)) +
                                " for range query, must be Scalar or instant Vector"));
    }
    const auto steps = make_steps(start, end, step, settings);
    if (!steps) return failure(steps.error());
    QueryContext query{source, settings, start, end, Budget(settings)};
    if (auto go_on = query.budget.check(); !go_on) return failure(go_on.error());
    Evaluator evaluator(query);
    QueryResult result;
    result.type = ValueType::matrix;
    result.steps = *steps;
    if (auto done = evaluate_range(expr, evaluator, result); !done) return failure(done.error());
    finish(result, query);
    return result;
}

}  // namespace nodewatch::promql
