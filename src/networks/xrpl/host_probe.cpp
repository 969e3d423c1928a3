#include "networks/xrpl/host_probe.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>

#include "base/strings.hpp"

namespace nodewatch::xrpl {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_files = 100'000;

/// A file of /proc; nothing when it cannot be read to its end: the process may end meanwhile, and a
/// stream would throw then.
std::optional<std::string> read_small_file(const fs::path& path) {
    constexpr std::size_t max_bytes = 64U << 10U;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                               &std::fclose);
    if (!file) return std::nullopt;
    std::string text(max_bytes, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return std::nullopt;
    return text;
}

/// /proc/<pid>/stat, from its third field on: the name before it may hold spaces and parentheses.
std::vector<std::string_view> stat_fields(std::string_view stat) {
    const auto end_of_name = stat.rfind(')');
    if (end_of_name == std::string_view::npos || end_of_name + 2 >= stat.size()) return {};
    return split(trim(stat.substr(end_of_name + 2)), ' ');
}

std::optional<double> open_files_limit(const fs::path& process) {
    const auto limits = read_small_file(process / "limits");
    if (!limits) return std::nullopt;
    for (const std::string_view line : split(*limits, '\n')) {
        constexpr std::string_view label = "Max open files";
        if (!line.starts_with(label)) continue;
        const auto words = trim(line.substr(label.size()));
        return parse_double(words.substr(0, words.find(' ')));
    }
    return std::nullopt;
}

/// Of a list such as "0-3,8": the processor affinity in /proc/<pid>/status.
std::optional<double> allowed_cores(const fs::path& process) {
    const auto status = read_small_file(process / "status");
    if (!status) return std::nullopt;
    for (const std::string_view line : split(*status, '\n')) {
        constexpr std::string_view label = "Cpus_allowed_list:";
        if (!line.starts_with(label)) continue;
        double cores = 0;
        for (const std::string_view range : split(trim(line.substr(label.size())), ',')) {
            const std::size_t dash = range.find('-');
            const auto first = parse_uint(range.substr(0, dash));
            const auto last =
                dash == std::string_view::npos ? first : parse_uint(range.substr(dash + 1));
            if (!first || !last || *last < *first) return std::nullopt;
            cores += static_cast<double>(*last - *first + 1);
        }
        return cores;
    }
    return std::nullopt;
}

/// Absent when the folder cannot be read: another user's process shows its files to root only.
std::optional<double> count_open_files(const fs::path& process) {
    std::error_code error;
    double count = 0;
    fs::directory_iterator file(process / "fd", error);
    for (; !error && file != fs::directory_iterator(); file.increment(error))
        ++count;
    if (error) return std::nullopt;
    return count;
}

/// Inodes of the sockets that listen on the port where the process lives, by a table as in proc(5):
/// "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...", the local
/// address as hexadecimal ADDRESS:PORT. Listening sockets come first, so a table that is cut short
/// has them.
void add_listeners(std::string_view table, std::uint16_t port, std::set<std::string>& inodes) {
    constexpr std::string_view listening = "0A";
    const std::string end_of_address = fmt::format(":{:04X}", port);
    for (const std::string_view line : split(table, '\n')) {
        std::vector<std::string_view> words;
        for (const std::string_view word : split(line, ' '))
            if (!word.empty()) words.push_back(word);
        if (words.size() > 9 && words[1].ends_with(end_of_address) && words[3] == listening)
            inodes.emplace(words[9]);
    }
}

/// Absent when it cannot be seen.
std::optional<bool> listens_on(const fs::path& process, std::uint16_t port) {
    std::set<std::string> listeners;
    bool table_read = false;
    for (const char* name : {"net/tcp", "net/tcp6"}) {
        const auto table = read_small_file(process / name);
        if (!table) continue;
        table_read = true;
        add_listeners(*table, port, listeners);
    }
    if (!table_read) return std::nullopt;
    if (listeners.empty()) return false;

    std::error_code error;
    fs::directory_iterator file(process / "fd", error);
    for (; !error && file != fs::directory_iterator(); file.increment(error)) {
        std::error_code closed;  // meanwhile
        const std::string target = fs::read_symlink(file->path(), closed).native();
        constexpr std::string_view beginning = "socket:[";
        if (!target.starts_with(beginning) || !target.ends_with(']')) continue;
        const auto inode = target.substr(beginning.size(), target.size() - beginning.size() - 1);
        if (listeners.contains(inode)) return true;
    }
    if (error) return std::nullopt;
    return false;
}

ProcessSample read_process(const fs::path& process, std::int64_t id) {
    // Numbers of the fields as in proc(5), less the three that stat_fields() left out.
    constexpr std::size_t user_time = 14 - 3, system_time = 15 - 3, resident_pages = 24 - 3;
    ProcessSample sample;
    sample.process_id = id;
    if (const auto stat = read_small_file(process / "stat")) {
        const auto fields = stat_fields(*stat);
        if (fields.size() > resident_pages) {
            const auto user = parse_double(fields[user_time]);
            const auto system = parse_double(fields[system_time]);
            const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
            if (user && system) sample.cpu_seconds = (*user + *system) / ticks;
            if (const auto pages = parse_double(fields[resident_pages])) {
                sample.resident_bytes = *pages * static_cast<double>(sysconf(_SC_PAGESIZE));
            }
        }
    }
    sample.open_files = count_open_files(process);
    sample.open_files_limit = open_files_limit(process);
    sample.cpu_cores = allowed_cores(process);
    return sample;
}

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
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           error);
    if (error) {
        return failure(ErrorKind::file,
                       fmt::format("{} cannot be read: {}", folder.string(), error.message()));
    }
    FolderSize size;
    std::size_t files = 0;
    for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (error) break;
        if (++files > max_files) {
            return failure(ErrorKind::too_large,
                           fmt::format("{} has more than {} files", folder.string(), max_files));
        }
        std::error_code gone;  // the node deletes files while we look
        if (!entry->is_regular_file(gone) || gone) continue;
        const auto bytes = entry->file_size(gone);
        if (gone) continue;
        size.bytes += static_cast<double>(bytes);
        if (belongs_to_nudb(entry->path().lexically_relative(folder))) {
            size.nudb_bytes += static_cast<double>(bytes);
        }
    }
    if (error) {
        return failure(ErrorKind::file,
                       fmt::format("{} cannot be read: {}", folder.string(), error.message()));
    }
    return size;
}

}  // namespace

Result<ProcessSample> sample_process(const std::string& proc, const std::vector<std::string>& names,
                                     std::uint16_t port) {
    std::error_code error;
    fs::directory_iterator entry(proc, error);
    std::optional<ProcessSample> largest;
    bool all_seen = true;
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const auto id = parse_int(entry->path().filename().native());
        if (!id) continue;
        const auto name = read_small_file(entry->path() / "comm");
        if (!name || std::find(names.begin(), names.end(), trim(*name)) == names.end()) continue;
        const ProcessSample sample = read_process(entry->path(), *id);
        const auto listens = listens_on(entry->path(), port);
        if (listens.value_or(false)) return sample;
        all_seen = all_seen && listens.has_value();
        if (!largest || sample.resident_bytes.value_or(0) > largest->resident_bytes.value_or(0))
            largest = sample;
    }
    if (error)
        return failure(ErrorKind::file,
                       fmt::format("{} cannot be read: {}", proc, error.message()));
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
    std::error_code error;
    if (const auto space = fs::space(database, error); !error) {
        sample.filesystem_bytes = static_cast<double>(space.capacity);
        sample.filesystem_free_bytes = static_cast<double>(space.available);
    }
    return sample;
}

}  // namespace nodewatch::xrpl
