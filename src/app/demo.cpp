#include "app/demo.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nodewatch::app {

Result<std::vector<TargetPlan>> demo_plans(const std::vector<sim::xrpl::DemoTarget>& stand_ins,
                                           const std::vector<Network>& networks) {
    const auto xrpl = std::ranges::find(networks, "xrpl", &Network::name);
    if (xrpl == networks.end()) return failure(ErrorKind::internal, "there is no network 'xrpl'");
    const auto no_environment = [](const std::string&) { return std::optional<std::string>(); };
    std::vector<TargetPlan> plans;
    for (const auto& stand_in : stand_ins) {
        // There is no process of a node to look for on this host.
        auto settings =
            Settings::parse(fmt::format("websocket: {}\nhttp: {}\nwatch_process: false\n",
                                        stand_in.websocket_url, stand_in.http_url),
                            "demo", no_environment);
        auto plan = xrpl->configure(settings, stand_in.name);
        settings.finish();
        if (!settings.errors().empty()) return failure(settings.errors().front());
        if (plan) plans.push_back(std::move(*plan));
    }
    return plans;
}

std::string demo_banner(const std::string& url) {
    return fmt::format(R"(
  +--------------------------------------------------------------------+
  |  DEMO: nothing shown here comes from a real node.                  |
  |  Stand-ins for XRPL servers run inside of this process; one of     |
  |  them fails again and again, and recovers.                         |
  +--------------------------------------------------------------------+
   metrics   {0}/metrics
   health    {0}/health
   targets   {0}/api/v1/status/targets
   stop      Ctrl-C

)",
                       url);
}

}  // namespace nodewatch::app
