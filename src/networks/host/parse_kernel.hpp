#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the kernel says of processors, memory and load: proc(5). Pure; what is not understood is
/// absent.
namespace nodewatch::host {

/// Values by the kernel's name for them.
using NamedNumbers = std::vector<std::pair<std::string, double>>;

/// In the order of /proc/stat.
enum class CpuMode : std::uint8_t {
    user,
    nice,
    system,
    idle,
    iowait,
    irq,
    softirq,
    steal,
    guest,
    guest_nice
};
inline constexpr std::size_t cpu_mode_count = 10;

struct CpuTimes {
    std::string cpu;                                            ///< "0"
    std::array<std::optional<double>, cpu_mode_count> seconds;  ///< by CpuMode
};

struct KernelStat {
    std::vector<CpuTimes> cpus;
    std::optional<double> boot_time;  ///< unix seconds
    std::optional<double> context_switches, forks, interrupts;
    std::optional<double> running, blocked;  ///< processes
};
/// /proc/stat.
KernelStat parse_stat(std::string_view text);

/// /proc/loadavg: over 1, 5 and 15 minutes.
std::array<std::optional<double>, 3> parse_load(std::string_view text);

/// /proc/meminfo; amounts in bytes. "Active(anon)" is called "Active_anon".
NamedNumbers parse_meminfo(std::string_view text);

/// /proc/vmstat, and others with a name and a number in each line.
NamedNumbers parse_names_and_numbers(std::string_view text);

/// One file of /proc/pressure. Of "some": at least one task waited; of "full": all did.
struct Pressure {
    std::optional<double> some_seconds, full_seconds;        ///< since the start
    std::optional<double> some_percent_5m, full_percent_5m;  ///< of the last 5 minutes
};
Pressure parse_pressure(std::string_view text);

}  // namespace nodewatch::host
