#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "networks/process_probe.hpp"
#include "networks/xrpl/watcher.hpp"

/// What this host's kernel and file systems say of a node that runs here. These calls block: run
/// them on the worker pool.
namespace nodewatch::xrpl {

/// The process with one of these names (as in /proc/<pid>/comm) that listens on the TCP port. When
/// that cannot be seen of each of them, because the files of another user's process are shown to
/// root only, the one with the most resident memory. `proc` is "/proc", or a folder of the same
/// shape in tests.
Result<ProcessSample> find_process(const std::string& proc, const std::vector<std::string>& names,
                                   std::uint16_t port);

/// Sizes of <data_path>/db and of the NuDB folders in it (rippledb.*, or db/nudb), and of their
/// file system. Looks at no more than 100,000 files.
Result<DatabaseSample> sample_database(const std::string& data_path);

}  // namespace nodewatch::xrpl
