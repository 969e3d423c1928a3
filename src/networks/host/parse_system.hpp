#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the kernel says of interrupts, scheduling, processors and processes, and the distribution
/// of itself. Pure; what is not understood is left out.
namespace nodewatch::host {

/// A line of /proc/interrupts.
struct InterruptCounters {
    std::string type;            ///< "28", "LOC"
    std::string info, devices;   ///< of those that have a number the controller and who uses it
    std::vector<double> counts;  ///< by processor
};
std::vector<InterruptCounters> parse_interrupts(std::string_view text);

/// A processor's line of /proc/schedstat (kernel's Documentation/scheduler/sched-stats.rst).
struct SchedulerCounters {
    std::string cpu;
    double running_seconds = 0, waiting_seconds = 0, timeslices = 0;
};
std::vector<SchedulerCounters> parse_schedstat(std::string_view text);

/// A processor of /proc/cpuinfo: what it tells, by its own words ("model name").
using CpuInfo = std::map<std::string, std::string, std::less<>>;
std::vector<CpuInfo> parse_cpuinfo(std::string_view text);

/// A list of processors as sysfs writes it: "0-2,8". Bounded: longer ones are cut.
std::vector<std::string> parse_cpu_list(std::string_view text);

/// os-release(5): "PRETTY_NAME", without quotes.
std::map<std::string, std::string, std::less<>> parse_os_release(std::string_view text);

/// /proc/PID/stat, as far as it is wanted.
struct ProcessStat {
    char state = '?';
    double threads = 0;
};
std::optional<ProcessStat> parse_process_stat(std::string_view text);

}  // namespace nodewatch::host
