#include "app/demo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "sim/demo.hpp"

namespace nodewatch::app {

Result<std::vector<TargetPlan>> demo_plans(const std::vector<sim::DemoTarget>& stand_ins,
                                           const std::vector<Network>& networks) {
    const auto no_environment = [](const std::string&) { return std::optional<std::string>(); };
    std::vector<TargetPlan> plans;
    for (const auto& stand_in : stand_ins) {
        const auto network = std::ranges::find(networks, stand_in.network, &Network::name);
        if (network == networks.end())
            return failure(ErrorKind::internal, fmt::format("no network '{}'", stand_in.network));
        auto settings = Settings::parse(stand_in.settings, "demo", no_environment);
        auto plan = network->configure(settings, stand_in.name);
        settings.finish();
        if (!settings.errors().empty()) return failure(settings.errors().front());
        if (plan) plans.push_back(std::move(*plan));
    }
    return plans;
}

Result<GeoOptions> demo_geo(const std::string& folder) {
    const std::string path = folder + "/demo-places.mmdb";
    std::ofstream out(path, std::ios::binary);
    out << sim::Demo::places();
    out.close();
    if (!out) return failure(ErrorKind::file, path + " cannot be written");
    GeoOptions options;
    options.databases = {path};
    return options;
}

std::string demo_banner(const std::string& url) {
    return fmt::format(R"(
  +--------------------------------------------------------------------+
  |  DEMO: nothing shown here comes from a real node.                  |
  |  Stand-ins for XRPL servers, Bitcoin nodes and Betanet services    |
  |  run inside of this process; one of each fails again and again.    |
  +--------------------------------------------------------------------+
   metrics   {0}/metrics
   health    {0}/health
   targets   {0}/api/v1/status/targets
   stop      Ctrl-C

)",
                       url);
}

}  // namespace nodewatch::app
