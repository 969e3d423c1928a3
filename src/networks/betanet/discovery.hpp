#pragma once

#include "base/async.hpp"
#include "base/clock.hpp"
#include "networks/betanet/options.hpp"

namespace nodewatch::betanet {

/// Whether a Betanet service answers there: something that tells of mixnodes as only Betanet does.
/// A server that answers everything, or an idle service without mixnodes, is not taken for one.
/// /status and /metrics are not asked: they may block the server of fog-compute for good. Takes at
/// most some seconds. The clock outlives the call.
Task<bool> is_betanet(asio::any_io_executor executor, Clock& clock, TargetOptions options);

}  // namespace nodewatch::betanet
