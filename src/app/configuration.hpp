#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exporter.hpp"
#include "api/prometheus_api.hpp"
#include "api/request_origin.hpp"
#include "app/environment.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "net/http_server.hpp"
#include "networks/network.hpp"
#include "sinks/influx/options.hpp"
#include "store/options.hpp"

namespace nodewatch::app {

/// A listener of its own for some networks.
struct ExporterOptions {
    net::Endpoint listen;
    api::ExporterSelection selection;
};

/// What the operator wrote, checked. docs/configuration.md describes the keys.
struct Configuration {
    std::vector<net::Endpoint> listen;
    std::optional<net::TlsServerOptions> tls;
    net::Authentication authentication;
    api::TrustedProxies trusted_proxies;
    log::Level log_level = log::Level::info;
    std::optional<log::Format> log_format;  ///< absent: as fits standard error
    std::optional<std::string> data_dir;
    store::StoreOptions store;  ///< without its path, which is in the data folder
    PrometheusApi::Settings query;
    bool import = false;  ///< whether clients may write samples
    std::optional<influx::Options> influx;
    GeoOptions geo;
    std::vector<ExporterOptions> exporters;
    std::vector<TargetPlan> targets;
    std::vector<std::string> variables;  ///< of the environment that the keys listen to
};

/// Names the configuration file.
inline constexpr std::string_view configuration_variable = "NODEWATCH_CONFIG";

inline constexpr std::string_view default_listen = "127.0.0.1:8090";

/// Reads the text of a configuration file; `name` stands in the errors, all of which are returned.
std::expected<Configuration, std::vector<Error>> parse_configuration(
    std::string_view yaml, const std::string& name, const Environment& environment,
    const std::vector<Network>& networks);

/// Reads a file; an empty path means no file: everything has its default or comes from the
/// environment.
std::expected<Configuration, std::vector<Error>> load_configuration(
    const std::string& path, const Environment& environment, const std::vector<Network>& networks);

/// What is allowed but probably not meant: one sentence each. `variables` are the names that the
/// environment has.
std::vector<std::string> configuration_warnings(const Configuration& configuration,
                                                const std::vector<std::string>& variables = {});

}  // namespace nodewatch::app
