#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"

namespace nodewatch::store {

struct StoreOptions {
    std::string path;  ///< of the file; its folder must be there
    /// More are refused, with the reason.
    std::size_t max_series = 1'000'000;
    /// A sample may be this much older than the newest one of its series.
    Duration late_window = std::chrono::minutes{10};
    Duration flush_interval = std::chrono::seconds{1};
    /// Whole days that ended longer ago are deleted. Zero: never.
    Duration retention = std::chrono::days{365};
    /// The same for the tiers of a minute and of an hour.
    Duration minute_tier_retention = std::chrono::days{2 * 365};
    Duration hour_tier_retention = std::chrono::days{5 * 365};
    /// The oldest days are deleted until the file is no larger. Zero: no bound.
    std::uint64_t max_bytes = 0;
    /// Memory for open rows; with many series chunks are closed earlier to keep it.
    std::size_t head_bytes = std::size_t{16} << 20U;
    /// Memory in which all queries together keep chunks that several of their series share; beyond
    /// it they are read once for each series.
    std::size_t query_cache_bytes = std::size_t{32} << 20U;
    /// Samples that wait for the disk; further points are lost, and counted, imports wait.
    std::size_t max_unflushed = 4'000'000;
};

}  // namespace nodewatch::store
