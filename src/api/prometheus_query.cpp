#include "api/prometheus_query.hpp"

#include <algorithm>
#include <optional>

#include "api/prometheus_json.hpp"
#include "promql/limits.hpp"
#include "promql/parser.hpp"
#include "promql/printer.hpp"

namespace nodewatch::api {

namespace {

using promql::QueryResult;
using promql::ValueType;

void append_point(std::string& out, std::int64_t time, double value) {
    out += '[';
    append_sample_time(out, time);
    out += ',';
    append_sample_value(out, value);
    out += ']';
}

void begin_series(std::string& out, const store::Labels& labels) {
    if (out.back() != '[') out += ',';
    out += R"({"metric":)";
    append_labels(out, labels);
}

void append_vector(std::string& out, const QueryResult& result) {
    for (const promql::Series& series : result.series) {
        begin_series(out, series.labels);
        out += R"(,"value":)";
        append_point(out, result.steps.start, series.values.front());
        out += '}';
    }
}

void append_matrix(std::string& out, const QueryResult& result) {
    for (const promql::Series& series : result.series) {
        begin_series(out, series.labels);
        out += R"(,"values":[)";
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            if (promql::is_absent(series.values[i])) continue;
            if (out.back() != '[') out += ',';
            append_point(out, result.steps.time(i), series.values[i]);
        }
        out += "]}";
    }
    for (const promql::SampleSeries& series : result.samples) {
        begin_series(out, series.labels);
        out += R"(,"values":[)";
        for (std::size_t i = 0; i < series.samples.size(); ++i) {
            if (i > 0) out += ',';
            append_point(out, series.samples.times[i], series.samples.values[i]);
        }
        out += "]}";
    }
}

void append_result(std::string& out, const QueryResult& result) {
    switch (result.type) {
        case ValueType::scalar:
        case ValueType::string:
            out += '[';
            append_scalar_time(out, result.steps.start);
            out += ',';
            if (result.type == ValueType::scalar) {
                append_scalar_value(out, result.scalar);
            } else {
                append_json_string(out, result.string);
            }
            out += ']';
            break;
        case ValueType::vector:
            out += '[';
            append_vector(out, result);
            out += ']';
            break;
        case ValueType::matrix:
            out += '[';
            append_matrix(out, result);
            out += ']';
            break;
    }
}

double seconds_between(SteadyTime from, SteadyTime to) {
    return std::chrono::duration<double>(to - from).count();
}

/// Prometheus' members; what has no counterpart here is 0.
void append_stats(std::string& out, const QueryResult& result, const Question& question,
                  SteadyTime start, SteadyTime end) {
    const double evaluation = seconds_between(start, end);
    const double queue = seconds_between(question.asked.steady, start);
    const auto member = [&](std::string_view name, double value) {
        out += name;
        append_json_number(out, value);
    };
    member(R"(,"stats":{"timings":{"evalTotalTime":)", evaluation);
    out += R"(,"resultSortTime":0,"queryPreparationTime":0)";
    member(R"(,"innerEvalTime":)", evaluation);
    member(R"(,"execQueueTime":)", queue);
    member(R"(,"execTotalTime":)", queue + evaluation);
    member(R"(},"samples":{"totalQueryableSamples":)", static_cast<double>(result.samples_seen));
    member(R"(,"peakSamples":)", static_cast<double>(result.peak_samples));
    out += "}}";
}

/// The settings of one query.
Result<promql::Settings> settings_for(const Question& question, const QueryContext& context) {
    promql::Settings settings = context.settings;
    settings.stop = question.stop;
    const std::string_view lookback = question.parameters.get("lookback_delta");
    if (lookback.empty()) return settings;
    const auto ns = parse_duration_ns(lookback);
    if (!ns) {
        return failure(bad_data("error parsing lookback delta duration: " + ns.error().message));
    }
    // As in Prometheus, what is not positive means the default.
    if (*ns >= 1'000'000) settings.lookback = *ns / 1'000'000;
    return settings;
}

void truncate(QueryResult& result, std::size_t limit) {
    if (limit == 0 || std::max(result.series.size(), result.samples.size()) <= limit) return;
    if (result.series.size() > limit) result.series.resize(limit);
    if (result.samples.size() > limit) result.samples.resize(limit);
    result.warnings.emplace_back("results truncated due to limit");
}

bool is_late(const Question& question) {
    return question.stop && question.stop() == promql::Stop::timeout;
}

Error timed_out(std::string_view where) {
    return {ErrorKind::timeout, "query timed out in " + std::string(where), "timeout"};
}

/// Evaluates and answers. `evaluate` takes the settings.
template <typename Evaluate>
Answer answer_query(const Question& question, const QueryContext& context, std::size_t limit,
                    Evaluate evaluate) {
    const auto settings = settings_for(question, context);
    if (!settings) return refusal(settings.error());
    if (is_late(question)) return refusal(timed_out("query queue"));
    const SteadyTime start = context.clock.now().steady;
    auto result = evaluate(*settings);
    if (!result) return refusal(result.error());
    // A short query may not have looked at the time itself.
    if (is_late(question)) return refusal(timed_out("expression evaluation"));
    const SteadyTime end = context.clock.now().steady;
    truncate(*result, limit);
    std::string data = R"({"resultType":")";
    data += promql::to_string(result->type);
    data += R"(","result":)";
    append_result(data, *result);
    if (!question.parameters.get("stats").empty())
        append_stats(data, *result, question, start, end);
    data += '}';
    return success(data, result->warnings);
}

struct Range {
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t step = 0;  ///< ms
};

/// A time that has no default.
Result<std::int64_t> required_time(const Parameters& parameters, std::string_view name) {
    auto time = parse_time(parameters.get(name));
    if (time) return time;
    return failure(invalid_parameter(name, time.error()));
}

Result<Range> parse_range(const Parameters& parameters, std::size_t max_points) {
    const auto start = required_time(parameters, "start");
    if (!start) return failure(start.error());
    const auto end = required_time(parameters, "end");
    if (!end) return failure(end.error());
    if (*end < *start) {
        return failure(
            invalid_parameter("end", bad_data("end timestamp must not be before start time")));
    }
    const auto step = parse_duration_ns(parameters.get("step"));
    if (!step) return failure(invalid_parameter("step", step.error()));
    constexpr std::int64_t ns_per_ms = 1'000'000;
    if (*step < ns_per_ms) {
        return failure(invalid_parameter(
            "step", bad_data("zero or negative query resolution step widths are not accepted. Try "
                             "a positive integer")));
    }
    const auto intervals = static_cast<unsigned __int128>(*end - *start) * ns_per_ms /
                           static_cast<unsigned __int128>(*step);
    if (intervals > max_points) return failure(promql::too_many_points(max_points));
    return Range{*start, *end, *step / ns_per_ms};
}

}  // namespace

Result<std::optional<Duration>> parse_timeout(const Parameters& parameters) {
    const std::string_view text = parameters.get("timeout");
    if (text.empty()) return std::nullopt;
    const auto ns = parse_duration_ns(text);
    if (!ns) return failure(invalid_parameter("timeout", ns.error()));
    return std::chrono::duration_cast<Duration>(std::chrono::nanoseconds{*ns});
}

Answer instant_query(const Question& question, const QueryContext& context) {
    const Parameters& parameters = question.parameters;
    const auto limit = parse_limit(parameters);
    if (!limit) return refusal(limit.error());
    const auto time =
        parse_time(parameters, "time", question.asked.wall.time_since_epoch().count());
    if (!time) return refusal(time.error());
    if (const auto timeout = parse_timeout(parameters); !timeout) return refusal(timeout.error());
    const auto expr = promql::parse(parameters.get("query"));
    if (!expr) return refusal(invalid_parameter("query", expr.error()));
    return answer_query(question, context, *limit, [&](const promql::Settings& settings) {
        return promql::evaluate(**expr, *time, context.source, settings);
    });
}

Answer range_query(const Question& question, const QueryContext& context) {
    const Parameters& parameters = question.parameters;
    const auto limit = parse_limit(parameters);
    if (!limit) return refusal(limit.error());
    const auto range = parse_range(parameters, context.settings.max_points);
    if (!range) return refusal(range.error());
    if (const auto timeout = parse_timeout(parameters); !timeout) return refusal(timeout.error());
    const auto expr = promql::parse(parameters.get("query"));
    if (!expr) return refusal(expr.error());
    return answer_query(question, context, *limit, [&](const promql::Settings& settings) {
        return promql::evaluate(**expr, range->start, range->end, range->step, context.source,
                                settings);
    });
}

Answer exemplars_query(const Question& question, const QueryContext&) {
    const Parameters& parameters = question.parameters;
    const auto start = parse_time(parameters, "start", min_time);
    if (!start) return refusal(start.error());
    const auto end = parse_time(parameters, "end", max_time);
    if (!end) return refusal(end.error());
    if (*end < *start) return refusal(bad_data("end timestamp must not be before start timestamp"));
    const auto expr = promql::parse(parameters.get("query"));
    if (!expr) return refusal(expr.error());
    return success("[]");
}

Answer format_query(const Question& question, const QueryContext&) {
    const auto expr = promql::parse(question.parameters.get("query"));
    if (!expr) return refusal(invalid_parameter("query", expr.error()));
    std::string data;
    append_json_string(data, promql::pretty(**expr));
    return success(data);
}

}  // namespace nodewatch::api
