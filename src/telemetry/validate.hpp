#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "telemetry/schema.hpp"

namespace nodewatch {

/// Checks declarations against the naming rules of Prometheus and against each other: names, units
/// in names, help texts, keys, counters that end in _total, one meaning for each metric name, and
/// no two fields that could become the same series. One error for each finding; to be empty in a
/// test of every network.
///
/// `inherited_names` are metric names that must stay as another program made them: they are excused
/// from the rules of style (suffixes and units), not from the others.
std::vector<Error> validate_measurements(const std::vector<const Measurement*>& measurements,
                                         std::span<const std::string_view> inherited_names = {});

/// The name of the OpenMetrics family of a field: without _total for a counter that has it,
/// without _bucket, _sum and _count for a part of a histogram.
std::string_view family_name(const FieldSpec& field);

}  // namespace nodewatch
