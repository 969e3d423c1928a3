#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

/// What this host's kernel says of the processes of nodes that run here: proc(5). `proc` is
/// "/proc", or a folder of the same shape in tests. These calls block: run them on the worker pool.
namespace nodewatch {

/// A process. What its rights keep from us is absent; of one that ended, waited for or not, all
/// that its files told.
struct ProcessSample {
    std::optional<std::int64_t> process_id;
    std::optional<std::uint64_t> start_ticks;  ///< after the host started: tells who has its number
    std::optional<double> running_seconds;     ///< since its start
    std::optional<double> cpu_seconds;         ///< user and system time since its start
    std::optional<double> resident_bytes;
    std::optional<double> threads;
    std::optional<double> open_files, open_files_limit;
    std::optional<double> cpu_cores;                  ///< it may run on, by its affinity
    std::optional<double> read_bytes, written_bytes;  ///< from and to storage since its start
};

/// Whether the two are of one process: a number is given to another one after a restart.
bool is_same_process(const ProcessSample& before, const ProcessSample& after);
/// Of one core, between two samples of one process.
std::optional<double> cpu_percent(const ProcessSample& before, const ProcessSample& after,
                                  Duration between);

/// The processes with one of these names, as in /proc/<pid>/comm.
Result<std::vector<std::int64_t>> processes_named(const std::string& proc,
                                                  const std::vector<std::string>& names);
/// Its name; nothing when there is no such process.
std::optional<std::string> process_name(const std::string& proc, std::int64_t process);
ProcessSample sample_process(const std::string& proc, std::int64_t process);

/// Whether it listens on the TCP port. Absent when that cannot be seen: the files of another user's
/// process are shown to root only.
std::optional<bool> listens_on(const std::string& proc, std::int64_t process, std::uint16_t port);
/// Whether it has a file open in the folder or below it, but for folders in it of these names;
/// absent as above.
std::optional<bool> uses_folder(const std::string& proc, std::int64_t process,
                                std::string_view folder,
                                std::span<const std::string_view> but_for = {});
/// Its arguments, the program first; empty when they cannot be read.
std::vector<std::string> process_arguments(const std::string& proc, std::int64_t process);

}  // namespace nodewatch
