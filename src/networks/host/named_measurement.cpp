#include "networks/host/named_measurement.hpp"

#include <fmt/format.h>

namespace nodewatch::host {

NamedMeasurement::NamedMeasurement(std::string name, std::string help,
                                   std::vector<std::string> tags, std::string_view source,
                                   std::span<const NamedValue> values)
    : Measurement(std::move(name), std::move(help), std::move(tags)) {
    constexpr std::string_view prefix = "node_";
    for (const NamedValue& value : values) {
        std::string key(value.metric.substr(prefix.size()));
        std::string text = fmt::format("{} of {}", value.name, source);
        std::string metric(value.metric), unit(value.unit);
        const Field field =
            value.kind == FieldKind::counter
                ? counter(std::move(key), std::move(metric), std::move(unit), std::move(text))
                : gauge(std::move(key), std::move(metric), std::move(unit), std::move(text));
        known_.emplace(value.name, Known{field, value.factor});
    }
}

void NamedMeasurement::set(Point& point, std::string_view name, double value) const {
    const auto found = known_.find(name);
    if (found != known_.end()) point.set(found->second.field, value * found->second.factor);
}

std::optional<double> NamedMeasurement::get(const Point& point, std::string_view name) const {
    const auto field = find(name);
    return field ? point.get(*field) : std::nullopt;
}

std::optional<Field> NamedMeasurement::find(std::string_view name) const {
    const auto found = known_.find(name);
    return found == known_.end() ? std::nullopt : std::optional(found->second.field);
}

}  // namespace nodewatch::host
