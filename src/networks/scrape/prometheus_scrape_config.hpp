#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/settings.hpp"
#include "networks/scrape/prometheus_job.hpp"

namespace nodewatch::scrape {

/// What jobs have that do not say otherwise.
struct PrometheusDefaults {
    Duration interval{60'000};
    Duration timeout{10'000};
    ScrapeOptions limits = {};  ///< its limits only
    std::uint64_t target_limit = 0;
};

/// What a file written for Prometheus asks to be scraped.
struct PrometheusTargets {
    std::vector<ScrapeOptions> targets;
    /// What is asked for and not done, a sentence each.
    std::vector<std::string> left_out;
    /// Paths of keys that are right and have no effect here.
    std::vector<std::string> without_effect;
};

/// Reads one entry of `scrape_configs`; what is wrong goes into `settings`. Files named in it are
/// relative to `folder`. A job that cannot be scraped in the way it asks for is left out as a
/// whole: without its proxy, say, it could end up somewhere else.
/// https://prometheus.io/docs/prometheus/2.42/configuration/configuration/#scrape_config
void read_scrape_config(Settings& settings, const PrometheusDefaults& defaults,
                        const std::filesystem::path& folder, PrometheusTargets& out);

/// `sample_limit`, `body_size_limit` and so on, the same in a job and in `global`.
void read_limits(Settings& settings, ScrapeOptions& options);

}  // namespace nodewatch::scrape
