#include "networks/betanet/discovery.hpp"

#include "networks/betanet/client.hpp"

namespace nodewatch::betanet {
namespace {

constexpr Duration patience{1'000};

bool tells_of_betanet(const Answer& answer) {
    if (answer.mixnodes)
        return !answer.mixnodes->empty() && answer.mixnodes->front().processed.has_value();
    return answer.total_nodes && answer.active_nodes && answer.inactive_nodes;
}

}  // namespace

Task<bool> is_betanet(asio::any_io_executor executor, Clock& clock, TargetOptions options) {
    Client client(executor, clock, options);
    for (const Dialect dialect : {Dialect::api_v1, Dialect::server})
        for (const EndpointSpec& endpoint : endpoints_of(dialect)) {
            if (endpoint.name != "nodes" && endpoint.name != "mixnodes") continue;
            const auto attempt = co_await client.ask(endpoint, patience);
            if (attempt.result && tells_of_betanet(*attempt.result)) co_return true;
        }
    co_return false;
}

}  // namespace nodewatch::betanet
