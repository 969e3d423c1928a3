#pragma once

#include <cstdint>
#include <optional>

namespace nodewatch::app {

/// What this process uses; what the system does not tell is absent.
struct ProcessUsage {
    std::optional<std::uint64_t> resident_bytes;
    std::optional<double> cpu_seconds;
    std::optional<std::uint64_t> open_files;
    std::optional<std::uint64_t> max_files;
};

/// Reads /proc/self: for a worker thread.
ProcessUsage read_process_usage();

}  // namespace nodewatch::app
