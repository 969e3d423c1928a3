#pragma once

#include <string>

#include "base/clock.hpp"
#include "sim/bitcoin/server.hpp"

namespace nodewatch::sim::bitcoin {

/// Does what one line says, and returns the answer: the tip as JSON, or what is wrong.
///     mine BLOCKS                 reorganise DEPTH BLOCKS     download on|off
///     headers AHEAD               mempool TRANSACTIONS        peers COUNT
///     ban COUNT                   addresses ADDRESS...
///     confirm TRANSACTIONS        mempool-loaded on|off       version NUMBER
///     warn [TEXT]                 warm-up [TEXT]              forget METHOD
///     fault none|work-queue-full|hang|garbage|refuse|no-batches
///     transactions COUNT          over ZMQ and into the mempool
///     flood RATE SECONDS          over ZMQ only
///     zmq-skip TOPIC NUMBERS      zmq-silence TOPIC on|off
///     stop  start  restart
std::string obey(Server& server, Clock& clock, const std::string& line);

}  // namespace nodewatch::sim::bitcoin
