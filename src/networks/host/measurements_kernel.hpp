#pragma once

#include <array>

#include "networks/host/named_measurement.hpp"
#include "networks/host/parse_kernel.hpp"

/// Processors, memory, load, time. Names and labels are the node exporter's.
namespace nodewatch::host {

struct CpuMeasurement : Measurement {
    CpuMeasurement() : Measurement("host_cpu", "Each processor of the host", {"cpu"}) {}

    /// By CpuMode.
    std::array<Field, cpu_mode_count> modes = {
        mode("user"), mode("nice"),    mode("system"), mode("idle"),  mode("iowait"),
        mode("irq"),  mode("softirq"), mode("steal"),  guest("user"), guest("nice")};

private:
    Field mode(const std::string& name) {
        return counter(name, "node_cpu_seconds_total", "seconds",
                       "Time that the processor spent in each mode", {{"mode", name}});
    }
    Field guest(const std::string& name) {
        return counter("guest_" + name, "node_cpu_guest_seconds_total", "seconds",
                       "Time that the processor spent in virtual machines, which is in user and "
                       "nice too",
                       {{"mode", name}});
    }
};

struct LoadMeasurement : Measurement {
    LoadMeasurement() : Measurement("host_load", "Load of the host") {}

    std::array<Field, 3> averages = {
        gauge("load1", "node_load1", "1", "Tasks that run or wait, average over 1 minute"),
        gauge("load5", "node_load5", "1", "The same over 5 minutes"),
        gauge("load15", "node_load15", "1", "The same over 15 minutes")};
};

struct KernelMeasurement : Measurement {
    KernelMeasurement() : Measurement("host_kernel", "Figures of the kernel as a whole") {}

    Field running = gauge("procs_running", "node_procs_running", "1", "Tasks that can run");
    Field blocked =
        gauge("procs_blocked", "node_procs_blocked", "1", "Tasks that wait for input or output");
    Field context_switches = counter("context_switches", "node_context_switches_total", "1",
                                     "Changes from one task to another");
    Field forks = counter("forks", "node_forks_total", "1", "Tasks that were started");
    Field interrupts = counter("interrupts", "node_intr_total", "1", "Interrupts that were served");
    Field files_allocated =
        gauge("filefd_allocated", "node_filefd_allocated", "1", "File handles in use");
    Field files_maximum =
        gauge("filefd_maximum", "node_filefd_maximum", "1", "File handles that there may be");
    Field entropy_available = gauge("entropy_available", "node_entropy_available_bits", "bits",
                                    "Randomness that the kernel has");
    Field entropy_pool =
        gauge("entropy_pool", "node_entropy_pool_size_bits", "bits", "Size of its pool");
};

struct PressureMeasurement : Measurement {
    PressureMeasurement()
        : Measurement("host_pressure",
                      "Time lost by waiting for a resource (pressure stall information); absent "
                      "where the kernel does not count it") {}

    Field cpu_waiting = counter("cpu_waiting", "node_pressure_cpu_waiting_seconds_total", "seconds",
                                "Time in which a task waited for a processor");
    Field memory_waiting = counter("memory_waiting", "node_pressure_memory_waiting_seconds_total",
                                   "seconds", "Time in which a task waited for memory");
    Field memory_stalled =
        counter("memory_stalled", "node_pressure_memory_stalled_seconds_total", "seconds",
                "Time in which no task could go on for want of memory");
    Field io_waiting = counter("io_waiting", "node_pressure_io_waiting_seconds_total", "seconds",
                               "Time in which a task waited for a disk");
    Field io_stalled = counter("io_stalled", "node_pressure_io_stalled_seconds_total", "seconds",
                               "Time in which no task could go on for want of a disk");
    Field irq_stalled = counter("irq_stalled", "node_pressure_irq_stalled_seconds_total", "seconds",
                                "Time in which no task could go on for interrupts");
};

extern const CpuMeasurement cpu_measurement;
extern const LoadMeasurement load_measurement;
extern const KernelMeasurement kernel_measurement;
extern const PressureMeasurement pressure_measurement;
extern const NamedMeasurement memory_measurement, vmstat_measurement;

}  // namespace nodewatch::host
