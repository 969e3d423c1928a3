#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nodewatch::host {

/// Longer files are not read: the table of a million sockets would cost more than it tells.
inline constexpr std::size_t max_file_bytes = std::size_t{16} << 20U;

/// Where the kernel shows itself, and the files there. In a container these are where the host's
/// are mounted; in tests, folders of the same shape. All of it blocks: for a worker thread.
struct HostFiles {
    std::string procfs = "/proc", sysfs = "/sys", rootfs = "/";
    /// Where this program's own /proc and /sys are, whatever host it looks at: "" but in tests.
    std::string own_root;

    /// A file's text; nothing when it is not there, cannot be read or is too long.
    std::optional<std::string> proc(std::string_view name) const;
    std::optional<std::string> sys(std::string_view name) const;
    std::optional<std::string> root(std::string_view name) const;
    /// By its absolute path, as this program sees it.
    std::optional<std::string> own(std::string_view path) const;
    bool has_proc(std::string_view name) const;
    /// Names in a folder of sysfs or procfs, sorted; empty when it is not there.
    std::vector<std::string> list_sys(std::string_view folder) const;
    std::vector<std::string> list_proc(std::string_view folder) const;
};

std::optional<std::string> read_file_text(const std::string& path);

}  // namespace nodewatch::host
