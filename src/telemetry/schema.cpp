#include "telemetry/schema.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace nodewatch {

HistogramFields Measurement::histogram(const std::string& key, const std::string& metric,
                                       const std::string& unit, const std::string& help,
                                       std::vector<double> bounds) {
    const auto part = [&](const std::string& part_key, const std::string& suffix,
                          const std::string& part_unit, LabelPairs labels) {
        return add({key + part_key, metric + suffix, FieldKind::counter, part_unit, help,
                    std::move(labels), metric});
    };
    HistogramFields fields{Field{static_cast<std::uint16_t>(fields_.size())}, std::move(bounds)};
    for (const double bound : fields.bounds) {
        const std::string text = format_double(bound);
        std::string in_key = text;
        std::ranges::replace(in_key, '.', '_');
        part("_le_" + in_key, "_bucket", "1", {{"le", text}});
    }
    part("_le_inf", "_bucket", "1", {{"le", "+Inf"}});
    part("_sum", "_sum", unit, {});
    part("_count", "_count", "1", {});
    return fields;
}

}  // namespace nodewatch
