#include "sinks/influx/window_reader.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <span>

namespace nodewatch::influx {
namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

/// The names of the tags that points of the measurement have, in the order of Group::tag_values.
std::vector<std::string> tag_names(const Measurement& measurement) {
    std::vector<std::string> names{"network", "node"};
    names.insert(names.end(), measurement.tags().begin(), measurement.tags().end());
    return names;
}

/// The field whose series has these labels: the metric's name, what the field fixes, tags, and
/// nothing else.
std::optional<std::size_t> find_field(const Measurement& measurement,
                                      const std::vector<std::string>& tags,
                                      const store::Labels& labels) {
    const auto tag_count =
        std::ranges::count_if(tags, [&](const auto& tag) { return labels.has(tag); });
    const auto& fields = measurement.fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const FieldSpec& field = fields[i];
        const bool has_all = field.metric == labels.metric_name() &&
                             std::ranges::all_of(field.labels, [&](const auto& label) {
                                 return labels.get(label.first) == label.second;
                             });
        if (has_all &&
            labels.size() == 1 + field.labels.size() + static_cast<std::size_t>(tag_count))
            return i;
    }
    return std::nullopt;
}

}  // namespace

std::vector<StoredMeasurement> stored_measurements(
    const std::vector<const Measurement*>& measurements) {
    std::vector<StoredMeasurement> stored;
    for (const Measurement* measurement : measurements) {
        std::set<std::string> metrics;
        for (const FieldSpec& field : measurement->fields())
            metrics.insert(field.metric);
        std::string names;
        for (const std::string& metric : metrics)
            names += (names.empty() ? "" : "|") + metric;
        // Names of metrics have no character that means something in an expression.
        auto matcher = store::Matcher::make(store::MatchType::regex,
                                            std::string(store::metric_name_label), names);
        if (matcher && !metrics.empty()) stored.push_back({measurement, std::move(*matcher)});
    }
    return stored;
}

Result<std::optional<Batch>> WindowReader::next() {
    Batch batch;
    while (batch.lines < limits_.lines) {
        if (points_.next == points_.times.size()) {
            const auto loaded = load_group();
            if (!loaded) return failure(loaded.error());
            if (!*loaded) break;
            continue;
        }
        const std::size_t before = batch.text.size();
        const std::span row(points_.values.data() + points_.next * points_.fields, points_.fields);
        const bool written = points_.encoder->append(batch.text, row, points_.times[points_.next]);
        if (written && batch.lines > 0 && batch.text.size() > limits_.bytes) {
            batch.text.resize(before);
            break;
        }
        batch.lines += written ? 1 : 0;
        ++points_.next;
    }
    if (batch.lines == 0) return std::nullopt;
    return batch;
}

/// False at the end of the window.
Result<bool> WindowReader::load_group() {
    points_ = {};
    while (groups_.empty()) {
        if (next_measurement_ == measurements_.size()) return false;
        if (auto selected = select(measurements_[next_measurement_++]); !selected)
            return failure(selected.error());
    }
    const Group group = std::move(groups_.back());
    groups_.pop_back();
    if (auto done = read(*measurements_[next_measurement_ - 1].measurement, group); !done)
        return failure(done.error());
    return true;
}

Result<> WindowReader::select(const StoredMeasurement& stored) {
    auto selection =
        source_.select({stored.names}, window_, std::numeric_limits<std::size_t>::max());
    if (!selection) return failure(selection.error());
    selection_ = std::move(*selection);
    const Measurement& measurement = *stored.measurement;
    const auto names = tag_names(measurement);
    std::map<std::vector<std::string>, Group> groups;
    for (std::size_t i = 0; i < selection_->size(); ++i) {
        const store::Labels& labels = selection_->labels(i);
        const auto field = find_field(measurement, names, labels);
        if (!field) continue;
        std::vector<std::string> values;
        for (const std::string& name : names)
            values.emplace_back(labels.get(name));
        Group& group = groups[values];
        group.tag_values = std::move(values);
        group.series.resize(measurement.fields().size());
        group.series[*field] = i;
    }
    for (auto& [values, group] : groups)
        groups_.push_back(std::move(group));
    return {};
}

Result<> WindowReader::read(const Measurement& measurement, const Group& group) {
    std::vector<std::string> keys;
    std::vector<store::Samples> columns;
    std::vector<std::int64_t>& times = points_.times;
    for (std::size_t i = 0; i < group.series.size(); ++i) {
        if (!group.series[i]) continue;
        keys.push_back(measurement.fields()[i].key);
        auto& column = columns.emplace_back();
        if (auto done = selection_->read(*group.series[i], window_, column); !done) return done;
        if (column.times == times) continue;  // as mostly: points have all their fields
        std::vector<std::int64_t> all;
        std::ranges::set_union(times, column.times, std::back_inserter(all));
        times = std::move(all);
    }
    points_.fields = columns.size();
    points_.values.assign(times.size() * columns.size(), absent);
    for (std::size_t field = 0; field < columns.size(); ++field) {
        std::size_t row = 0;
        for (std::size_t i = 0; i < columns[field].size(); ++i) {
            while (times[row] != columns[field].times[i])
                ++row;
            points_.values[row * columns.size() + field] = columns[field].values[i];
        }
    }
    std::vector<Tag> tags;
    const auto names = tag_names(measurement);
    for (std::size_t i = 0; i < names.size(); ++i)
        tags.emplace_back(names[i], group.tag_values[i]);
    points_.encoder.emplace(measurement.name(), std::move(tags), keys);
    return {};
}

}  // namespace nodewatch::influx
