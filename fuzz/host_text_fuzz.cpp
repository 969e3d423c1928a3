// What the kernel tells of the host: every parser on the same bytes.

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "networks/host/cgroup.hpp"
#include "networks/host/parse_devices.hpp"
#include "networks/host/parse_kernel.hpp"
#include "networks/host/parse_network.hpp"
#include "networks/host/parse_sensors.hpp"
#include "networks/host/parse_system.hpp"

namespace {

using namespace nodewatch::host;

void require(bool holds) {
    if (!holds) __builtin_trap();
}

void require_numbers(const NamedNumbers& values) {
    for (const auto& [name, value] : values)
        require(std::isfinite(value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    for (const CpuTimes& cpu : parse_stat(input).cpus)
        require(!cpu.cpu.empty());
    (void)parse_load(input);
    require_numbers(parse_meminfo(input));
    require_numbers(parse_names_and_numbers(input));
    (void)parse_pressure(input);
    for (const DiskCounters& disk : parse_diskstats(input))
        require(!disk.device.empty());
    for (const NetworkCounters& device : parse_net_dev(input))
        require(!device.device.empty());
    for (const Mount& mount : parse_mounts(input))
        require(mount.mount_point.size() <= size);
    require_numbers(parse_arp(input));
    require_numbers(parse_netstat(input));
    require_numbers(parse_snmp6(input));
    require_numbers(parse_sockstat(input));
    (void)parse_softnet(input);
    (void)parse_conntrack_stat(input);
    require(parse_sockets(input).states.size() <= 12);
    for (const InterruptCounters& interrupt : parse_interrupts(input))
        require(!interrupt.info.empty());
    (void)parse_schedstat(input);
    (void)parse_cpuinfo(input);
    require(parse_cpu_list(input).size() <= 8'192);
    (void)parse_os_release(input);
    (void)parse_process_stat(input);
    if (const auto file = parse_sensor_file(input)) require(!file->sensor.empty());
    require(cleaned_device_name(input).size() <= size);
    (void)parse_cgroup_memberships(input);
    (void)parse_cgroup_mounts(input);
    (void)parse_cgroup_bound(std::string(input));
    (void)parse_cpu_max(input);
    return 0;
}
