#include "telemetry/live_points.hpp"

#include <cmath>

#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch {
namespace {

std::string text_of(const LabelPairs& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        if (!text.empty()) text += ',';
        text += name + '=' + quote_json(value);
    }
    return text;
}

std::string series_name(const FieldSpec& field) {
    return field.labels.empty() ? field.metric : field.metric + "{" + text_of(field.labels) + "}";
}

std::string render(const LatestValues::Row& row) {
    JsonWriter json;
    json.begin_object().member("t", std::int64_t{row.time.time_since_epoch().count()});
    json.member("i", static_cast<std::int64_t>(row.interval.count())).key("v").begin_object();
    const auto& fields = row.group->measurement->fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const double value = (*row.values)[i];
        if (Point::is_absent(value)) continue;
        json.key(series_name(fields[i]));
        if (std::isfinite(value))
            json.value(value);
        else
            json.value(format_double(value));
    }
    json.end_object().end_object();
    return json.take();
}

}  // namespace

LivePoints::LivePoints(LiveBoard& board, const LatestValues& latest)
    : board_(board), latest_(latest) {}

const LivePoints::Name& LivePoints::name_of(const SeriesGroup& group) {
    if (group.id >= names_.size()) names_.resize(group.id + std::size_t{1});
    Name& name = names_[group.id];
    if (name.topic.empty()) {
        name.topic = live_topic(
            {"points", group.target.network, group.target.node, group.measurement->name()});
        LabelPairs tags;
        const auto& names = group.measurement->tags();
        for (std::size_t i = 0; i < names.size(); ++i)
            tags.emplace_back(names[i], group.tag_values[i]);
        name.key = text_of(tags);
    }
    return name;
}

void LivePoints::accept(const SeriesGroup& group, const Point&) {
    const Name& name = name_of(group);
    board_.touch(name.topic, name.key, [this, &group] { return render(latest_.row(group)); });
}

void LivePoints::retire(const SeriesGroup& group, WallTime) {
    const Name& name = name_of(group);
    board_.remove(name.topic, name.key);
}

void LivePoints::forget(const SeriesGroup& group) {
    names_[group.id] = {};
}

}  // namespace nodewatch
