#pragma once

#include "telemetry/schema.hpp"

namespace nodewatch::host {

/// What a container or a service may use: the tightest bound around nodewatch, and the use of the
/// control group that has it. Absent where there is none.
struct CgroupMeasurement : Measurement {
    CgroupMeasurement()
        : Measurement("host_cgroup",
                      "Bounds of the container or service that nodewatch runs in: the tightest "
                      "one, and the use of the control group that has it; absent where there is "
                      "none") {}

    Field cpu_limit = gauge("cpu_limit", "nodewatch_cgroup_cpu_limit_cores", "1",
                            "Cores that it may use at a time");
    Field cpu_seconds = counter("cpu_seconds", "nodewatch_cgroup_cpu_seconds_total", "seconds",
                                "CPU time that it used");
    Field cpu_throttled = counter("cpu_throttled", "nodewatch_cgroup_cpu_throttled_seconds_total",
                                  "seconds", "Time that it had to wait for its bound");
    Field memory_limit = gauge("memory_limit", "nodewatch_cgroup_memory_limit_bytes", "bytes",
                               "Memory that it may use");
    Field memory_working_set =
        gauge("memory_working_set", "nodewatch_cgroup_memory_working_set_bytes", "bytes",
              "Memory that it uses, but for files that the kernel can drop at once");
    Field oom_kills = counter("oom_kills", "nodewatch_cgroup_oom_kills_total", "1",
                              "Its processes that were killed for want of memory");
    Field pids = gauge("pids", "nodewatch_cgroup_pids", "1", "Processes and threads that it has");
    Field pids_limit =
        gauge("pids_limit", "nodewatch_cgroup_pids_limit", "1", "How many it may have");
};

extern const CgroupMeasurement cgroup_measurement;

}  // namespace nodewatch::host
