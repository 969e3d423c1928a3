#include "networks/betanet/dialect.hpp"

#include <utility>

#include "networks/betanet/decode.hpp"

namespace nodewatch::betanet {

std::string_view to_string(Dialect dialect) {
    switch (dialect) {
        case Dialect::api_v1:
            return "api_v1";
        case Dialect::server:
            return "server";
    }
    std::unreachable();
}

Dialect other(Dialect dialect) {
    return dialect == Dialect::api_v1 ? Dialect::server : Dialect::api_v1;
}

const std::vector<EndpointSpec>& endpoints_of(Dialect dialect) {
    static const std::vector<EndpointSpec> api_v1 = {
        {"metrics", "/api/v1/metrics", decode_api_metrics},
        {"nodes", "/api/v1/nodes/status", decode_api_nodes},
        {"stats", "/api/v1/network/stats", decode_api_stats},
    };
    // The server of fog-compute takes the lock on its mixnodes twice for /metrics and for /status
    // (src/betanet/server/http.rs): it never answers, and /mixnodes never again.
    static const std::vector<EndpointSpec> server = {
        {"metrics", "/metrics", decode_server_metrics, false},
        {"mixnodes", "/mixnodes", decode_server_mixnodes},
        {"status", "/status", decode_server_status, false},
    };
    return dialect == Dialect::api_v1 ? api_v1 : server;
}

}  // namespace nodewatch::betanet
