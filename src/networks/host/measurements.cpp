#include "networks/host/measurements.hpp"

#include "networks/host/collect.hpp"
#include "networks/host/measurements_cgroup.hpp"
#include "networks/host/measurements_devices.hpp"
#include "networks/host/measurements_state.hpp"
#include "networks/host/measurements_system.hpp"
#include "networks/host/measurements_time.hpp"

namespace nodewatch::host {

const CgroupMeasurement cgroup_measurement;
const InfoMeasurement info_measurement;
const UnameMeasurement uname_measurement;
const OsMeasurement os_measurement;
const OsVersionMeasurement os_version_measurement;
const CpuInfoMeasurement cpu_info_measurement;
const CpuFrequencyMeasurement cpu_frequency_measurement;
const CpuThrottleMeasurement cpu_throttle_measurement;
const CpuIsolatedMeasurement cpu_isolated_measurement;
const PackageThrottleMeasurement package_throttle_measurement;
const InterruptMeasurement interrupt_measurement;
const SchedulerMeasurement scheduler_measurement;
const ProcessesMeasurement processes_measurement;
const ProcessStateMeasurement process_state_measurement;
const ThreadStateMeasurement thread_state_measurement;
const TimeMeasurement time_measurement;
const ClocksourceMeasurement clocksource_measurement;
const TimeZoneMeasurement time_zone_measurement;
const MountsMeasurement mounts_measurement;
const StateMeasurement state_measurement;
const ConditionMeasurement condition_measurement;
const RoundMeasurement round_measurement;

std::vector<const Measurement*> measurements() {
    std::vector<const Measurement*> all = {&state_measurement, &condition_measurement};
    for (const auto& collectors : {fast_collectors(), slow_collectors()})
        for (const Collector& collector : collectors)
            all.push_back(collector.measurement);
    all.insert(all.end(), {&filesystem_measurement, &mounts_measurement, &round_measurement});
    return all;
}

}  // namespace nodewatch::host
