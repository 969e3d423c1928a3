#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "networks/host/parse_kernel.hpp"

/// What the kernel says of disks, file systems and network devices. Pure; what is not understood is
/// absent.
namespace nodewatch::host {

/// Fields of /proc/diskstats, in its order:
/// https://docs.kernel.org/admin-guide/iostats.html
enum class DiskField : std::uint8_t {
    reads,
    reads_merged,
    sectors_read,
    read_ms,
    writes,
    writes_merged,
    sectors_written,
    write_ms,
    io_now,
    io_ms,
    weighted_ms,
    discards,
    discards_merged,
    sectors_discarded,
    discard_ms,
    flushes,
    flush_ms
};
inline constexpr std::size_t disk_field_count = 17;

struct DiskCounters {
    std::string device;
    std::string major, minor;
    std::array<std::optional<double>, disk_field_count> values;  ///< by DiskField
};
std::vector<DiskCounters> parse_diskstats(std::string_view text);

/// Fields of /proc/net/dev, in its order.
enum class NetworkField : std::uint8_t {
    receive_bytes,
    receive_packets,
    receive_errs,
    receive_drop,
    receive_fifo,
    receive_frame,
    receive_compressed,
    receive_multicast,
    transmit_bytes,
    transmit_packets,
    transmit_errs,
    transmit_drop,
    transmit_fifo,
    transmit_colls,
    transmit_carrier,
    transmit_compressed
};
inline constexpr std::size_t network_field_count = 16;

struct NetworkCounters {
    std::string device;
    std::array<std::optional<double>, network_field_count> values;  ///< by NetworkField
};
std::vector<NetworkCounters> parse_net_dev(std::string_view text);

/// A line of /proc/mounts. In the mount point blanks and other characters are unescaped (fstab(5));
/// the device is told as it stands there, as the node exporter tells it.
struct Mount {
    std::string device, mount_point, type;
    bool read_only = false;

    bool operator==(const Mount&) const = default;
};
std::vector<Mount> parse_mounts(std::string_view text);

/// /proc/net/arp: entries by device.
NamedNumbers parse_arp(std::string_view text);

}  // namespace nodewatch::host
