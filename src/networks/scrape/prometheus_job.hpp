#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "networks/scrape/options.hpp"
#include "networks/scrape/relabel.hpp"

/// A job of Prometheus: how targets are scraped, and what becomes of those that it finds.
namespace nodewatch::scrape {

struct PrometheusJob {
    std::string name;
    std::string metrics_path = "/metrics";
    std::string scheme = "http";
    /// Of the query, in the order of their names.
    std::vector<std::pair<std::string, std::vector<std::string>>> params = {};
    std::vector<RelabelRule> relabel = {};
    std::uint64_t target_limit = 0;  ///< above, no target is scraped; 0: no limit
    std::string user = {};
    std::string password = {};
    /// What all its targets have; address, instance and labels are of each.
    ScrapeOptions common = {};
};

/// A target as it is after relabelling; nothing when the rules refuse it. `found` are the labels
/// that it was found with: `__address__`, and those written beside it. What Prometheus adds before
/// relabelling (`job`, `__scheme__`, `__metrics_path__`, `__scrape_interval__`,
/// `__scrape_timeout__`,
/// `__param_*`) and what it takes from there afterwards is as in 2.42; an address without a port
/// gets that of its scheme. An error says what makes the target unusable.
Result<std::optional<ScrapeOptions>> make_target(const PrometheusJob& job, store::Labels found);

}  // namespace nodewatch::scrape
