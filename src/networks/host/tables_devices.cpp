// Which values of disks and network devices are told, and under which names.

#include <array>
#include <vector>

#include "networks/host/measurements_devices.hpp"

namespace nodewatch::host {
namespace {

constexpr double bytes_per_sector = 512;  // of the kernel's counting, whatever the disk has
constexpr double seconds_per_ms = 0.001;

constexpr NamedValue count(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::counter};
}

constexpr NamedValue milliseconds(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::counter, "seconds", seconds_per_ms};
}

constexpr NamedValue sectors(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::counter, "bytes", bytes_per_sector};
}

/// By DiskField.
constexpr std::array<NamedValue, disk_field_count> disk_values = {{
    count("reads", "node_disk_reads_completed_total"),
    count("reads merged", "node_disk_reads_merged_total"),
    sectors("sectors read", "node_disk_read_bytes_total"),
    milliseconds("time of reads", "node_disk_read_time_seconds_total"),
    count("writes", "node_disk_writes_completed_total"),
    count("writes merged", "node_disk_writes_merged_total"),
    sectors("sectors written", "node_disk_written_bytes_total"),
    milliseconds("time of writes", "node_disk_write_time_seconds_total"),
    {"requests at work", "node_disk_io_now"},
    milliseconds("time with a request at work", "node_disk_io_time_seconds_total"),
    milliseconds("time of all requests, waiting included",
                 "node_disk_io_time_weighted_seconds_total"),
    count("discards", "node_disk_discards_completed_total"),
    count("discards merged", "node_disk_discards_merged_total"),
    count("sectors discarded", "node_disk_discarded_sectors_total"),
    milliseconds("time of discards", "node_disk_discard_time_seconds_total"),
    count("flushes", "node_disk_flush_requests_total"),
    milliseconds("time of flushes", "node_disk_flush_requests_time_seconds_total"),
}};

constexpr NamedValue bytes_total(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::counter, "bytes"};
}

/// By NetworkField.
constexpr std::array<NamedValue, network_field_count> network_values = {{
    bytes_total("bytes received", "node_network_receive_bytes_total"),
    count("packets received", "node_network_receive_packets_total"),
    count("errors of receiving", "node_network_receive_errs_total"),
    count("packets dropped when received", "node_network_receive_drop_total"),
    count("fifo errors of receiving", "node_network_receive_fifo_total"),
    count("frame errors of receiving", "node_network_receive_frame_total"),
    count("compressed packets received", "node_network_receive_compressed_total"),
    count("multicast packets received", "node_network_receive_multicast_total"),
    bytes_total("bytes sent", "node_network_transmit_bytes_total"),
    count("packets sent", "node_network_transmit_packets_total"),
    count("errors of sending", "node_network_transmit_errs_total"),
    count("packets dropped when sent", "node_network_transmit_drop_total"),
    count("fifo errors of sending", "node_network_transmit_fifo_total"),
    count("collisions", "node_network_transmit_colls_total"),
    count("carrier errors of sending", "node_network_transmit_carrier_total"),
    count("compressed packets sent", "node_network_transmit_compressed_total"),
}};

/// Files of /sys/class/net/DEVICE.
constexpr std::array class_files = {
    // 1 for "up"
    NamedValue{"operstate", "node_network_up"},
    NamedValue{"addr_assign_type", "node_network_address_assign_type"},
    NamedValue{"carrier", "node_network_carrier"},
    count("carrier_changes", "node_network_carrier_changes_total"),
    count("carrier_up_count", "node_network_carrier_up_changes_total"),
    count("carrier_down_count", "node_network_carrier_down_changes_total"),
    NamedValue{"dev_id", "node_network_device_id"},
    NamedValue{"dormant", "node_network_dormant"},
    NamedValue{"flags", "node_network_flags"},
    NamedValue{"ifindex", "node_network_iface_id"},
    NamedValue{"iflink", "node_network_iface_link"},
    NamedValue{"link_mode", "node_network_iface_link_mode"},
    NamedValue{"mtu", "node_network_mtu_bytes", FieldKind::gauge, "bytes"},
    NamedValue{"name_assign_type", "node_network_name_assign_type"},
    NamedValue{"netdev_group", "node_network_net_dev_group"},
    // Megabits; -1 where it is not known.
    NamedValue{"speed", "node_network_speed_bytes", FieldKind::gauge, "bytes", 1'000'000.0 / 8},
    NamedValue{"tx_queue_len", "node_network_transmit_queue_length"},
    NamedValue{"type", "node_network_protocol_type"},
    count("statistics/rx_nohandler", "node_network_receive_nohandler_total"),
};

std::vector<NamedValue> all_network_values() {
    std::vector<NamedValue> all(network_values.begin(), network_values.end());
    all.insert(all.end(), class_files.begin(), class_files.end());
    return all;
}

}  // namespace

const NamedMeasurement disk_measurement("host_disk", "Each disk", {"device"}, "/proc/diskstats",
                                        disk_values);
const NamedMeasurement network_measurement("host_network", "Each network device", {"device"},
                                           "/proc/net/dev and /sys/class/net",
                                           all_network_values());
const FilesystemMeasurement filesystem_measurement;
const DiskInfoMeasurement disk_info_measurement;
const NetworkInfoMeasurement network_info_measurement;
const ArpMeasurement arp_measurement;

std::span<const NamedValue> network_class_files() {
    return class_files;
}

std::string_view name_of(DiskField field) {
    return disk_values[static_cast<std::size_t>(field)].name;
}

std::string_view name_of(NetworkField field) {
    return network_values[static_cast<std::size_t>(field)].name;
}

}  // namespace nodewatch::host
