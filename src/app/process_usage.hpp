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

/// Lets the program open as many files as the system allows it: a server with all its connections
/// has more than the 1,024 that shells give, and the history must still be read. Once, at the
/// start.
void raise_file_limit();

/// Reads /proc/self: for a worker thread.
ProcessUsage read_process_usage();

}  // namespace nodewatch::app
