#pragma once

#include "telemetry/schema.hpp"

/// What the host is, its interrupts, scheduler and processes. Names and labels are the node
/// exporter's, but for nodewatch_host_info.
namespace nodewatch::host {

struct InfoMeasurement : Measurement {
    InfoMeasurement()
        : Measurement("host_info", "What the host is",
                      {"release", "machine", "distribution", "cpu_model"}) {}

    Field info =
        gauge("info", "nodewatch_host_info", "1", "Always 1; the host stands in the labels");
};

struct UnameMeasurement : Measurement {
    UnameMeasurement()
        : Measurement("host_uname", "The kernel, as uname(2) tells it",
                      {"sysname", "release", "version", "machine", "nodename", "domainname"}) {}

    Field info = gauge("info", "node_uname_info", "1", "Always 1; the kernel stands in the labels");
};

struct OsMeasurement : Measurement {
    OsMeasurement()
        : Measurement(
              "host_os", "The distribution, as os-release(5) tells it",
              {"build_id", "id", "id_like", "image_id", "image_version", "name", "pretty_name",
               "variant", "variant_id", "version", "version_codename", "version_id"}) {}

    Field info =
        gauge("info", "node_os_info", "1", "Always 1; the distribution stands in the labels");
};

struct OsVersionMeasurement : Measurement {
    OsVersionMeasurement()
        : Measurement("host_os_version", "Version of the distribution", {"id", "id_like", "name"}) {
    }

    Field version = gauge("version", "node_os_version", "1",
                          "Its version, up to the first figure after the point");
};

struct CpuInfoMeasurement : Measurement {
    CpuInfoMeasurement()
        : Measurement("host_cpu_info", "What each processor is",
                      {"package", "core", "cpu", "vendor", "family", "model", "model_name",
                       "microcode", "stepping", "cachesize"}) {}

    Field info =
        gauge("info", "node_cpu_info", "1", "Always 1; the processor stands in the labels");
};

struct CpuFrequencyMeasurement : Measurement {
    CpuFrequencyMeasurement()
        : Measurement("host_cpu_frequency", "How fast each processor runs", {"cpu"}) {}

    Field current = frequency("cpuinfo_cur_freq", "node_cpu_frequency_hertz",
                              "Frequency that the processor has");
    Field min = frequency("cpuinfo_min_freq", "node_cpu_frequency_min_hertz",
                          "Lowest frequency that it can have");
    Field max = frequency("cpuinfo_max_freq", "node_cpu_frequency_max_hertz",
                          "Highest frequency that it can have");
    Field scaling_current =
        frequency("scaling_cur_freq", "node_cpu_scaling_frequency_hertz",
                  "Frequency of the processor, as the kernel last set or estimated it");
    Field scaling_min = frequency("scaling_min_freq", "node_cpu_scaling_frequency_min_hertz",
                                  "Lowest frequency that the kernel may set");
    Field scaling_max = frequency("scaling_max_freq", "node_cpu_scaling_frequency_max_hertz",
                                  "Highest frequency that the kernel may set");

private:
    /// The key is the name of its file in sysfs.
    Field frequency(std::string key, std::string metric, std::string help) {
        return gauge(std::move(key), std::move(metric), "hertz", std::move(help));
    }
};

struct CpuThrottleMeasurement : Measurement {
    CpuThrottleMeasurement()
        : Measurement("host_cpu_throttles", "Cores that had to slow down", {"package", "core"}) {}

    Field throttles = counter("throttles", "node_cpu_core_throttles_total", "1",
                              "Times that the core slowed down for its temperature");
};

struct CpuIsolatedMeasurement : Measurement {
    CpuIsolatedMeasurement()
        : Measurement("host_cpu_isolated", "Processors kept free of ordinary tasks", {"cpu"}) {}

    Field isolated =
        gauge("isolated", "node_cpu_isolated", "1", "1 for a processor that is kept free");
};

struct PackageThrottleMeasurement : Measurement {
    PackageThrottleMeasurement()
        : Measurement("host_cpu_package_throttles", "Processor packages that had to slow down",
                      {"package"}) {}

    Field throttles = counter("throttles", "node_cpu_package_throttles_total", "1",
                              "Times that the package slowed down for its temperature");
};

struct InterruptMeasurement : Measurement {
    InterruptMeasurement()
        : Measurement("host_interrupts", "Interrupts of each processor",
                      {"cpu", "type", "info", "devices"}) {}

    Field count = counter("count", "node_interrupts_total", "1", "Interrupts that it served");
};

struct SchedulerMeasurement : Measurement {
    SchedulerMeasurement()
        : Measurement("host_schedstat", "What the scheduler did on each processor", {"cpu"}) {}

    Field running = counter("running", "node_schedstat_running_seconds_total", "seconds",
                            "Time in which a task ran on it");
    Field waiting = counter("waiting", "node_schedstat_waiting_seconds_total", "seconds",
                            "Time that tasks waited for it");
    Field timeslices = counter("timeslices", "node_schedstat_timeslices_total", "1",
                               "Times that a task was given it");
};

struct ProcessesMeasurement : Measurement {
    ProcessesMeasurement() : Measurement("host_processes", "Processes of the host") {}

    Field pids = gauge("pids", "node_processes_pids", "1", "Processes that there are");
    Field threads = gauge("threads", "node_processes_threads", "1", "Threads that there are");
    Field max_processes =
        gauge("max_processes", "node_processes_max_processes", "1", "Bound of process numbers");
    Field max_threads =
        gauge("max_threads", "node_processes_max_threads", "1", "Threads that there may be");
};

struct ProcessStateMeasurement : Measurement {
    ProcessStateMeasurement()
        : Measurement("host_process_states", "Processes by state: R, S, D, Z, T, I ...",
                      {"state"}) {}

    Field processes = gauge("processes", "node_processes_state", "1", "Processes in the state");
};

struct ThreadStateMeasurement : Measurement {
    ThreadStateMeasurement()
        : Measurement("host_thread_states", "Threads by state", {"thread_state"}) {}

    Field threads = gauge("threads", "node_processes_threads_state", "1", "Threads in the state");
};

extern const InfoMeasurement info_measurement;
extern const UnameMeasurement uname_measurement;
extern const OsMeasurement os_measurement;
extern const OsVersionMeasurement os_version_measurement;
extern const CpuInfoMeasurement cpu_info_measurement;
extern const CpuFrequencyMeasurement cpu_frequency_measurement;
extern const CpuThrottleMeasurement cpu_throttle_measurement;
extern const CpuIsolatedMeasurement cpu_isolated_measurement;
extern const PackageThrottleMeasurement package_throttle_measurement;
extern const InterruptMeasurement interrupt_measurement;
extern const SchedulerMeasurement scheduler_measurement;
extern const ProcessesMeasurement processes_measurement;
extern const ProcessStateMeasurement process_state_measurement;
extern const ThreadStateMeasurement thread_state_measurement;

}  // namespace nodewatch::host
