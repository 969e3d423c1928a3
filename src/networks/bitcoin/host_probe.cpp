#include "networks/bitcoin/host_probe.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>

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
constexpr std::array<std::string_view, 4> chain_folders = {"testnet3", "testnet4", "signet",
                                                           "regtest"};

std::string_view folder_of_chain(std::string_view chain) {
    if (chain == "test") return "testnet3";
    const auto* const found = std::ranges::find(chain_folders, chain);
    return found == chain_folders.end() ? std::string_view() : *found;
}

bool is_folder_of_chain(const fs::path& folder) {
    return std::ranges::find(chain_folders, folder.filename().native()) != chain_folders.end();
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

enum class Likeness : std::uint8_t { another, possible, likely, sure };

/// What a process does tells more than its arguments: nodes of several chains may share these.
Likeness likeness(const std::string& proc, std::int64_t process, const HostPlace& place) {
    const auto listens =
        place.port ? listens_on(proc, process, *place.port) : std::optional<bool>();
    if (listens == true) return Likeness::sure;
    const auto uses = place.data_folder.empty()
                          ? std::optional<bool>()
                          : uses_folder(proc, process, place.data_folder, chain_folders);
    if (uses == true) return Likeness::likely;
    if (listens == false || uses == false) return Likeness::another;
    const auto is_told = place.told_folder.empty()
                             ? std::optional<bool>()
                             : is_told_folder(proc, process, place.told_folder);
    if (!is_told) return Likeness::possible;
    return *is_told ? Likeness::likely : Likeness::another;
}

Result<NodeProcess> sample_named(const std::string& proc, std::int64_t process) {
    const auto name = process_name(proc, process);
    ProcessSample sample = sample_process(proc, process);
    if (!name || !sample.start_ticks)
        return failure(ErrorKind::unavailable, "the node's process has just ended");
    return NodeProcess{*name, std::move(sample)};
}

}  // namespace

HostPlace find_place(const TargetOptions& options, const std::optional<std::string>& chain) {
    HostPlace place;
    if (net::is_loopback(options.http)) place.port = options.http.port;
    fs::path folder;
    if (!options.data_folder.empty()) {
        place.told_folder = options.data_folder;
        if (!chain) return place;
        folder = fs::path(options.data_folder) / folder_of_chain(*chain);
        if (!is_there(folder)) folder = options.data_folder;  // it may be that of the chain
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
    std::vector<std::int64_t> likely, possible;
    for (const std::int64_t process : *processes) {
        const Likeness like = likeness(proc, process, place);
        if (like == Likeness::sure) return sample_named(proc, process);
        if (like == Likeness::likely) likely.push_back(process);
        if (like == Likeness::possible) possible.push_back(process);
    }
    const auto& best = likely.empty() ? possible : likely;
    if (best.size() == 1) return sample_named(proc, best.front());
    if (best.size() > 1)
        return failure(
            ErrorKind::unavailable,
            fmt::format("{} nodes run on this host, and it cannot be told which is this one: let "
                        "nodewatch read its data folder (`datadir`), where its pid file is",
                        best.size()));
    return failure(ErrorKind::unavailable,
                   fmt::format("no process named {} on this host is this node's; if it runs on "
                               "another host or in a container, set watch_process: false",
                               fmt::join(process_names(), ", ")));
}

Result<std::vector<Disk>> sample_disks(const std::string& data_folder) {
    std::vector<Disk> disks;
    std::map<dev_t, std::size_t> places;
    bool has_data = false;
    const auto add = [&](const fs::path& folder, bool holds_data) {
        struct stat status{};
        if (stat(folder.c_str(), &status) != 0) return;
        has_data = has_data || holds_data;
        if (const auto known = places.find(status.st_dev); known != places.end()) {
            if (holds_data) disks[known->second].holds_data = true;
        } else if (const auto space = disk_space(folder)) {
            places.emplace(status.st_dev, disks.size());
            disks.push_back({folder.native(), *space, holds_data});
        }
    };
    add(data_folder, false);
    if (disks.empty())
        return failure(ErrorKind::file, fmt::format("data folder {} cannot be read: it is not "
                                                    "there, or nodewatch may not look into it",
                                                    data_folder));
    for (const char* name : data_folders)
        add(fs::path(data_folder) / name, true);
    // Before there are data, or where they cannot be seen, that is where they are taken to be.
    if (!has_data) disks.front().holds_data = true;
    return disks;
}

Result<std::vector<DataFolder>> measure_data(const std::string& data_folder,
                                             const WalkBounds& bounds) {
    std::vector<DataFolder> folders;
    for (const char* name : data_folders) {
        const fs::path path = fs::path(data_folder) / name;
        if (!is_there(path)) continue;
        DataFolder folder{name};
        bool has_blocks = false;
        const auto add = [&](const fs::path& file, std::uintmax_t bytes) {
            folder.bytes += static_cast<double>(bytes);
            ++folder.files;
            has_blocks = has_blocks || file.filename().native().starts_with("blk");
        };
        const auto visited = visit_files(path, bounds, add);
        if (!visited) return failure(visited.error());
        // With -blocksdir the blocks are elsewhere, and their index alone is here.
        if (folder.name != "blocks" || has_blocks) folders.push_back(std::move(folder));
    }
    if (folders.empty())
        return failure(ErrorKind::file,
                       fmt::format("{} is not the data folder of a node, or nodewatch may not look "
                                   "into it: it shows neither blocks nor chainstate",
                                   data_folder));
    return folders;
}

}  // namespace nodewatch::bitcoin
