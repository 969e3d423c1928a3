#include "telemetry/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "base/strings.hpp"

namespace nodewatch {
namespace {

using Names = std::span<const std::string_view>;

// What `promtool check metrics` objects to, as parts of a name between underscores.
constexpr std::array<std::string_view, 20> units_not_base = {
    "ms",   "us",   "ns",    "sec",          "min",          "hour",        "hours",
    "days", "week", "weeks", "milliseconds", "microseconds", "nanoseconds", "minutes",
    "kb",   "mb",   "gb",    "kilobytes",    "megabytes",    "gigabytes"};
constexpr std::array<std::string_view, 3> suffixes_of_histograms = {"_count", "_sum", "_bucket"};

bool is_name(std::string_view text) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && letter(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return letter(c) || digit(c); });
}

bool is_label_name(std::string_view text) {
    return is_name(text) && !text.starts_with("__");
}

bool contains(auto&& range, std::string_view text) {
    return std::ranges::find(range, text) != std::ranges::end(range);
}

/// One field in its measurement.
struct Declared {
    const Measurement* measurement;
    const FieldSpec* field;

    std::string place() const { return measurement->name() + "." + field->key; }

    /// Fixed labels by name; a tag has no value here.
    std::map<std::string, std::optional<std::string>> labels() const {
        std::map<std::string, std::optional<std::string>> all;
        for (const std::string& tag : measurement->tags())
            all[tag] = std::nullopt;
        for (const auto& [name, value] : field->labels)
            all[name] = value;
        return all;
    }
};

/// Whether no tag values can make the two the same series: one has a label that the other lacks, or
/// both fix a label to different values.
bool always_differ(const Declared& a, const Declared& b) {
    const auto x = a.labels();
    const auto y = b.labels();
    const bool same_names = std::ranges::equal(
        x, y, {}, [](const auto& l) { return l.first; }, [](const auto& l) { return l.first; });
    if (!same_names) return true;
    return std::ranges::any_of(x, [&](const auto& label) {
        const auto& other = y.at(label.first);
        return label.second && other && *label.second != *other;
    });
}

class Validation {
public:
    explicit Validation(Names inherited) : inherited_(inherited) {}

    void measurement(const Measurement& m) {
        if (!is_name(m.name())) fail(m.name(), "not a valid measurement name");
        if (!names_.insert(m.name()).second) fail(m.name(), "declared twice");
        if (m.help().empty()) fail(m.name(), "has no help text");
        if (m.fields().empty()) fail(m.name(), "has no fields");
        std::set<std::string> tags = {"network", "node"};
        for (const std::string& tag : m.tags()) {
            if (!is_label_name(tag)) fail(m.name(), fmt::format("tag '{}' is no label name", tag));
            if (!tags.insert(tag).second)
                fail(m.name(), fmt::format("tag '{}' is there already", tag));
        }
        std::set<std::string> keys;
        for (const FieldSpec& f : m.fields()) {
            const Declared declared{&m, &f};
            if (!is_name(f.key)) fail(declared.place(), "not a valid field key");
            if (!keys.insert(f.key).second) fail(declared.place(), "key declared twice");
            labels(declared, tags);
            field(declared);
            together(declared);
        }
    }

    void families() {
        for (const auto& [metric, declared] : by_metric_) {
            const std::string family(family_name(*declared.front().field));
            if (family != metric && by_metric_.contains(family))
                fail(metric,
                     fmt::format("OpenMetrics calls its family {}, which is a metric too", family));
        }
    }

    std::vector<Error> take() { return std::move(errors_); }

private:
    void labels(const Declared& d, std::set<std::string> taken) {
        for (const auto& [name, value] : d.field->labels) {
            if (!is_label_name(name))
                fail(d.place(), fmt::format("label '{}' is no label name", name));
            if (!taken.insert(name).second)
                fail(d.place(), fmt::format("label '{}' is there already", name));
            if (value.empty() || !is_valid_utf8(value))
                fail(d.place(), fmt::format("label '{}' has an empty or invalid value", name));
        }
    }

    void field(const Declared& d) {
        const FieldSpec& f = *d.field;
        if (!is_name(f.metric)) fail(d.place(), fmt::format("'{}' is no metric name", f.metric));
        if (f.help.empty()) fail(d.place(), "has no help text");
        if (f.unit.empty()) fail(d.place(), "has no unit; \"1\" stands for a plain number");
        if (!contains(inherited_, f.metric)) style(d);
    }

    void style(const Declared& d) {
        const std::string& metric =
            d.field->histogram.empty() ? d.field->metric : d.field->histogram;
        const bool total = metric.ends_with("_total");
        const bool counter = d.field->kind == FieldKind::counter && d.field->histogram.empty();
        if (counter && !total) fail(d.place(), metric + ": a counter's name ends in _total");
        if (!counter && total) fail(d.place(), metric + ": only a counter's name ends in _total");
        for (const std::string_view suffix : suffixes_of_histograms) {
            if (metric.ends_with(suffix))
                fail(d.place(), fmt::format("{}: {} belongs to histograms", metric, suffix));
        }
        for (const std::string_view part : split(metric, '_')) {
            if (contains(units_not_base, part))
                fail(d.place(), fmt::format("{}: use the base unit in place of {}", metric, part));
        }
    }

    /// Against the fields that have the same metric name.
    void together(const Declared& d) {
        std::vector<Declared>& others = by_metric_[d.field->metric];
        for (const Declared& other : others) {
            const FieldSpec& a = *d.field;
            const FieldSpec& b = *other.field;
            if (a.kind != b.kind || a.unit != b.unit || a.help != b.help)
                fail(d.place(),
                     fmt::format("{}: kind, unit or help differ from {}", a.metric, other.place()));
            if (!always_differ(d, other))
                fail(d.place(),
                     fmt::format("{}: may become the same series as {}", a.metric, other.place()));
        }
        others.push_back(d);
    }

    void fail(const std::string& place, std::string_view what) {
        errors_.push_back(Error{ErrorKind::internal, fmt::format("{}: {}", place, what)});
    }

    Names inherited_;
    std::set<std::string> names_;
    std::map<std::string, std::vector<Declared>> by_metric_;
    std::vector<Error> errors_;
};

}  // namespace

std::vector<Error> validate_measurements(const std::vector<const Measurement*>& measurements,
                                         Names inherited_names) {
    Validation validation(inherited_names);
    for (const Measurement* measurement : measurements)
        validation.measurement(*measurement);
    validation.families();
    return validation.take();
}

std::string_view family_name(const FieldSpec& field) {
    if (!field.histogram.empty()) return field.histogram;
    std::string_view name = field.metric;
    constexpr std::string_view total = "_total";
    if (field.kind == FieldKind::counter && name.ends_with(total)) name.remove_suffix(total.size());
    return name;
}

}  // namespace nodewatch
