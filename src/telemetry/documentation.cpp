#include "telemetry/documentation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace nodewatch {
namespace {

constexpr std::string_view introduction =
    R"(# Metrics

<!-- Generated from the declarations in the code: do not edit. -->

Every series has the labels `network` and `node`; the tables name the further ones. A value that is
not known is left out, never zero. A series that got no new value for three of its intervals is left
out too.

*Field* is the key in InfluxDB, in the measurement of the section's name; a metric whose fixed labels
tell several fields apart has several.

Kinds: a *gauge* goes up and down, a *counter* only grows, an *age* is the time since an event and
grows while nothing happens, a *countdown* is the time until one and falls as evenly (Prometheus
sees gauges). A *histogram* counts what was observed: its `_bucket` up to each bound `le`.
)";

std::string_view kind_name(const FieldSpec& field) {
    if (!field.histogram.empty()) return "histogram";
    switch (field.kind) {
        case FieldKind::gauge:
            return "gauge";
        case FieldKind::counter:
            return "counter";
        case FieldKind::age:
            return "age";
        case FieldKind::countdown:
            return "countdown";
    }
    return "";
}

/// A bar would end the cell, a line feed the row.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

/// The fields of one metric that differ in their fixed labels: one row.
struct Row {
    const FieldSpec* field;
    std::vector<std::string> keys = {};
    std::vector<std::pair<std::string, std::vector<std::string>>> fixed = {};

    void add(const LabelPairs& labels) {
        for (const auto& [name, value] : labels) {
            auto found = std::ranges::find(fixed, name, [](const auto& l) { return l.first; });
            if (found == fixed.end()) found = fixed.insert(fixed.end(), {name, {}});
            if (std::ranges::find(found->second, value) == found->second.end())
                found->second.push_back(value);
        }
    }
};

std::vector<Row> rows_of(const Measurement& measurement) {
    std::vector<Row> rows;
    for (const FieldSpec& field : measurement.fields()) {
        auto found =
            std::ranges::find(rows, field.metric, [](const Row& row) { return row.field->metric; });
        if (found == rows.end()) found = rows.insert(rows.end(), Row{&field});
        found->keys.push_back("`" + field.key + "`");
        found->add(field.labels);
    }
    return rows;
}

std::string labels_cell(const Measurement& measurement, const Row& row) {
    std::vector<std::string> parts;
    for (const std::string& tag : measurement.tags())
        parts.push_back(fmt::format("`{}`", tag));
    for (const auto& [name, values] : row.fixed)
        parts.push_back(
            fmt::format("`{}`: {}", name, cell(fmt::format("{}", fmt::join(values, ", ")))));
    return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

std::string write_metrics_documentation(const std::vector<const Measurement*>& measurements) {
    std::string out(introduction);
    for (const Measurement* measurement : measurements) {
        fmt::format_to(std::back_inserter(out), "\n## {}\n\n{}\n\n", measurement->name(),
                       measurement->help());
        out += "| Name | Kind | Unit | Labels | Field | Meaning |\n|---|---|---|---|---|---|\n";
        for (const Row& row : rows_of(*measurement)) {
            const FieldSpec& field = *row.field;
            fmt::format_to(std::back_inserter(out), "| `{}` | {} | {} | {} | {} | {} |\n",
                           field.metric, kind_name(field), cell(field.unit),
                           labels_cell(*measurement, row), fmt::join(row.keys, ", "),
                           cell(field.help));
        }
    }
    return out;
}

}  // namespace nodewatch
