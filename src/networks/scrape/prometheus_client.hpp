#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/settings.hpp"
#include "networks/scrape/prometheus_job.hpp"

namespace nodewatch::scrape {

/// Reads how the targets of a job are asked: credentials and TLS. What is wrong goes into
/// `settings`. Gives what keeps the job from being scraped, such as "oauth2 is not supported".
/// https://prometheus.io/docs/prometheus/2.42/configuration/configuration/#scrape_config
std::vector<std::string> read_client(Settings& settings, const std::filesystem::path& folder,
                                     PrometheusJob& job);

}  // namespace nodewatch::scrape
