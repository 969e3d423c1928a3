#include "networks/host/cgroup.hpp"

#include <algorithm>
#include <functional>

#include "networks/host/parse_kernel.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

/// Groups within groups that are looked at, from ours outwards.
constexpr std::size_t max_depth = 32;

/// Folders of our group of a controller and of those around it, ours first. Version 2 has one
/// hierarchy for all of them.
struct Hierarchy {
    bool unified = false;
    std::string path;  ///< of our group below the mount point
    std::vector<std::string> folders;
};

bool has_controller(const std::vector<std::string>& controllers, std::string_view name) {
    return std::ranges::find(controllers, name) != controllers.end();
}

/// The path of our group below the mount point, or nothing where it cannot be found there. A
/// container without a namespace of its own for groups sees its path from the host's root, and at
/// the mount point its own group. What lies outside of our namespace begins with "/..": a group
/// that we cannot see, or, mounted, the host's groups, among which ours is not known.
std::optional<std::string> path_below(const std::string& path, const std::string& root) {
    constexpr std::string_view outside = "/..";
    if (below(path, outside) || below(root, outside) || !below(path, root)) return std::nullopt;
    if (path == "/") return "";
    return root == "/" ? path : path.substr(root.size());
}

std::vector<std::string> groups_outwards(const std::string& mount_point, std::string path) {
    std::vector<std::string> folders;
    while (!path.empty() && folders.size() < max_depth) {
        folders.push_back(mount_point + path);
        path.erase(std::min(path.rfind('/'), path.size()));
    }
    folders.push_back(mount_point);
    return folders;
}

struct Groups {
    std::vector<CgroupMembership> memberships;
    std::vector<CgroupMount> mounts;
};

std::optional<Hierarchy> find_hierarchy(const Groups& groups, std::string_view controller) {
    // A controller is in one hierarchy: where version 1 has it, version 2 does not.
    for (const bool unified : {false, true})
        for (const CgroupMount& mount : groups.mounts) {
            if (mount.unified != unified) continue;
            if (!unified && !has_controller(mount.controllers, controller)) continue;
            for (const CgroupMembership& member : groups.memberships) {
                if (member.unified != unified) continue;
                if (!unified && !has_controller(member.controllers, controller)) continue;
                if (auto path = path_below(member.path, mount.root))
                    return Hierarchy{unified, *path, groups_outwards(mount.mount_point, *path)};
            }
        }
    return std::nullopt;
}

std::optional<std::string> group_file(const HostFiles& files, const std::string& folder,
                                      std::string_view name) {
    return files.own(folder + "/" + std::string(name));
}

/// The value of a name in a file such as memory.stat.
std::optional<double> value_of_name(const std::optional<std::string>& text, std::string_view name) {
    for (const auto& [key, value] : parse_names_and_numbers(text.value_or("")))
        if (key == name) return value;
    return std::nullopt;
}

struct Tightest {
    double bound = 0;
    std::string folder;
};

using Bound = std::function<std::optional<double>(const std::string& folder)>;

std::optional<Tightest> tightest(const Hierarchy& hierarchy, const Bound& bound_of) {
    std::optional<Tightest> found;
    for (const std::string& folder : hierarchy.folders)
        if (const auto bound = bound_of(folder); bound && (!found || *bound < found->bound))
            found = Tightest{*bound, folder};
    return found;
}

/// What a group of version 1 used of processors: counted in the hierarchy of the bound as a rule
/// ("cpu,cpuacct"), else in that of cpuacct, where the group has the same place.
std::optional<std::string> accounted(const HostFiles& files, const Groups& groups,
                                     const Hierarchy& hierarchy, const std::string& folder) {
    constexpr std::string_view name = "cpuacct.usage";
    if (auto text = group_file(files, folder, name)) return text;
    const auto other = find_hierarchy(groups, "cpuacct");
    if (!other || other->unified) return std::nullopt;
    const auto place = std::ranges::find(hierarchy.folders, folder) - hierarchy.folders.begin();
    const bool alike =
        other->folders.size() == hierarchy.folders.size() && other->path == hierarchy.path;
    if (!alike) return std::nullopt;
    return group_file(files, other->folders[static_cast<std::size_t>(place)], name);
}

void read_cpu(const HostFiles& files, const Groups& groups, CgroupLimits& limits) {
    constexpr double microseconds = 1e6, nanoseconds = 1e9;
    const auto hierarchy = find_hierarchy(groups, "cpu");
    if (!hierarchy) return;
    const bool unified = hierarchy->unified;
    const auto found = tightest(*hierarchy, [&](const std::string& folder) {
        if (unified) return parse_cpu_max(group_file(files, folder, "cpu.max").value_or(""));
        const auto quota = parse_cgroup_bound(group_file(files, folder, "cpu.cfs_quota_us"));
        const auto period = parse_cgroup_bound(group_file(files, folder, "cpu.cfs_period_us"));
        return quota && period && *period > 0 ? std::optional(*quota / *period) : std::nullopt;
    });
    if (!found) return;
    limits.cpu_cores = found->bound;
    limits.cpu_group = found->folder;
    const auto stat = group_file(files, found->folder, "cpu.stat");
    if (unified) {
        if (const auto used = value_of_name(stat, "usage_usec"))
            limits.cpu_seconds = *used / microseconds;
        if (const auto throttled = value_of_name(stat, "throttled_usec"))
            limits.cpu_throttled_seconds = *throttled / microseconds;
    } else {
        if (const auto throttled = value_of_name(stat, "throttled_time"))
            limits.cpu_throttled_seconds = *throttled / nanoseconds;
        if (const auto used = only_number(accounted(files, groups, *hierarchy, found->folder)))
            limits.cpu_seconds = *used / nanoseconds;
    }
}

void read_memory(const HostFiles& files, const Groups& groups, CgroupLimits& limits) {
    const auto hierarchy = find_hierarchy(groups, "memory");
    if (!hierarchy) return;
    const bool unified = hierarchy->unified;
    const auto found = tightest(*hierarchy, [&](const std::string& folder) {
        return parse_cgroup_bound(
            group_file(files, folder, unified ? "memory.max" : "memory.limit_in_bytes"));
    });
    if (!found) return;
    limits.memory_bytes = found->bound;
    const auto used = only_number(
        group_file(files, found->folder, unified ? "memory.current" : "memory.usage_in_bytes"));
    const auto stat = group_file(files, found->folder, "memory.stat");
    const auto in_stat = [&](std::string_view name) {
        return value_of_name(stat, (unified ? "" : "total_") + std::string(name)).value_or(0);
    };
    if (used) {
        // As kubelet and docker count it.
        const double inactive = in_stat("inactive_file");
        limits.memory_working_set_bytes = std::max(0.0, *used - inactive);
        // The kernel takes also these back before it kills. Version 1 does not tell its slabs.
        const double reclaimable = inactive + in_stat("active_file") + in_stat("slab_reclaimable");
        limits.memory_needed_bytes = std::max(0.0, *used - reclaimable);
    }
    limits.memory_group = found->folder;
    limits.oom_kills = value_of_name(
        group_file(files, found->folder, unified ? "memory.events" : "memory.oom_control"),
        "oom_kill");
}

void read_pids(const HostFiles& files, const Groups& groups, CgroupLimits& limits) {
    const auto hierarchy = find_hierarchy(groups, "pids");
    if (!hierarchy) return;
    const auto found = tightest(*hierarchy, [&](const std::string& folder) {
        return parse_cgroup_bound(group_file(files, folder, "pids.max"));
    });
    if (!found) return;
    limits.pids_limit = found->bound;
    limits.pids = only_number(group_file(files, found->folder, "pids.current"));
}

}  // namespace

CgroupLimits read_cgroup_limits(const HostFiles& files) {
    const Groups groups{parse_cgroup_memberships(files.own("/proc/self/cgroup").value_or("")),
                        parse_cgroup_mounts(files.own("/proc/self/mountinfo").value_or(""))};
    CgroupLimits limits;
    read_cpu(files, groups, limits);
    read_memory(files, groups, limits);
    read_pids(files, groups, limits);
    return limits;
}

}  // namespace nodewatch::host
