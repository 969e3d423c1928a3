#pragma once

#include "networks/network.hpp"
#include "networks/scrape/options.hpp"

namespace nodewatch::scrape {

/// Exporters of Prometheus metrics.
Network network();

/// The plan of one target, wherever it was configured.
TargetPlan plan(ScrapeOptions options);

}  // namespace nodewatch::scrape
