#pragma once

#include <vector>

#include "networks/bitcoin/options.hpp"
#include "networks/bitcoin/rpc_client.hpp"
#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Asks the node where it publishes over ZMQ, unless that is configured, and says which of its
/// publishers can be reached. Takes at most two seconds to look names up, and two to
/// connect, beside that question.
Task<std::vector<CheckFinding>> check_zmq(TargetOptions options, SourceContext context,
                                          RpcClient& rpc);

}  // namespace nodewatch::bitcoin
