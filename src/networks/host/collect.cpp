#include "networks/host/collect.hpp"

#include <algorithm>
#include <array>

#include "networks/host/measurements.hpp"
#include "networks/host/measurements_cgroup.hpp"
#include "networks/host/measurements_devices.hpp"
#include "networks/host/measurements_kernel.hpp"
#include "networks/host/measurements_network.hpp"
#include "networks/host/measurements_sensors.hpp"
#include "networks/host/measurements_system.hpp"
#include "networks/host/measurements_time.hpp"

namespace nodewatch::host {

std::span<const Collector> fast_collectors() {
    static const std::array collectors = {
        Collector{&cpu_measurement, collect_cpu},
        Collector{&load_measurement, collect_load},
        Collector{&memory_measurement, collect_memory, true},
        Collector{&kernel_measurement, collect_kernel},
        Collector{&vmstat_measurement, collect_vmstat, true},
        Collector{&pressure_measurement, collect_pressure, true},
        Collector{&disk_measurement, collect_disks, true},
        Collector{&network_measurement, collect_network, true},
        Collector{&time_measurement, collect_time, true},
        Collector{&cgroup_measurement, collect_cgroup, true},
        Collector{&netstat_measurement, collect_netstat},
        Collector{&sockstat_measurement, collect_sockstat},
        Collector{&softnet_measurement, collect_softnet},
        Collector{&conntrack_measurement, collect_conntrack},
        Collector{&scheduler_measurement, collect_scheduler},
    };
    return collectors;
}

std::span<const Collector> slow_collectors() {
    static const std::array collectors = {
        Collector{&hwmon_measurement, collect_hwmon, true},
        Collector{&hwmon_chip_measurement, collect_hwmon_chips},
        Collector{&hwmon_label_measurement, collect_hwmon_labels},
        Collector{&thermal_zone_measurement, collect_thermal_zones},
        Collector{&cooling_measurement, collect_cooling},
        Collector{&power_supply_measurement, collect_power_supplies},
        Collector{&power_supply_info_measurement, collect_power_supply_info},
        Collector{&cpu_frequency_measurement, collect_cpu_frequency},
        Collector{&cpu_throttle_measurement, collect_throttles},
        Collector{&cpu_isolated_measurement, collect_isolated_cpus},
        Collector{&package_throttle_measurement, collect_package_throttles},
        Collector{&info_measurement, collect_info},
        Collector{&uname_measurement, collect_uname},
        Collector{&os_measurement, collect_os},
        Collector{&os_version_measurement, collect_os_version},
        Collector{&cpu_info_measurement, collect_cpu_info},
        Collector{&interrupt_measurement, collect_interrupts},
        Collector{&processes_measurement, collect_processes},
        Collector{&process_state_measurement, collect_process_states},
        Collector{&thread_state_measurement, collect_thread_states},
        Collector{&tcp_state_measurement, collect_tcp_states},
        Collector{&udp_queue_measurement, collect_udp_queues},
        Collector{&disk_info_measurement, collect_disk_info},
        Collector{&network_info_measurement, collect_network_info},
        Collector{&arp_measurement, collect_arp},
        Collector{&clocksource_measurement, collect_clocksource},
        Collector{&time_zone_measurement, collect_time_zone},
    };
    return collectors;
}

View::View(const HostOptions& options)
    : files(options.files),
      selection(options.all_metrics, options.further_metrics, measurements()),
      disks(options.exclude.disks),
      network_devices(options.exclude.network_devices),
      mount_points(options.exclude.mount_points),
      filesystem_types(options.exclude.filesystem_types) {
    // "/host/" is "/host", as mount points are written.
    while (files.rootfs.size() > 1 && files.rootfs.ends_with('/'))
        files.rootfs.pop_back();
}

Point& Look::add(Reading& reading, const Measurement& measurement,
                 std::vector<std::string> tags) const {
    return reading.points.emplace_back(measurement, stamp.time, stamp.interval, std::move(tags));
}

Round collect(std::span<const Collector> collectors, const Look& look) {
    Round round;
    Reading reading;
    for (const Collector& collector : collectors) {
        const bool wanted = look.view.selection.wants(*collector.measurement);
        if (!wanted && !collector.judged) continue;
        collector.collect(look, reading);
        std::erase_if(reading.points,
                      [&](Point& point) { return !look.view.selection.apply(point); });
        if (wanted) round.groups.push_back({collector.measurement, std::move(reading.points)});
        reading.points.clear();
    }
    round.facts = std::move(reading.facts);
    round.facts.sysfs_readable = !look.view.files.list_sys("").empty();
    return round;
}

}  // namespace nodewatch::host
