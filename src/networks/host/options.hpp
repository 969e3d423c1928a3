#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "networks/host/files.hpp"
#include "networks/host/thresholds.hpp"

namespace nodewatch::host {

/// What is left out, as regular expressions (RE2) that match anywhere in the name.
struct Exclusions {
    std::string disks = R"(^(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$)";
    std::string network_devices = "^lo$";
    std::string mount_points =
        R"(^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/))";
    std::string filesystem_types =
        "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|"
        "iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|"
        "sysfs|tracefs)$";
};

/// One entry of `targets` with `network: host`.
struct HostOptions {
    std::string name;
    HostFiles files;
    Exclusions exclude;
    bool all_metrics = false;
    std::vector<std::string> further_metrics;  ///< names, or their beginnings
    Thresholds thresholds;
    Duration fast{5'000};
    Duration slow{30'000};  ///< file systems, temperatures, descriptions
};

}  // namespace nodewatch::host
