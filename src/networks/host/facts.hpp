#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "networks/host/cgroup.hpp"
#include "networks/host/mount_figures.hpp"
#include "networks/host/parse_devices.hpp"
#include "networks/host/parse_kernel.hpp"

namespace nodewatch::host {

/// Counters of a network device, both directions together.
struct NetworkErrors {
    double errors = 0, packets = 0;
};

/// Counters of a disk.
struct DiskUse {
    double busy_seconds = 0;     ///< with a request at work
    double request_seconds = 0;  ///< of all requests, waiting included
};

/// What a sensor measures.
struct Temperature {
    std::string sensor;
    double celsius = 0;
    std::optional<double> critical;  ///< what its maker says that it must not reach
};

/// A file system that is mounted.
struct FilesystemFact {
    std::string mount_point;
    MountAnswer answer;
    bool read_only = false;
};

/// What the conditions of a host are judged by, beside what is published. Absent is unknown.
struct Facts {
    std::optional<bool> sysfs_readable;
    std::optional<double> memory_bytes, memory_available_bytes;
    std::optional<Pressure> cpu_pressure, memory_pressure, io_pressure;
    std::optional<double> oom_kills;  ///< since the host started
    std::optional<bool> clock_synchronised;
    CgroupLimits cgroup;
    std::vector<Temperature> temperatures;
    std::map<std::string, NetworkErrors> network;  ///< by device
    std::map<std::string, DiskUse> disks;          ///< by device
};

}  // namespace nodewatch::host
