#pragma once

#include <string>

#include "networks/betanet/endpoints.hpp"

namespace nodewatch::betanet {

/// "status=idle, nodes=7, active=5, messages=5000, dropped=10, bytes=1000000, latency=0.045s": what
/// is known of it; empty: nothing.
std::string describe(const Answer& answer);
/// "Updated metrics: " and the same of each endpoint whose answer is shown.
std::string describe_shown(const Endpoints& endpoints, SteadyTime now);

/// "/mixnodes: connection refused; attempt 2 of 4 follows"
std::string describe(const Retry& retry, unsigned attempts, SteadyTime now);

}  // namespace nodewatch::betanet
