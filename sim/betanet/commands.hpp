#pragma once

#include <string>

#include "base/clock.hpp"
#include "sim/betanet/server.hpp"

namespace nodewatch::sim::betanet {

/// Does what one line says, and returns the answer: {"requests":N,...} as JSON, or what is wrong.
///     work PACKETS          through each active mixnode
///     active COUNT          the first COUNT mixnodes are active, the others stopped
///     latency MILLISECONDS  bytes TRANSMITTED
///     dialect api_v1|server|none
///     fault none|silent|unavailable|busy|not-found|mock|truncated|html [PATH]
///     retry-after [TEXT]    delay MILLISECONDS
///     stop  start  restart
std::string obey(Server& server, Clock& clock, const std::string& line);

}  // namespace nodewatch::sim::betanet
