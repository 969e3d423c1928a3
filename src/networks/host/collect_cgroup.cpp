#include "networks/host/cgroup.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/measurements_cgroup.hpp"

namespace nodewatch::host {

void collect_cgroup(const Look& look, Reading& reading) {
    const auto& m = cgroup_measurement;
    const CgroupLimits limits = read_cgroup_limits(look.view.files);
    Point& point = look.add(reading, m);
    point.set(m.cpu_limit, limits.cpu_cores);
    point.set(m.cpu_seconds, limits.cpu_seconds);
    point.set(m.cpu_throttled, limits.cpu_throttled_seconds);
    point.set(m.memory_limit, limits.memory_bytes);
    point.set(m.memory_working_set, limits.memory_working_set_bytes);
    point.set(m.oom_kills, limits.oom_kills);
    point.set(m.pids, limits.pids);
    point.set(m.pids_limit, limits.pids_limit);
    reading.facts.cgroup = limits;
}

}  // namespace nodewatch::host
