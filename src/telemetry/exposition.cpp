#include "telemetry/exposition.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "base/strings.hpp"
#include "telemetry/negotiation.hpp"
#include "telemetry/validate.hpp"

namespace nodewatch {
namespace {

struct Family {
    std::string_view metric;           ///< the histogram's name for its parts
    const FieldSpec* field = nullptr;  ///< the first one seen speaks for all
    std::vector<LatestValues::Value> values;
};

/// Values of several measurements may share a metric name, and the formats want them in one place.
std::vector<Family> gather(const LatestValues& values, Now now,
                           const std::function<bool(const Target&)>& wanted) {
    std::vector<Family> families;
    std::unordered_map<std::string_view, std::size_t> by_metric;
    std::unordered_map<const FieldSpec*, std::size_t> by_field;
    values.for_each(now, [&](const LatestValues::Value& value) {
        if (!wanted(value.group->target)) return;
        auto found = by_field.find(value.field);
        if (found == by_field.end()) {
            const std::string_view metric = value.field->histogram.empty()
                                                ? std::string_view(value.field->metric)
                                                : value.field->histogram;
            const auto family = by_metric.try_emplace(metric, families.size());
            if (family.second) families.push_back({metric, value.field, {}});
            found = by_field.emplace(value.field, family.first->second).first;
        }
        families[found->second].values.push_back(value);
    });
    std::ranges::sort(families, {}, &Family::metric);
    return families;
}

/// Backslash and line feed are escaped everywhere, quotes where they would end the text.
void append_escaped(std::string& out, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\\' || (c == '"' && quotes)) {
            out += '\\';
            out += c;
        } else {
            out += c;
        }
    }
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
    if (!out.empty()) out += ',';
    out += name;
    out += "=\"";
    append_escaped(out, value, true);
    out += '"';
}

std::string_view type_name(const FieldSpec& field, ExpositionFormat format) {
    if (field.kind != FieldKind::counter) return "gauge";
    if (!field.histogram.empty()) return "histogram";
    const bool bare = family_name(field) == field.metric;
    return bare && format == ExpositionFormat::open_metrics ? "unknown" : "counter";
}

class Writer {
public:
    explicit Writer(ExpositionFormat format) : format_(format) {}

    void family(const Family& family) {
        const FieldSpec& field = *family.field;
        const bool open = format_ == ExpositionFormat::open_metrics;
        const std::string_view name = open ? family_name(field) : family.metric;
        metadata("# HELP ", name);
        append_escaped(out_, field.help, open);
        out_ += '\n';
        metadata("# TYPE ", name);
        out_ += type_name(field, format_);
        out_ += '\n';
        const std::string_view unit = unit_of(family);
        if (open && has_unit_suffix(name, unit)) {
            metadata("# UNIT ", name);
            out_ += unit;
            out_ += '\n';
        }
        for (const LatestValues::Value& value : family.values)
            sample(value);
    }

    std::string finish() {
        if (format_ == ExpositionFormat::open_metrics) out_ += "# EOF\n";
        return std::move(out_);
    }

private:
    /// Of a histogram's parts only the sum has the unit of what was observed.
    static std::string_view unit_of(const Family& family) {
        if (family.field->histogram.empty()) return family.field->unit;
        const auto is_sum = [](const auto& value) { return value.field->metric.ends_with("_sum"); };
        const auto sum = std::ranges::find_if(family.values, is_sum);
        return sum == family.values.end() ? std::string_view() : sum->field->unit;
    }

    static bool has_unit_suffix(std::string_view name, std::string_view unit) {
        return name.size() > unit.size() + 1 && name.ends_with(unit) &&
               name[name.size() - unit.size() - 1] == '_';
    }

    void metadata(std::string_view keyword, std::string_view name) {
        out_ += keyword;
        out_ += name;
        out_ += ' ';
    }

    /// OpenMetrics wants the bound of a bucket as a floating point number.
    bool needs_fraction(const FieldSpec& field, std::string_view label,
                        std::string_view text) const {
        return format_ == ExpositionFormat::open_metrics && !field.histogram.empty() &&
               label == "le" && text.find_first_not_of("0123456789") == std::string_view::npos;
    }

    void sample(const LatestValues::Value& value) {
        out_ += value.field->metric;
        out_ += '{';
        out_ += labels_of_group(*value.group);
        for (const auto& [name, text] : value.field->labels) {
            out_ += ',';
            out_ += name;
            out_ += "=\"";
            append_escaped(out_, text, true);
            if (needs_fraction(*value.field, name, text)) out_ += ".0";
            out_ += '"';
        }
        out_ += "} ";
        out_ += format_double(value.value);
        out_ += '\n';
    }

    /// A group has many fields: its part of the labels is made once.
    const std::string& labels_of_group(const SeriesGroup& group) {
        std::string& labels = labels_[&group];
        if (labels.empty()) {
            append_label(labels, "network", group.target.network);
            append_label(labels, "node", group.target.node);
            const auto& tags = group.measurement->tags();
            for (std::size_t i = 0; i < tags.size(); ++i)
                append_label(labels, tags[i], group.tag_values[i]);
        }
        return labels;
    }

    ExpositionFormat format_;
    std::unordered_map<const SeriesGroup*, std::string> labels_;
    std::string out_;
};

}  // namespace

std::string_view content_type(ExpositionFormat format) {
    return format == ExpositionFormat::open_metrics
               ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
               : "text/plain; version=0.0.4; charset=utf-8";
}

ExpositionFormat negotiate_exposition(std::string_view accept_header) {
    constexpr std::array<std::string_view, 2> versions = {"1.0.0", "0.0.1"};
    return prefers_over_text(accept_header, "application/openmetrics-text", versions)
               ? ExpositionFormat::open_metrics
               : ExpositionFormat::prometheus_text;
}

std::string write_exposition(const LatestValues& values, Now now, ExpositionFormat format) {
    return write_exposition(values, now, format, [](const Target&) { return true; });
}

std::string write_exposition(const LatestValues& values, Now now, ExpositionFormat format,
                             const std::function<bool(const Target&)>& wanted) {
    Writer writer(format);
    for (const Family& family : gather(values, now, wanted))
        writer.family(family);
    return writer.finish();
}

}  // namespace nodewatch
