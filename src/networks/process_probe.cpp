#include "networks/process_probe.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>

#include "base/strings.hpp"

namespace nodewatch {

namespace {

namespace fs = std::filesystem;

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

fs::path folder_of(const std::string& proc, std::int64_t process) {
    return fs::path(proc) / std::to_string(process);
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, ' '))
        if (!word.empty()) words.push_back(word);
    return words;
}

/// What follows the label at the beginning of a line.
std::optional<std::string_view> labelled(const std::optional<std::string>& text,
                                         std::string_view label) {
    if (!text) return std::nullopt;
    for (const std::string_view line : split(*text, '\n'))
        if (line.starts_with(label)) return trim(line.substr(label.size()));
    return std::nullopt;
}

std::optional<double> first_number(const std::optional<std::string_view>& text) {
    return text ? parse_double(text->substr(0, text->find(' '))) : std::nullopt;
}

/// /proc/<pid>/stat, from its third field on: the name before it may hold spaces and parentheses.
std::vector<std::string_view> stat_fields(std::string_view stat) {
    const auto end_of_name = stat.rfind(')');
    if (end_of_name == std::string_view::npos || end_of_name + 2 >= stat.size()) return {};
    return split(trim(stat.substr(end_of_name + 2)), ' ');
}

void read_stat(const fs::path& process, ProcessSample& sample) {
    // Numbers of the fields as in proc(5), less the three that stat_fields() left out.
    constexpr std::size_t user_time = 14 - 3, system_time = 15 - 3, threads = 20 - 3,
                          start_time = 22 - 3, resident_pages = 24 - 3;
    const auto stat = read_small_file(process / "stat");
    if (!stat) return;
    const auto fields = stat_fields(*stat);
    constexpr std::string_view ended = "Z";  // and nobody has asked for its exit code yet
    if (fields.size() <= resident_pages || fields.front() == ended) return;
    const auto user = parse_double(fields[user_time]);
    const auto system = parse_double(fields[system_time]);
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    if (user && system) sample.cpu_seconds = (*user + *system) / ticks;
    if (const auto pages = parse_double(fields[resident_pages]))
        sample.resident_bytes = *pages * static_cast<double>(sysconf(_SC_PAGESIZE));
    sample.threads = parse_double(fields[threads]);
    sample.start_ticks = parse_uint(fields[start_time]);
    const auto uptime = read_small_file(process.parent_path() / "uptime");
    if (const auto seconds = first_number(labelled(uptime, "")); seconds && sample.start_ticks)
        sample.running_seconds =
            std::max(0.0, *seconds - static_cast<double>(*sample.start_ticks) / ticks);
}

/// Of a list such as "0-3,8": the processor affinity in /proc/<pid>/status.
std::optional<double> allowed_cores(const fs::path& process) {
    const auto status = read_small_file(process / "status");
    const auto list = labelled(status, "Cpus_allowed_list:");
    if (!list) return std::nullopt;
    double cores = 0;
    for (const std::string_view range : split(*list, ',')) {
        const std::size_t dash = range.find('-');
        const auto first = parse_uint(range.substr(0, dash));
        const auto last =
            dash == std::string_view::npos ? first : parse_uint(range.substr(dash + 1));
        if (!first || !last || *last < *first) return std::nullopt;
        cores += static_cast<double>(*last - *first + 1);
    }
    return cores;
}

/// Tells the targets of the process's open files until it has seen enough. False when they cannot
/// be read: another user's process shows them to root only.
bool visit_open_files(const fs::path& process,
                      const std::function<bool(const std::string& target)>& is_enough) {
    std::error_code error;
    fs::directory_iterator file(process / "fd", error);
    for (; !error && file != fs::directory_iterator(); file.increment(error)) {
        std::error_code closed;  // meanwhile
        if (is_enough(fs::read_symlink(file->path(), closed).native())) return true;
    }
    return !error;
}

/// Absent when the files cannot be seen and none was found.
std::optional<bool> has_open_file(const fs::path& process,
                                  const std::function<bool(const std::string& target)>& matches) {
    bool found = false;
    const bool seen = visit_open_files(
        process, [&](const std::string& target) { return found = matches(target); });
    return seen ? std::optional(found) : std::nullopt;
}

std::optional<double> count_open_files(const fs::path& process) {
    double count = 0;
    const bool seen = visit_open_files(process, [&count](const std::string&) {
        ++count;
        return false;
    });
    return seen ? std::optional(count) : std::nullopt;
}

/// Inodes of the sockets that listen on the port where the process lives, by a table as in proc(5):
/// "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...", the local
/// address as hexadecimal ADDRESS:PORT. Listening sockets come first, so a table that is cut short
/// has them.
void add_listeners(std::string_view table, std::uint16_t port, std::set<std::string>& inodes) {
    constexpr std::string_view listening = "0A";
    const std::string end_of_address = fmt::format(":{:04X}", port);
    for (const std::string_view line : split(table, '\n')) {
        const auto words = words_of(line);
        if (words.size() > 9 && words[1].ends_with(end_of_address) && words[3] == listening)
            inodes.emplace(words[9]);
    }
}

}  // namespace

bool is_same_process(const ProcessSample& before, const ProcessSample& after) {
    return before.process_id == after.process_id && before.start_ticks == after.start_ticks;
}

std::optional<double> cpu_percent(const ProcessSample& before, const ProcessSample& after,
                                  Duration between) {
    const bool both = before.cpu_seconds && after.cpu_seconds;
    if (!both || !is_same_process(before, after) || between <= Duration::zero())
        return std::nullopt;
    return (*after.cpu_seconds - *before.cpu_seconds) / to_seconds(between) * 100;
}

Result<std::vector<std::int64_t>> processes_named(const std::string& proc,
                                                  const std::vector<std::string>& names) {
    std::vector<std::int64_t> found;
    std::error_code error;
    fs::directory_iterator entry(proc, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const auto id = parse_int(entry->path().filename().native());
        if (!id) continue;
        const auto name = process_name(proc, *id);
        if (name && std::ranges::find(names, *name) != names.end()) found.push_back(*id);
    }
    if (error)
        return failure(ErrorKind::file,
                       fmt::format("{} cannot be read: {}", proc, error.message()));
    return found;
}

std::optional<std::string> process_name(const std::string& proc, std::int64_t process) {
    const auto name = read_small_file(folder_of(proc, process) / "comm");
    return name ? std::optional<std::string>(trim(*name)) : std::nullopt;
}

ProcessSample sample_process(const std::string& proc, std::int64_t process) {
    const fs::path folder = folder_of(proc, process);
    ProcessSample sample;
    sample.process_id = process;
    read_stat(folder, sample);
    sample.open_files = count_open_files(folder);
    sample.open_files_limit =
        first_number(labelled(read_small_file(folder / "limits"), "Max open files"));
    sample.cpu_cores = allowed_cores(folder);
    const auto io = read_small_file(folder / "io");
    sample.read_bytes = first_number(labelled(io, "read_bytes:"));
    sample.written_bytes = first_number(labelled(io, "write_bytes:"));
    return sample;
}

std::optional<bool> listens_on(const std::string& proc, std::int64_t process, std::uint16_t port) {
    const fs::path folder = folder_of(proc, process);
    std::set<std::string> listeners;
    bool table_read = false;
    for (const char* name : {"net/tcp", "net/tcp6"}) {
        const auto table = read_small_file(folder / name);
        if (!table) continue;
        table_read = true;
        add_listeners(*table, port, listeners);
    }
    if (!table_read) return std::nullopt;
    if (listeners.empty()) return false;
    return has_open_file(folder, [&listeners](const std::string& target) {
        constexpr std::string_view beginning = "socket:[";
        if (!target.starts_with(beginning) || !target.ends_with(']')) return false;
        return listeners.contains(
            target.substr(beginning.size(), target.size() - beginning.size() - 1));
    });
}

std::optional<bool> uses_folder(const std::string& proc, std::int64_t process,
                                std::string_view folder,
                                std::span<const std::string_view> but_for) {
    const std::string beginning = std::string(folder) + "/";
    return has_open_file(folder_of(proc, process), [&](const std::string& target) {
        if (!target.starts_with(beginning)) return false;
        const std::string_view inside = std::string_view(target).substr(beginning.size());
        return std::ranges::find(but_for, inside.substr(0, inside.find('/'))) == but_for.end();
    });
}

std::vector<std::string> process_arguments(const std::string& proc, std::int64_t process) {
    const auto text = read_small_file(folder_of(proc, process) / "cmdline");
    std::vector<std::string> arguments;
    if (!text || text->empty()) return arguments;
    for (const std::string_view argument : split(*text, '\0'))
        arguments.emplace_back(argument);
    return arguments;
}

}  // namespace nodewatch
