#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/chart.hpp"
#include "base/result.hpp"

/// Answers of the Prometheus API as text for people and for spreadsheets.
namespace nodewatch::app {

struct ResultSeries {
    std::vector<std::pair<std::string, std::string>> labels;  ///< in the order of the answer
    /// Unix seconds and the value, both as the answer has them.
    std::vector<std::pair<std::string, std::string>> points;
};

/// A scalar or a string is a series without labels.
struct ResultTable {
    std::vector<ResultSeries> series;
    std::vector<std::string> warnings;
};

/// Reads the body of an answer of /api/v1/query or query_range. An answer that tells an error is
/// that error, with its errorType as code; `protocol` when it is no such answer.
Result<ResultTable> parse_result(std::string_view body);

/// `up{node="a"}`
std::string series_name(const ResultSeries& series);

/// A line for each point: every label that any series has, the time and the value, in columns.
std::string write_table(const ResultTable& table);
/// The same as RFC 4180 has it, with a line of names first.
std::string write_csv(const ResultTable& table);
/// A chart for each of the first series, `width` characters wide.
std::string write_charts(const ResultTable& table, ChartTime time, std::size_t width);

}  // namespace nodewatch::app
