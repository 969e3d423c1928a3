#pragma once

#include "networks/host/named_measurement.hpp"
#include "networks/host/parse_devices.hpp"

/// Disks, file systems, network devices. Names and labels are the node exporter's.
namespace nodewatch::host {

struct FilesystemMeasurement : Measurement {
    FilesystemMeasurement()
        : Measurement("host_filesystem", "Each file system that is mounted",
                      {"device", "mountpoint", "fstype"}) {}

    Field size = gauge("size", "node_filesystem_size_bytes", "bytes", "Size of the file system");
    Field free = gauge("free", "node_filesystem_free_bytes", "bytes", "What of it is free");
    Field avail = gauge("avail", "node_filesystem_avail_bytes", "bytes",
                        "What of it is free for who is not root");
    Field files = gauge("files", "node_filesystem_files", "1",
                        "Files that it may have (inodes); 0 where it has no such bound");
    Field files_free =
        gauge("files_free", "node_filesystem_files_free", "1", "What of them is free");
    Field read_only =
        gauge("readonly", "node_filesystem_readonly", "1", "Whether it can only be read");
    Field device_error = gauge("device_error", "node_filesystem_device_error", "1",
                               "Whether its figures could not be read, or not in time");
};

struct DiskInfoMeasurement : Measurement {
    DiskInfoMeasurement()
        : Measurement("host_disk_info", "What each disk is",
                      {"device", "major", "minor", "path", "wwn", "model", "serial", "revision"}) {}

    Field info = gauge("info", "node_disk_info", "1", "Always 1; the disk stands in the labels");
};

struct NetworkInfoMeasurement : Measurement {
    NetworkInfoMeasurement()
        : Measurement("host_network_info", "What each network device is",
                      {"device", "address", "broadcast", "duplex", "operstate", "ifalias"}) {}

    Field info =
        gauge("info", "node_network_info", "1", "Always 1; the device stands in the labels");
};

struct ArpMeasurement : Measurement {
    ArpMeasurement()
        : Measurement("host_arp", "Neighbours that the host knows by their address", {"device"}) {}

    Field entries = gauge("entries", "node_arp_entries", "1", "Entries of the ARP table");
};

/// By DiskField and NetworkField: their places in the kernel's text are their names here.
extern const NamedMeasurement disk_measurement, network_measurement;
extern const FilesystemMeasurement filesystem_measurement;
extern const DiskInfoMeasurement disk_info_measurement;
extern const NetworkInfoMeasurement network_info_measurement;
extern const ArpMeasurement arp_measurement;

/// Names of the files of /sys/class/net/DEVICE that are values of network_measurement, beside those
/// of /proc/net/dev.
std::span<const NamedValue> network_class_files();
/// Names of the values of disk_measurement and of network_measurement, by DiskField and
/// NetworkField.
std::string_view name_of(DiskField field);
std::string_view name_of(NetworkField field);

}  // namespace nodewatch::host
