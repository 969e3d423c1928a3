#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/prometheus_answer.hpp"
#include "api/status_json.hpp"
#include "telemetry/status.hpp"

/// What clients of Prometheus ask about the server itself. Quick: they run on the loop thread.
namespace nodewatch::api {

/// The version of Prometheus whose API this is: clients decide by it what they may ask.
inline constexpr std::string_view compatible_version = "2.42.0";

struct ServerInfo {
    BuildInfo build;
    std::map<std::string, std::string> flags;  ///< as /api/v1/status/flags has them
    std::string configuration;                 ///< YAML without secrets
    std::string retention;                     ///< "365d"
    KnownMetadata metadata;
};

/// Without `features`: a member of that name would make Grafana take this for Mimir.
Answer prometheus_build_info(const BuildInfo& build);
Answer runtime_info(const ServerInfo& info, WallTime start);
Answer flags_status(const ServerInfo& info);
Answer config_status(const ServerInfo& info);
/// The watched nodes in the shape of scraped targets.
Answer targets_list(const Parameters& parameters, const std::vector<TargetStatus>& targets);
Answer rules_list(const Parameters& parameters);
Answer alerts_list();

}  // namespace nodewatch::api
