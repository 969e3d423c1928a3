#include "networks/betanet/network.hpp"

#include "networks/betanet/check.hpp"
#include "networks/betanet/discovery.hpp"
#include "networks/betanet/measurements.hpp"
#include "networks/betanet/source.hpp"
#include "networks/betanet/target_settings.hpp"

namespace nodewatch::betanet {
namespace {

constexpr std::uint16_t default_port = 9000;

TargetPlan plan(TargetOptions options) {
    TargetPlan plan;
    plan.target = Target{"betanet", options.name};
    plan.address = options.http.text();
    plan.make = [options](SourceContext context) {
        return std::make_unique<BetanetSource>(options, context);
    };
    plan.check = [options](SourceContext context) { return check_target(options, context); };
    return plan;
}

Task<std::vector<TargetPlan>> discover(asio::any_io_executor executor) {
    TargetOptions options;
    options.name = "local";
    options.http = net::Url{"http", "127.0.0.1", default_port, "/", "", ""};
    SystemClock clock;
    std::vector<TargetPlan> found;
    const bool is_there = co_await is_betanet(executor, clock, options);
    if (is_there) found.push_back(plan(std::move(options)));
    co_return found;
}

}  // namespace

Network network() {
    Network network;
    network.name = "betanet";
    network.description = "Betanet services";
    network.measurements = measurements;
    network.configure = configure_by<read_target, plan>;
    network.discover = discover;
    return network;
}

}  // namespace nodewatch::betanet
