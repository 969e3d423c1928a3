#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "telemetry/point.hpp"
#include "telemetry/schema.hpp"

namespace nodewatch::host {

/// A value that the kernel tells by name, and what it becomes.
struct NamedValue {
    std::string_view name;    ///< in the kernel's text, or of its file
    std::string_view metric;  ///< the node exporter's
    FieldKind kind = FieldKind::gauge;
    std::string_view unit = "1";
    double factor = 1;  ///< from the kernel's unit to that of the metric
};

/// A measurement made of such values: the kernel's list is the declaration.
class NamedMeasurement final : public Measurement {
public:
    /// `source` is where the values stand, for their help texts: "/proc/meminfo".
    NamedMeasurement(std::string name, std::string help, std::vector<std::string> tags,
                     std::string_view source, std::span<const NamedValue> values);

    /// Values of other names are left out.
    void set(Point& point, std::string_view name, double value) const;
    std::optional<double> get(const Point& point, std::string_view name) const;
    std::optional<Field> find(std::string_view name) const;

private:
    struct Known {
        Field field;
        double factor;
    };
    std::map<std::string_view, Known> known_;
};

}  // namespace nodewatch::host
