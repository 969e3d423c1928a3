#pragma once

#include <string_view>

#include "base/result.hpp"
#include "networks/betanet/answer.hpp"

/// What the endpoints of a Betanet service answer. Pure. Types are strict: a count is a number
/// without a fraction that is not negative, and JSON text is no number; what is not so is left out
/// and noted as a flaw. Null and absent are unknown without one. An answer without any usable
/// member is an error of kind `parse`.
///
/// Sources: docs/FUNC-06-ARCHITECTURE-DIAGRAM.md and src/betanet/server/http.rs of fog-compute.
namespace nodewatch::betanet {

/// Proxies before a service that is down answer with made-up figures and `"status": "mock"`. For
/// such an answer of any endpoint all decoders of JSON return this: kind `server`, code "mock".
inline constexpr std::string_view mock_code = "mock";

// The documented API.
Result<Answer> decode_api_metrics(std::string_view body);  ///< /api/v1/metrics
Result<Answer> decode_api_nodes(std::string_view body);    ///< /api/v1/nodes/status
Result<Answer> decode_api_stats(std::string_view body);    ///< /api/v1/network/stats

// That of the server.
Result<Answer> decode_server_status(std::string_view body);    ///< /status
Result<Answer> decode_server_mixnodes(std::string_view body);  ///< /mixnodes, an array
/// /metrics, Prometheus text: its own names, and those of the seed.
Result<Answer> decode_server_metrics(std::string_view body);

}  // namespace nodewatch::betanet
