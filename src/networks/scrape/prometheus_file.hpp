#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.hpp"
#include "networks/scrape/prometheus_scrape_config.hpp"

namespace nodewatch::scrape {

/// Reads `global` and `scrape_configs`. What is wrong goes into `settings`. Files named there are
/// relative to `folder`.
PrometheusTargets read_prometheus(Settings& settings, const std::filesystem::path& folder);

/// The whole text of a prometheus.yml, with the keys that are not about scraping. `path` stands in
/// the errors, all of which are returned, and files are relative to its folder. The environment has
/// no say.
std::expected<PrometheusTargets, std::vector<Error>> parse_prometheus_file(std::string_view yaml,
                                                                           const std::string& path);

}  // namespace nodewatch::scrape
