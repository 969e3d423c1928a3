#include "networks/bitcoin/host_probe.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/strings.hpp"
#include "net/client_settings.hpp"

namespace nodewatch::bitcoin {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> data_folders = {"blocks", "chainstate", "chainstate_snapshot",
                                                     "indexes"};

const std::vector<std::string>& process_names() {
    static const std::vector<std::string> names = {"bitcoind", "bitcoin-node", "bitcoin-qt"};
    return names;
}

bool is_there(const fs::path& path) {
    std::error_code unknown;
    return fs::exists(path, unknown);
}

/// Under -datadir; the main chain has none.
std::string_view folder_of_chain(std::string_view chain) {
    if (chain == "test") return "testnet3";
    if (chain == "testnet4" || chain == "signet" || chain == "regtest") return chain;
    return {};
}

bool is_folder_of_chain(const fs::path& folder) {
    const auto is_it = [&](std::string_view chain) {
        return folder.filename() == folder_of_chain(chain);
    };
    return std::ranges::any_of(std::array{"test", "testnet4", "signet", "regtest"}, is_it);
}

std::optional<std::int64_t> read_pid_file(const fs::path& file) {
    constexpr std::size_t max_bytes = 32;
    std::ifstream in(file, std::ios::binary);
    std::string text(max_bytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return parse_int(trim(text));
}

/// What its arguments say of the folder; absent when they do not name any: a file may.
std::optional<bool> is_told_folder(const std::string& proc, std::int64_t process,
                                   const std::string& folder) {
    std::optional<bool> told;
    for (const std::string_view argument : process_arguments(proc, process)) {
        constexpr std::array<std::string_view, 2> keys = {"-datadir=", "--datadir="};
        for (const std::string_view key : keys) {
            if (!argument.starts_with(key)) continue;
            std::error_code unknown;
            const fs::path path = argument.substr(key.size());
            told = path == fs::path(folder) || fs::equivalent(path, folder, unknown);
        }
    }
    return told;
}

/// Absent where nothing tells.
std::optional<bool> is_of_place(const std::string& proc, std::int64_t process,
                                const HostPlace& place) {
    std::vector<std::optional<bool>> signs;
    if (place.port) signs.push_back(listens_on(proc, process, *place.port));
    if (!place.data_folder.empty()) signs.push_back(uses_folder(proc, process, place.data_folder));
    if (!place.told_folder.empty())
        signs.push_back(is_told_folder(proc, process, place.told_folder));
    if (std::ranges::find(signs, std::optional(true)) != signs.end()) return true;
    if (std::ranges::find(signs, std::optional(false)) != signs.end()) return false;
    return std::nullopt;
}

Result<NodeProcess> sample_named(const std::string& proc, std::int64_t process) {
    const auto name = process_name(proc, process);
    if (!name) return failure(ErrorKind::unavailable, "the node's process has just ended");
    return NodeProcess{*name, sample_process(proc, process)};
}

}  // namespace

HostPlace find_place(const TargetOptions& options, const std::optional<std::string>& chain) {
    HostPlace place;
    if (net::is_loopback(options.http)) place.port = options.http.port;
    fs::path folder;
    if (!options.data_folder.empty()) {
        folder = fs::path(options.data_folder) / folder_of_chain(chain.value_or("main"));
        if (!is_there(folder)) folder = options.data_folder;  // it may be that of the chain
        place.told_folder = options.data_folder;
    } else if (place.port && fs::path(options.cookie_file).filename() == ".cookie") {
        folder = fs::path(options.cookie_file).parent_path();
        if (!is_there(folder / "chainstate")) return place;
        place.told_folder = (is_folder_of_chain(folder) ? folder.parent_path() : folder).native();
    }
    place.data_folder = folder.lexically_normal().native();
    if (place.data_folder.ends_with('/')) place.data_folder.pop_back();
    return place;
}

Result<NodeProcess> find_process(const std::string& proc, const HostPlace& place) {
    if (!place.data_folder.empty()) {
        const auto written = read_pid_file(fs::path(place.data_folder) / "bitcoind.pid");
        // A node that died leaves its file, and its number may be another process's by now.
        const auto name = written ? process_name(proc, *written) : std::nullopt;
        if (name && std::ranges::find(process_names(), *name) != process_names().end())
            return sample_named(proc, *written);
    }
    const auto processes = processes_named(proc, process_names());
    if (!processes) return failure(processes.error());
    std::vector<std::int64_t> possible;
    for (const std::int64_t process : *processes) {
        const auto is_it = is_of_place(proc, process, place);
        if (is_it == true) return sample_named(proc, process);
        if (!is_it) possible.push_back(process);
    }
    if (possible.size() == 1) return sample_named(proc, possible.front());
    if (possible.size() > 1)
        return failure(
            ErrorKind::unavailable,
            fmt::format("{} nodes run on this host, and it cannot be told which is this one: let "
                        "nodewatch read its data folder (`datadir`), where its pid file is",
                        possible.size()));
    return failure(ErrorKind::unavailable,
                   fmt::format("no process named {} on this host is this node's; if it runs on "
                               "another host or in a container, set watch_process: false",
                               fmt::join(process_names(), ", ")));
}

Result<std::vector<Disk>> sample_disks(const std::string& data_folder) {
    std::vector<Disk> disks;
    std::set<dev_t> devices;
    const auto add = [&](const fs::path& folder) {
        struct stat status{};
        if (stat(folder.c_str(), &status) != 0 || !devices.insert(status.st_dev).second) return;
        if (const auto space = disk_space(folder)) disks.push_back({folder.native(), *space});
    };
    add(data_folder);
    if (disks.empty())
        return failure(ErrorKind::file, fmt::format("data folder {} cannot be read: it is not "
                                                    "there, or nodewatch may not look into it",
                                                    data_folder));
    for (const char* name : data_folders)
        add(fs::path(data_folder) / name);
    return disks;
}

Result<std::vector<DataFolder>> measure_data(const std::string& data_folder,
                                             const WalkBounds& bounds) {
    std::vector<DataFolder> folders;
    for (const char* name : data_folders) {
        const fs::path path = fs::path(data_folder) / name;
        if (!is_there(path)) continue;
        DataFolder& folder = folders.emplace_back();
        folder.name = name;
        const auto visited = visit_files(path, bounds, [&](const fs::path&, std::uintmax_t bytes) {
            folder.bytes += static_cast<double>(bytes);
            ++folder.files;
        });
        if (!visited) return failure(visited.error());
    }
    if (folders.empty())
        return failure(ErrorKind::file,
                       fmt::format("{} is not the data folder of a node, or nodewatch may not look "
                                   "into it: it shows neither blocks nor chainstate",
                                   data_folder));
    return folders;
}

}  // namespace nodewatch::bitcoin
