#include "app/query_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "app/chart.hpp"
#include "base/json.hpp"
#include "base/strings.hpp"
#include "base/time.hpp"
#include "store/labels.hpp"

namespace nodewatch::app {

namespace {

constexpr std::size_t max_charts = 8;

/// A time as the answer spells it; whole ms.
std::string time_text(const json::Element& time) {
    double seconds = 0;
    if (time.get(seconds) != simdjson::SUCCESS) return "";
    return fmt::format("{}", std::round(seconds * 1000) / 1000);
}

bool add_point(const json::Element& pair, ResultSeries& series) {
    json::Array array;
    if (pair.get(array) != simdjson::SUCCESS || array.size() != 2) return false;
    std::string_view value;
    if (array.at(1).get(value) != simdjson::SUCCESS) return false;
    series.points.emplace_back(time_text(array.at(0).value()), value);
    return true;
}

bool add_series(const json::Element& element, ResultTable& table) {
    ResultSeries series;
    if (const auto labels = json::object(element, "metric")) {
        for (const auto& [name, value] : *labels) {
            std::string_view text;
            if (value.get(text) != simdjson::SUCCESS) return false;
            series.labels.emplace_back(name, text);
        }
    }
    if (const auto value = json::find(element, "value")) {
        if (!add_point(*value, series)) return false;
    } else if (const auto values = json::array(element, "values")) {
        for (const json::Element& pair : *values)
            if (!add_point(pair, series)) return false;
    } else {
        return false;
    }
    table.series.push_back(std::move(series));
    return true;
}

bool add_result(const json::Element& data, ResultTable& table) {
    const auto type = json::text(data, "resultType");
    const auto result = json::find(data, "result");
    if (!type || !result) return false;
    if (*type == "scalar" || *type == "string") {
        ResultSeries series;
        const bool read = add_point(*result, series);
        table.series.push_back(std::move(series));
        return read;
    }
    json::Array list;
    if (result->get(list) != simdjson::SUCCESS) return false;
    return std::ranges::all_of(
        list, [&](const json::Element& element) { return add_series(element, table); });
}

/// "2026-11-21T11:41:58.123Z"
std::string readable_time(const std::string& seconds) {
    const auto value = parse_double(seconds);
    if (!value || std::abs(*value) > 2e11) return seconds;
    return format_rfc3339(WallTime{Duration{std::llround(*value * 1000)}});
}

using Row = std::vector<std::string>;

/// The names of the columns, then a row for each point.
std::vector<Row> rows_of(const ResultTable& table) {
    std::set<std::string> names;
    for (const ResultSeries& series : table.series)
        for (const auto& [name, value] : series.labels)
            names.insert(name);
    Row head(names.begin(), names.end());
    head.insert(head.end(), {"time", "value"});
    std::vector<Row> rows{std::move(head)};
    for (const ResultSeries& series : table.series) {
        const std::map<std::string, std::string> labels(series.labels.begin(), series.labels.end());
        Row row;
        for (const std::string& name : names) {
            const auto found = labels.find(name);
            row.push_back(found == labels.end() ? "" : found->second);
        }
        for (const auto& [time, value] : series.points) {
            rows.push_back(row);
            rows.back().push_back(readable_time(time));
            rows.back().push_back(value);
        }
    }
    return rows;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

Result<ResultTable> parse_result(std::string_view body) {
    simdjson::dom::parser parser;
    json::Element answer;
    if (parser.parse(body.data(), body.size()).get(answer) != simdjson::SUCCESS)
        return failure(ErrorKind::protocol, "the answer is no JSON");
    if (json::text(answer, "status") == "error") {
        return failure(ErrorKind::server, std::string(json::text(answer, "error").value_or("")),
                       std::string(json::text(answer, "errorType").value_or("")));
    }
    ResultTable table;
    const auto data = json::find(answer, "data");
    if (!data || !add_result(*data, table))
        return failure(ErrorKind::protocol, "the answer is none of the Prometheus API");
    if (const auto warnings = json::array(answer, "warnings")) {
        for (const json::Element& warning : *warnings) {
            std::string_view text;
            if (warning.get(text) == simdjson::SUCCESS) table.warnings.emplace_back(text);
        }
    }
    return table;
}

std::string series_name(const ResultSeries& series) {
    store::Labels labels;
    for (const auto& [name, value] : series.labels)
        labels.set(name, value);
    return to_string(labels);
}

std::string write_table(const ResultTable& table) {
    std::vector<Row> rows = rows_of(table);
    std::vector<std::size_t> widths(rows.front().size());
    for (Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = escape_controls(row[i]);
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += fmt::format("{:<{}}  ", row[i], widths[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string write_csv(const ResultTable& table) {
    std::string text;
    for (const Row& row : rows_of(table)) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += ',';
            text += csv_field(row[i]);
        }
        text += "\r\n";
    }
    return text;
}

std::string write_charts(const ResultTable& table, ChartTime time, std::size_t width) {
    std::string text;
    const std::size_t shown = std::min(table.series.size(), max_charts);
    for (std::size_t i = 0; i < shown; ++i) {
        const ResultSeries& series = table.series[i];
        std::vector<std::pair<double, double>> points;
        for (const auto& [at, value] : series.points) {
            const auto x = parse_double(at);
            const auto y = parse_double(value);
            if (x && y) points.emplace_back(*x, *y);
        }
        const std::string last = series.points.empty() ? "" : series.points.back().second;
        text += escape_controls(series_name(series)) + "  last " + last + '\n';
        text += draw_chart(points, time, {width, shown == 1 ? 12U : 5U});
    }
    const std::string from = readable_time(fmt::format("{}", time.start));
    const std::string to = readable_time(fmt::format("{}", time.end));
    if (shown > 0) text += fmt::format("{:>{}} {} to {}\n", "", 11, from, to);
    if (shown < table.series.size()) {
        text += fmt::format("and {} more series: aggregate, or ask for --format csv\n",
                            table.series.size() - shown);
    }
    return text;
}

}  // namespace nodewatch::app
