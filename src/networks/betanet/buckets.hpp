#pragma once

#include <vector>

namespace nodewatch::betanet {

/// Upper bounds of the seed's histograms, in seconds, without +Inf.
inline const std::vector<double> message_latency_bounds = {0.001, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                           0.25,  0.5,   1,    2.5,   5};
inline const std::vector<double> routing_latency_bounds = {0.001, 0.005, 0.01, 0.025, 0.05,
                                                           0.1,   0.25,  0.5,  1};
inline const std::vector<double> circuit_build_bounds = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5};

}  // namespace nodewatch::betanet
