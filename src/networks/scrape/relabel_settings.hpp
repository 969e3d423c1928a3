#pragma once

#include <string_view>
#include <vector>

#include "base/settings.hpp"
#include "networks/scrape/relabel.hpp"

namespace nodewatch::scrape {

/// The list of relabelling rules under `key`, written as in Prometheus. What is wrong goes into
/// `settings`.
std::vector<RelabelRule> read_relabel_rules(Settings& settings, std::string_view key);

}  // namespace nodewatch::scrape
