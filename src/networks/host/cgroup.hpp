#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "networks/host/files.hpp"

/// The bounds that control groups set to this program, and so to what runs beside it in the same
/// container or service. Version 2: https://docs.kernel.org/admin-guide/cgroup-v2.html; version 1:
/// https://docs.kernel.org/admin-guide/cgroup-v1/.
namespace nodewatch::host {

/// Where this program is in a hierarchy: a line of /proc/self/cgroup.
struct CgroupMembership {
    bool unified = false;                  ///< of version 2
    std::vector<std::string> controllers;  ///< of version 1
    std::string path;                      ///< "/system.slice/nodewatch.service"
};
std::vector<CgroupMembership> parse_cgroup_memberships(std::string_view text);

/// A hierarchy that is mounted: a line of /proc/self/mountinfo.
struct CgroupMount {
    bool unified = false;
    std::vector<std::string> controllers;
    std::string root;         ///< the group that is seen at the mount point
    std::string mount_point;  ///< "/sys/fs/cgroup/memory"
};
std::vector<CgroupMount> parse_cgroup_mounts(std::string_view text);

/// "max" or a number: no bound or a bound. Version 1 tells no bound by a number near 2^63.
std::optional<double> parse_cgroup_bound(const std::optional<std::string>& text);
/// cpu.max of version 2: "50000 100000" is half a core.
std::optional<double> parse_cpu_max(std::string_view text);

/// The tightest bound of the group and those around it, and the use of the group that has it.
/// Absent where there is none, or where it cannot be seen.
struct CgroupLimits {
    std::optional<double> cpu_cores, cpu_seconds, cpu_throttled_seconds;
    std::optional<double> memory_bytes, memory_working_set_bytes, oom_kills;
    /// What is left of the use when the kernel took back every file and slab that it can.
    std::optional<double> memory_needed_bytes;
    std::optional<double> pids_limit, pids;
    /// Folders of the groups whose counters these are: those of another group count something else.
    std::string cpu_group, memory_group;
};
/// By this program's own /proc and /sys, whatever host it looks at. Blocks.
CgroupLimits read_cgroup_limits(const HostFiles& files);

}  // namespace nodewatch::host
