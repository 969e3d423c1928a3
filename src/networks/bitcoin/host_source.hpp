#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "networks/bitcoin/host_watcher.hpp"
#include "networks/bitcoin/requests.hpp"
#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Looks at the process and the disks of a node that runs on this host. Loop thread; what blocks
/// runs on the pool.
class HostSource {
public:
    /// What the node last called its chain; absent before it did.
    using ChainName = std::function<std::optional<std::string>()>;

    HostSource(TargetOptions options, SourceContext context, ChainName chain);

    /// Looks until cancelled.
    Task<void> run();

    std::optional<std::vector<NodeDisk>> disks(Now now) const { return watcher_.disks(now); }
    std::vector<ActivityStatus> activities() const { return looks_.activities(); }
    std::vector<std::string> notices() const;

private:
    Task<void> start(TaskGroup& tasks);
    Task<void> watch_process();
    Task<void> measure();
    Task<HostPlace> place();

    TargetOptions options_;
    SourceContext context_;
    ChainName chain_;
    std::optional<std::string> last_chain_;
    HostWatcher watcher_;
    Requests looks_;
    bool folder_unknown_ = false;
};

}  // namespace nodewatch::bitcoin
