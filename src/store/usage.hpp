#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.hpp"

/// Reading a whole file to say what takes the room. Works beside a running store.
namespace nodewatch::store {

struct MetricUsage {
    std::uint64_t series = 0;
    std::uint64_t samples = 0;  ///< in chunks
    /// Of its columns, and its share of what the columns of a chunk have in common (times, bitmaps,
    /// head): the same for each column.
    double bytes = 0;

    MetricUsage& operator+=(const MetricUsage& other);
};

/// By the name of the metric. Damaged chunks are left out.
Result<std::map<std::string, MetricUsage>> usage_by_metric(const std::string& path);

}  // namespace nodewatch::store
