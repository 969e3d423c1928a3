#pragma once

#include <optional>

#include "base/json.hpp"

/// For the decoders only. Include in .cpp files.
namespace nodewatch::xrpl {

/// Multipliers, 1 = normal.
struct LoadFactors {
    std::optional<double> all, server, fee_escalation, fee_queue;
};

/// Reads the integers of server_state and of the stream `server`: load_factor and
/// load_factor_server are in units of load_base, the fees' in units of load_factor_fee_reference
/// (rippled, NetworkOPs::getServerInfo).
LoadFactors read_raw_load_factors(const json::Element& from);

}  // namespace nodewatch::xrpl
