#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/point.hpp"

namespace nodewatch::host {

/// Which metrics are published: a chosen set, everything, or the chosen set and more by name.
class Selection {
public:
    /// Of the metrics with the node exporter's names the chosen ones and those that begin as one of
    /// `further` says, or all; of our own always all. The measurements are all that will be asked
    /// for.
    Selection(bool all, const std::vector<std::string>& further,
              const std::vector<const Measurement*>& measurements);

    bool wants(const Measurement& measurement, Field field) const;
    /// Whether any of its fields is wanted.
    bool wants(const Measurement& measurement) const;
    /// Takes away what is not wanted; false when nothing is left.
    bool apply(Point& point) const;

private:
    std::map<const Measurement*, std::vector<bool>> wanted_;  ///< by field
};

/// The node exporter's names that are published unless more are asked for.
const std::vector<std::string_view>& default_metrics();

}  // namespace nodewatch::host
