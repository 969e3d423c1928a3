#pragma once

#include <span>
#include <vector>

#include "networks/host/facts.hpp"
#include "networks/host/name_filter.hpp"
#include "networks/host/options.hpp"
#include "networks/host/selection.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::host {

/// What the operator wants to be looked at, and where. Made once, read by worker threads.
struct View {
    explicit View(const HostOptions& options);

    HostFiles files;
    Selection selection;
    NameFilter disks, network_devices, mount_points, filesystem_types;
};

/// What came from it.
struct Reading {
    std::vector<Point> points;
    Facts facts;
};

/// One look at the host.
struct Look {
    const View& view;
    Stamp stamp;

    /// A point of this look.
    Point& add(Reading& reading, const Measurement& measurement,
               std::vector<std::string> tags = {}) const;
};

/// Reads one measurement's files and makes its points: all there are, so that what went is known.
/// Blocks.
struct Collector {
    const Measurement* measurement;
    void (*collect)(const Look& look, Reading& reading);
    bool judged = false;  ///< the conditions need it, whether it is published or not
};

/// Those of each fast and of each slow round.
std::span<const Collector> fast_collectors();
std::span<const Collector> slow_collectors();

/// All of one round that somebody wants, by measurement, with only what is wanted in the points.
struct Round {
    struct Group {
        const Measurement* measurement;
        std::vector<Point> points;
    };
    std::vector<Group> groups;
    Facts facts;
};
Round collect(std::span<const Collector> collectors, const Look& look);

void collect_cpu(const Look& look, Reading& reading);
void collect_load(const Look& look, Reading& reading);
void collect_memory(const Look& look, Reading& reading);
void collect_kernel(const Look& look, Reading& reading);
void collect_vmstat(const Look& look, Reading& reading);
void collect_pressure(const Look& look, Reading& reading);
void collect_disks(const Look& look, Reading& reading);
void collect_disk_info(const Look& look, Reading& reading);
void collect_network(const Look& look, Reading& reading);
void collect_network_info(const Look& look, Reading& reading);
void collect_arp(const Look& look, Reading& reading);
void collect_time(const Look& look, Reading& reading);
void collect_clocksource(const Look& look, Reading& reading);
void collect_time_zone(const Look& look, Reading& reading);
void collect_cgroup(const Look& look, Reading& reading);
void collect_netstat(const Look& look, Reading& reading);
void collect_sockstat(const Look& look, Reading& reading);
void collect_softnet(const Look& look, Reading& reading);
void collect_conntrack(const Look& look, Reading& reading);
void collect_scheduler(const Look& look, Reading& reading);
void collect_hwmon(const Look& look, Reading& reading);
void collect_hwmon_chips(const Look& look, Reading& reading);
void collect_hwmon_labels(const Look& look, Reading& reading);
void collect_thermal_zones(const Look& look, Reading& reading);
void collect_cooling(const Look& look, Reading& reading);
void collect_power_supplies(const Look& look, Reading& reading);
void collect_power_supply_info(const Look& look, Reading& reading);
void collect_cpu_frequency(const Look& look, Reading& reading);
void collect_throttles(const Look& look, Reading& reading);
void collect_isolated_cpus(const Look& look, Reading& reading);
void collect_package_throttles(const Look& look, Reading& reading);
void collect_info(const Look& look, Reading& reading);
void collect_uname(const Look& look, Reading& reading);
void collect_os(const Look& look, Reading& reading);
void collect_os_version(const Look& look, Reading& reading);
void collect_cpu_info(const Look& look, Reading& reading);
void collect_interrupts(const Look& look, Reading& reading);
void collect_processes(const Look& look, Reading& reading);
void collect_process_states(const Look& look, Reading& reading);
void collect_thread_states(const Look& look, Reading& reading);
void collect_tcp_states(const Look& look, Reading& reading);
void collect_udp_queues(const Look& look, Reading& reading);

}  // namespace nodewatch::host
