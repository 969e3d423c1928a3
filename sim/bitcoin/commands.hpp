#pragma once

#include <string>
#include <string_view>

#include "base/async.hpp"
#include "sim/bitcoin/server.hpp"

namespace nodewatch::sim::bitcoin {

/// Does what one line says, and returns the answer: the tip as JSON, or what is wrong.
///     mine BLOCKS                 reorganise DEPTH BLOCKS     download on|off
///     headers AHEAD               mempool TRANSACTIONS        peers COUNT
///     warn [TEXT]                 warm-up [TEXT]              forget METHOD
///     fault none|work-queue-full|hang|garbage|refuse|no-batches
///     stop                        start                       restart
Task<std::string> obey(Server& server, Clock& clock, std::string line);

}  // namespace nodewatch::sim::bitcoin
