#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nodewatch::influx {

/// A name and its value, neither escaped.
using Tag = std::pair<std::string, std::string>;

/// Writes the lines of one series of InfluxDB: a measurement with its tags. All fields are floats:
/// a server fixes the type of a field by the first value that it sees.
/// Format: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
class LineEncoder {
public:
    /// Tags are written sorted by their names; those without a value, which the format does not
    /// know, are left out. A line break, which it cannot escape, becomes a space.
    LineEncoder(std::string_view measurement, std::vector<Tag> tags,
                std::span<const std::string> field_keys);

    /// Appends a line with its newline. `values` has one for each field; what is not finite has no
    /// form in the format and is left out. False, and nothing appended, when no value is left.
    /// `time` counts in the precision that the request names.
    bool append(std::string& out, std::span<const double> values, std::int64_t time) const;

private:
    std::string series_;
    std::vector<std::string> keys_;  ///< escaped, each with its '='
};

}  // namespace nodewatch::influx
