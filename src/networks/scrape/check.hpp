#pragma once

#include <vector>

#include "networks/network.hpp"
#include "networks/scrape/options.hpp"

namespace nodewatch::scrape {

/// Scrapes the target once, stores nothing, and says what it told.
Task<std::vector<CheckFinding>> check_target(ScrapeOptions options, SourceContext context);

}  // namespace nodewatch::scrape
