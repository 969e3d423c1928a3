#include "api/query_batch.hpp"

#include <cmath>

#include "api/prometheus_json.hpp"
#include "base/json.hpp"
#include "promql/parser.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::api {

namespace {

struct BatchQuery {
    std::string id;
    std::string expr;
};

struct Batch {
    std::int64_t start = 0;  ///< unix ms
    std::int64_t end = 0;
    std::int64_t step = 0;  ///< ms
    std::vector<BatchQuery> queries;
};

Result<std::int64_t> required_ms(const json::Element& request, std::string_view name) {
    constexpr double limit = 9e12;  // s
    const auto seconds = json::number(request, name);
    if (!seconds || !(*seconds >= -limit && *seconds <= limit)) {
        return failure(bad_data("the member " + std::string(name) +
                                " must be a number of seconds, of at most 9e12"));
    }
    return static_cast<std::int64_t>(std::llround(*seconds * 1000));
}

Result<std::vector<BatchQuery>> parse_queries(const json::Element& request) {
    const auto list = json::array(request, "queries");
    if (!list) return failure(bad_data("the member queries must be a list"));
    std::vector<BatchQuery> queries;
    for (const json::Element& element : *list) {
        const auto id = json::text(element, "id");
        const auto expr = json::text(element, "expr");
        if (!id || !expr)
            return failure(bad_data("each of the queries must have an id and an expr, both texts"));
        if (queries.size() == max_batch_queries) {
            return failure(
                bad_data("more than " + std::to_string(max_batch_queries) + " queries at once"));
        }
        queries.push_back({std::string(*id), std::string(*expr)});
    }
    return queries;
}

Result<Batch> parse_batch(const std::string& body) {
    json::Element request;
    simdjson::dom::parser parser;
    if (parser.parse(body).get(request) != simdjson::SUCCESS || !request.is_object())
        return failure(bad_data("the body must be a JSON object"));
    const auto start = required_ms(request, "start");
    if (!start) return failure(start.error());
    const auto end = required_ms(request, "end");
    if (!end) return failure(end.error());
    const auto step = required_ms(request, "step");
    if (!step) return failure(step.error());
    auto queries = parse_queries(request);
    if (!queries) return failure(queries.error());
    return Batch{*start, *end, *step, std::move(*queries)};
}

void append_error(std::string& out, const Error& error) {
    out += R"(,"errorType":)";
    append_json_string(out, error.code.empty() ? "internal" : error.code);
    out += R"(,"error":)";
    append_json_string(out, error.message);
}

void append_column(std::string& out, const std::vector<double>& values) {
    out += R"(,"values":[)";
    for (const double value : values) {
        if (out.back() != '[') out += ',';
        if (promql::is_absent(value)) {
            out += "null";
        } else {
            append_json_number(out, value);
        }
    }
    out += "]}";
}

void append_columns(std::string& out, const promql::QueryResult& result) {
    out += R"(,"series":[)";
    for (const promql::Series& series : result.series) {
        if (out.back() != '[') out += ',';
        out += R"({"metric":)";
        append_labels(out, series.labels);
        append_column(out, series.values);
    }
    out += ']';
    if (result.warnings.empty()) return;
    out += R"(,"warnings":[)";
    for (const std::string& warning : result.warnings) {
        if (out.back() != '[') out += ',';
        append_json_string(out, warning);
    }
    out += ']';
}

Result<promql::QueryResult> run(const Batch& batch, const std::string& text,
                                const promql::Settings& settings, const QueryContext& context) {
    const auto expr = promql::parse(text);
    if (!expr) return failure(expr.error());
    return promql::evaluate(**expr, batch.start, batch.end, batch.step, context.source, settings);
}

}  // namespace

Answer batch_query(const Question& question, const QueryContext& context) {
    const auto batch = parse_batch(question.body);
    if (!batch) return refusal(batch.error());
    promql::Settings settings = context.settings;
    settings.stop = question.stop;
    // What makes every query of the batch wrong is an error of the batch.
    const store::MemorySource no_series;
    const auto trial =
        run(*batch, "0", settings, {no_series, settings, context.clock, context.metadata});
    if (!trial) return refusal(trial.error());

    std::string data = R"({"start":)";
    append_scalar_time(data, batch->start);
    data += R"(,"step":)";
    append_scalar_time(data, batch->step);
    data += R"(,"count":)" + std::to_string(trial->steps.count) + R"(,"results":[)";
    for (const BatchQuery& query : batch->queries) {
        if (data.back() != '[') data += ',';
        data += R"({"id":)";
        append_json_string(data, query.id);
        const auto result = run(*batch, query.expr, settings, context);
        const bool stopped = !result && (result.error().kind == ErrorKind::timeout ||
                                         result.error().kind == ErrorKind::cancelled);
        if (stopped) return refusal(result.error());
        if (result) {
            append_columns(data, *result);
        } else {
            append_error(data, result.error());
        }
        data += '}';
    }
    data += "]}";
    return success(data);
}

}  // namespace nodewatch::api
