#pragma once

#include <string>
#include <vector>

#include "networks/network.hpp"

namespace nodewatch::scrape {

/// What is to be told of a configuration written for Prometheus.
struct PrometheusRemarks {
    std::string origin;                       ///< the file
    std::vector<std::string> left_out;        ///< what is not scraped, a sentence each
    std::vector<std::string> without_effect;  ///< paths of keys
};

/// The file as a target of its own, called "configuration/FILE", so that what is left out is told
/// at start, by `nodewatch check`, by /health and in the UI for as long as it is so: degraded when
/// something is not scraped.
TargetPlan remarks_plan(PrometheusRemarks remarks);

}  // namespace nodewatch::scrape
