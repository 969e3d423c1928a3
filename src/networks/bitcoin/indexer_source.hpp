#pragma once

#include <functional>
#include <string>
#include <vector>

#include "net/http_client.hpp"
#include "networks/bitcoin/indexer_watcher.hpp"
#include "networks/bitcoin/options.hpp"
#include "networks/bitcoin/requests.hpp"
#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Asks the indexers that are configured beside a node. Loop thread only.
class IndexerSource {
public:
    IndexerSource(TargetOptions options, SourceContext context,
                  std::function<NodeTip(Now)> node_tip);

    /// Asks until cancelled.
    Task<void> run();

    std::optional<std::vector<std::string>> down() const { return watcher_.down(); }
    std::optional<std::vector<std::string>> behind(Now now) const { return watcher_.behind(now); }
    std::vector<ActivityStatus> activities() const { return asked_.activities(); }

private:
    Task<void> start(TaskGroup& tasks);
    Task<void> watch_fulcrum();
    Task<void> watch_electrs();

    TargetOptions options_;
    SourceContext context_;
    std::function<NodeTip(Now)> node_tip_;
    net::HttpClient http_;
    IndexerWatcher watcher_;
    Requests asked_;
};

/// Asks each configured indexer once, and says what it answers.
Task<std::vector<CheckFinding>> check_indexers(TargetOptions options, SourceContext context);

}  // namespace nodewatch::bitcoin
