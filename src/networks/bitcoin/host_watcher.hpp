#pragma once

#include <optional>
#include <vector>

#include "networks/bitcoin/host_probe.hpp"
#include "networks/bitcoin/surroundings.hpp"
#include "networks/stamp.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::bitcoin {

/// What is known of the node's process and disks. Takes samples and the time, publishes points. No
/// I/O and no clock of its own.
class HostWatcher {
public:
    /// `interval`: between two samples; `sizes_interval`: between two of the folders.
    HostWatcher(Publisher publisher, Duration interval, Duration sizes_interval)
        : publisher_(publisher), interval_(interval), sizes_interval_(sizes_interval) {}

    void on_process(const Result<NodeProcess>& process, Now now);
    void on_disks(const Result<std::vector<Disk>>& disks, Now now);
    void on_sizes(const Result<std::vector<DataFolder>>& folders, Now now);

    /// Absent when the disks were not seen lately.
    std::optional<std::vector<NodeDisk>> disks(Now now) const;

private:
    Publisher publisher_;
    Duration interval_, sizes_interval_;
    std::optional<ProcessSample> last_;
    SteadyTime last_at_{};
    std::uint64_t restarts_ = 0;
    std::optional<std::vector<NodeDisk>> disks_;
    SteadyTime disks_at_{};
    std::optional<double> chainstate_bytes_;
};

}  // namespace nodewatch::bitcoin
