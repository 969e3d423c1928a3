#include "networks/xrpl/host_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "networks/folder_files.hpp"

namespace nodewatch::xrpl {

namespace {

namespace fs = std::filesystem;

struct FolderSize {
    double bytes = 0;
    double nudb_bytes = 0;
};

bool belongs_to_nudb(const fs::path& path) {
    return std::any_of(path.begin(), path.end(), [](const fs::path& part) {
        return part == "nudb" || part.native().starts_with("rippledb.");
    });
}

Result<FolderSize> measure_folder(const fs::path& folder) {
    FolderSize size;
    const auto add = [&](const fs::path& file, std::uintmax_t bytes) {
        size.bytes += static_cast<double>(bytes);
        if (belongs_to_nudb(file.lexically_relative(folder)))
            size.nudb_bytes += static_cast<double>(bytes);
    };
    if (const auto visited = visit_files(folder, {}, add); !visited)
        return failure(visited.error());
    return size;
}

}  // namespace

Result<ProcessSample> find_process(const std::string& proc, const std::vector<std::string>& names,
                                   std::uint16_t port) {
    const auto processes = processes_named(proc, names);
    if (!processes) return failure(processes.error());
    std::optional<ProcessSample> largest;
    bool all_seen = true;
    for (const std::int64_t id : *processes) {
        const ProcessSample sample = sample_process(proc, id);
        const auto listens = listens_on(proc, id, port);
        if (listens.value_or(false)) return sample;
        all_seen = all_seen && listens.has_value();
        if (!largest || sample.resident_bytes.value_or(0) > largest->resident_bytes.value_or(0))
            largest = sample;
    }
    const std::string wanted = fmt::to_string(fmt::join(names, " or "));
    if (!largest)
        return failure(ErrorKind::unavailable,
                       fmt::format("no process named {} on this host", wanted));
    if (all_seen)
        return failure(ErrorKind::unavailable,
                       fmt::format("no process named {} on this host listens on port {}; if the "
                                   "node is behind a proxy or on another host, set "
                                   "watch_process: false",
                                   wanted, port));
    return *largest;
}

Result<DatabaseSample> sample_database(const std::string& data_path) {
    const fs::path database = fs::path(data_path) / "db";
    auto size = measure_folder(database);
    if (!size) return failure(size.error());
    DatabaseSample sample;
    sample.ledger_db_bytes = size->bytes;
    if (size->nudb_bytes > 0) {
        sample.nudb_bytes = size->nudb_bytes;
    } else if (auto beside = measure_folder(fs::path(data_path) / "nudb")) {
        sample.nudb_bytes = beside->bytes;
    }
    if (const auto space = disk_space(database)) {
        sample.filesystem_bytes = space->bytes;
        sample.filesystem_free_bytes = space->free_bytes;
    }
    return sample;
}

}  // namespace nodewatch::xrpl
