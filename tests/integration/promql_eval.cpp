// Evaluates expressions over series from a file, for comparison with another program.
//   promql_eval DATA < QUERIES
// DATA: "series SELECTOR" lines, each followed by "TIME_MS VALUE" lines. QUERIES: lines of start,
// end and step in ms (step 0: an instant query at start) and an expression, parted by tabs; each
// gives a line of JSON shaped as the "data" of Prometheus' HTTP API, or {"error", "errorType"}.
// Edges are those of Prometheus 2.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/json_writer.hpp"
#include "base/strings.hpp"
#include "promql/engine.hpp"
#include "promql/parser.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::promql {
namespace {

void load(const char* file_name, store::MemorySource& source) {
    std::ifstream file(file_name);
    store::Labels labels;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("series ")) {
            labels = {};
            for (const store::Matcher& matcher : *parse_selector(line.substr(7)))
                labels.set(matcher.name(), matcher.value());
            continue;
        }
        char* end = nullptr;
        const std::int64_t time = std::strtoll(line.c_str(), &end, 10);
        source.append(labels, time, std::strtod(end, nullptr));
    }
}

void write_point(JsonWriter& json, std::int64_t time, double value) {
    json.begin_array().value(static_cast<double>(time) / 1000).value(format_double(value));
    json.end_array();
}

void write_labels(JsonWriter& json, const store::Labels& labels) {
    json.key("metric").begin_object();
    for (const store::Label& label : labels)
        json.member(label.name, label.value);
    json.end_object();
}

void write_series(JsonWriter& json, const QueryResult& result) {
    json.begin_array();
    for (const Series& series : result.series) {
        json.begin_object();
        write_labels(json, series.labels);
        const bool instant = result.type == ValueType::vector;
        json.key(instant ? "value" : "values");
        if (!instant) json.begin_array();
        for (std::size_t i = 0; i < series.values.size(); ++i)
            if (!is_absent(series.values[i]))
                write_point(json, result.steps.time(i), series.values[i]);
        if (!instant) json.end_array();
        json.end_object();
    }
    for (const SampleSeries& series : result.samples) {
        json.begin_object();
        write_labels(json, series.labels);
        json.key("values").begin_array();
        for (std::size_t i = 0; i < series.samples.size(); ++i)
            write_point(json, series.samples.times[i], series.samples.values[i]);
        json.end_array().end_object();
    }
    json.end_array();
}

std::string to_json(const Result<QueryResult>& result) {
    JsonWriter json;
    json.begin_object();
    if (!result) {
        json.member("error", result.error().message).member("errorType", result.error().code);
        return json.end_object().take();
    }
    json.member("resultType", to_string(result->type)).key("result");
    if (result->type == ValueType::scalar) {
        write_point(json, result->steps.start, result->scalar);
    } else if (result->type == ValueType::string) {
        json.begin_array().value(static_cast<double>(result->steps.start) / 1000);
        json.value(result->string).end_array();
    } else {
        write_series(json, *result);
    }
    return json.end_object().take();
}

Result<QueryResult> run(const std::string& line, const store::SeriesSource& source) {
    std::istringstream fields(line);
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t step = 0;
    std::string text;
    fields >> start >> end >> step >> std::ws;
    std::getline(fields, text);
    const auto expr = parse(text);
    if (!expr) return failure(expr.error());
    const Settings settings{.edges = Edges::prometheus2};
    if (step == 0) return evaluate(**expr, start, source, settings);
    return evaluate(**expr, start, end, step, source, settings);
}

}  // namespace
}  // namespace nodewatch::promql

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    nodewatch::store::MemorySource source;
    nodewatch::promql::load(argv[1], source);
    for (std::string line; std::getline(std::cin, line);)
        std::cout << nodewatch::promql::to_json(nodewatch::promql::run(line, source)) << '\n';
}
