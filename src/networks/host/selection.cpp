#include "networks/host/selection.hpp"

#include <algorithm>

namespace nodewatch::host {

const std::vector<std::string_view>& default_metrics() {
    static const std::vector<std::string_view> names = {
        "node_cpu_seconds_total",
        "node_load1",
        "node_load5",
        "node_load15",
        "node_memory_MemTotal_bytes",
        "node_memory_MemFree_bytes",
        "node_memory_MemAvailable_bytes",
        "node_memory_Buffers_bytes",
        "node_memory_Cached_bytes",
        "node_memory_SReclaimable_bytes",
        "node_memory_SwapTotal_bytes",
        "node_memory_SwapFree_bytes",
        "node_disk_reads_completed_total",
        "node_disk_writes_completed_total",
        "node_disk_read_bytes_total",
        "node_disk_written_bytes_total",
        "node_disk_read_time_seconds_total",
        "node_disk_write_time_seconds_total",
        "node_disk_io_time_seconds_total",
        "node_network_receive_bytes_total",
        "node_network_transmit_bytes_total",
        "node_network_receive_errs_total",
        "node_network_transmit_errs_total",
        "node_network_receive_drop_total",
        "node_network_transmit_drop_total",
        "node_network_up",
        "node_pressure_cpu_waiting_seconds_total",
        "node_pressure_memory_waiting_seconds_total",
        "node_pressure_memory_stalled_seconds_total",
        "node_pressure_io_waiting_seconds_total",
        "node_pressure_io_stalled_seconds_total",
        "node_time_seconds",
        "node_boot_time_seconds",
        "node_timex_sync_status",
        "node_timex_offset_seconds",
        "node_procs_running",
        "node_procs_blocked",
        "node_filefd_allocated",
        "node_filefd_maximum",
        "node_vmstat_oom_kill",
        "node_filesystem_size_bytes",
        "node_filesystem_avail_bytes",
        "node_filesystem_files",
        "node_filesystem_files_free",
        "node_filesystem_readonly",
        "node_filesystem_device_error",
        "node_netstat_Tcp_CurrEstab",
        "node_hwmon_temp_celsius",
        "node_hwmon_chip_names",
        "node_thermal_zone_temp",
        "node_uname_info",
        "node_hwmon_sensor_label",
    };
    return names;
}

Selection::Selection(bool all, const std::vector<std::string>& further,
                     const std::vector<const Measurement*>& measurements) {
    constexpr std::string_view of_the_exporter = "node_";
    const auto& chosen = default_metrics();
    const auto wants = [&](std::string_view metric) {
        if (all || !metric.starts_with(of_the_exporter)) return true;
        if (std::ranges::find(chosen, metric) != chosen.end()) return true;
        return std::ranges::any_of(
            further, [&](const std::string& beginning) { return metric.starts_with(beginning); });
    };
    for (const Measurement* measurement : measurements)
        for (const FieldSpec& field : measurement->fields())
            wanted_[measurement].push_back(wants(field.metric));
}

bool Selection::wants(const Measurement& measurement, Field field) const {
    return wanted_.at(&measurement)[field.index];
}

bool Selection::wants(const Measurement& measurement) const {
    const auto& wanted = wanted_.at(&measurement);
    return std::ranges::find(wanted, true) != wanted.end();
}

bool Selection::apply(Point& point) const {
    const auto& wanted = wanted_.at(&point.measurement());
    bool any = false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i])
            point.set(Field{static_cast<std::uint16_t>(i)}, Point::absent());
        else
            any = any || point.has(i);
    }
    return any;
}

}  // namespace nodewatch::host
