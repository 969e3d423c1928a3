#include "networks/host/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace nodewatch::host {
namespace {

std::string path_in(const std::string& root, std::string_view name) {
    std::string path = root;
    if (!path.ends_with('/')) path += '/';
    return path += name;
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
        names.push_back(entry->path().filename());
    std::ranges::sort(names);
    return names;
}

/// Files of the kernel have no length that is known before.
std::optional<std::string> read_descriptor(int file) {
    constexpr std::size_t first = 4'096;
    std::string text;
    std::size_t length = 0;
    for (;;) {
        if (length == text.size()) {
            if (length >= max_file_bytes) return std::nullopt;
            text.resize(std::max(first, 2 * length));
        }
        const ssize_t got = ::read(file, text.data() + length, text.size() - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        length += static_cast<std::size_t>(got);
    }
    text.resize(length);
    return text;
}

}  // namespace

std::optional<std::string> read_file_text(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return std::nullopt;
    auto text = read_descriptor(file);
    ::close(file);
    return text;
}

std::optional<std::string> HostFiles::proc(std::string_view name) const {
    return read_file_text(path_in(procfs, name));
}

bool HostFiles::has_proc(std::string_view name) const {
    return ::access(path_in(procfs, name).c_str(), F_OK) == 0;
}

std::optional<std::string> HostFiles::sys(std::string_view name) const {
    return read_file_text(path_in(sysfs, name));
}

std::optional<std::string> HostFiles::root(std::string_view name) const {
    return read_file_text(path_in(rootfs, name));
}

std::optional<std::string> HostFiles::own(std::string_view path) const {
    return read_file_text(own_root + std::string(path));
}

std::vector<std::string> HostFiles::list_sys(std::string_view folder) const {
    return names_in(path_in(sysfs, folder));
}

std::vector<std::string> HostFiles::list_proc(std::string_view folder) const {
    return names_in(path_in(procfs, folder));
}

}  // namespace nodewatch::host
