#pragma once

#include <vector>

#include "networks/network.hpp"

namespace nodewatch::scrape {

/// Reads the section `scrape` of the configuration file: `prometheus_files`, the names of files
/// written for Prometheus, and `global` and `scrape_configs` as they have them. What is wrong goes
/// into `section`.
std::vector<TargetPlan> read_section(Settings section);

}  // namespace nodewatch::scrape
