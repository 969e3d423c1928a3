#include "app/configuration.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/strings.hpp"

namespace nodewatch::app {

namespace {

constexpr std::size_t max_file_bytes = 1U << 20U;

std::vector<net::Endpoint> read_listen(Settings& settings) {
    std::vector<std::string> texts = settings.texts("listen");
    if (texts.empty()) texts.emplace_back(default_listen);
    std::vector<net::Endpoint> endpoints;
    for (const auto& text : texts) {
        auto endpoint = net::parse_endpoint(text);
        if (endpoint)
            endpoints.push_back(std::move(*endpoint));
        else
            settings.fail("listen", endpoint.error().message);
    }
    return endpoints;
}

std::optional<net::TlsServerOptions> read_tls(Settings tls) {
    net::TlsServerOptions options{.certificate_file = tls.text("certificate", ""),
                                  .key_file = tls.text("key", "")};
    if (options.certificate_file.empty() && options.key_file.empty()) return std::nullopt;
    if (options.certificate_file.empty()) tls.fail("certificate", "missing beside key");
    if (options.key_file.empty()) tls.fail("key", "missing beside certificate");
    return options;
}

net::Authentication read_authentication(Settings settings) {
    net::Authentication authentication;
    authentication.bearer_token = settings.secret("bearer_token").value_or("");
    authentication.user = settings.text("user", "");
    authentication.password = settings.secret("password").value_or("");
    authentication.open_paths = settings.texts("open_paths");
    if (authentication.user.empty() != authentication.password.empty())
        settings.fail(authentication.user.empty() ? "password" : "user",
                      "user and password belong together");
    for (const auto& path : authentication.open_paths)
        if (!path.starts_with('/'))
            settings.fail("open_paths", fmt::format("'{}' does not begin with /", path));
    return authentication;
}

std::vector<std::string> read_trusted_proxies(Settings& settings) {
    std::vector<std::string> proxies = settings.texts("trusted_proxies");
    for (std::string& proxy : proxies) {
        boost::system::error_code bad;
        const auto address = asio::ip::make_address(proxy, bad);
        if (bad) {
            settings.fail("trusted_proxies", fmt::format("'{}' is not an IP address", proxy));
            continue;
        }
        // In the form in which peers are told.
        const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
        proxy = mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
                       : address.to_string();
    }
    return proxies;
}

void read_log(Settings settings, Configuration& configuration) {
    const auto level = settings.choice("level", "info", {"debug", "info", "warn", "error"});
    using enum log::Level;
    configuration.log_level = level == "debug"   ? debug
                              : level == "warn"  ? warn
                              : level == "error" ? error
                                                 : info;
    const auto format = settings.choice("format", "auto", {"auto", "text", "json"});
    if (format == "text") configuration.log_format = log::Format::text;
    if (format == "json") configuration.log_format = log::Format::json;
}

void read_store(Settings settings, store::StoreOptions& options) {
    using namespace std::chrono_literals;
    constexpr Duration longest = 100 * 365 * 24h;
    options.retention = settings.duration("retention", options.retention, 0ms, longest);
    options.minute_tier_retention =
        settings.duration("minute_retention", options.minute_tier_retention, 0ms, longest);
    options.hour_tier_retention =
        settings.duration("hour_retention", options.hour_tier_retention, 0ms, longest);
    const auto megabytes = settings.integer("max_size_mb", 0, 0, std::int64_t{1} << 30U);
    options.max_bytes = static_cast<std::uint64_t>(megabytes) * 1'000'000;
    options.max_series = static_cast<std::size_t>(settings.integer(
        "max_series", static_cast<std::int64_t>(options.max_series), 1'000, 100'000'000));
    options.late_window = settings.duration("late_window", options.late_window, 0ms, 24h);
    options.flush_interval =
        settings.duration("flush_interval", options.flush_interval, 100ms, 60s);
}

void read_query(Settings settings, PrometheusApi::Settings& query) {
    using namespace std::chrono_literals;
    const auto count = [&](std::string_view key, std::size_t& value, std::int64_t max) {
        value = static_cast<std::size_t>(
            settings.integer(key, static_cast<std::int64_t>(value), 1, max));
    };
    const auto edges = settings.choice("edges", "prometheus3", {"prometheus3", "prometheus2"});
    if (edges == "prometheus2") query.engine.edges = promql::Edges::prometheus2;
    query.engine.lookback =
        settings.duration("lookback", Duration{query.engine.lookback}, 1s, 24h).count();
    query.timeout = settings.duration("timeout", query.timeout, 100ms, 1h);
    count("max_samples", query.engine.max_samples, 10'000'000'000);
    count("max_total_samples", query.max_total_samples, 100'000'000'000);
    count("max_points", query.engine.max_points, 10'000'000);
    count("max_series", query.engine.max_series, 100'000'000);
    count("max_running", query.max_running, 10'000);
    count("max_waiting", query.max_waiting, 100'000);
}

GeoOptions read_geo(Settings settings) {
    using namespace std::chrono_literals;
    GeoOptions options;
    std::vector<std::string> files = settings.texts("databases");
    std::erase(files, "");
    if (settings.has("databases")) options.databases = std::move(files);
    if (options.databases && options.databases->size() > GeoDatabase::max_files)
        settings.fail("databases", fmt::format("more than {} files", GeoDatabase::max_files));
    options.refresh = settings.duration("refresh", options.refresh, 1s, 24h);
    return options;
}

bool is_loopback(const net::Endpoint& endpoint) {
    return endpoint.host == "localhost" || endpoint.host == "::1" ||
           endpoint.host.starts_with("127.");
}

std::vector<std::string_view> names_of(const std::vector<Network>& networks) {
    std::vector<std::string_view> names;
    for (const auto& network : networks)
        names.push_back(network.name);
    return names;
}

/// Whether a server that listens at `one` keeps another from listening at `other`: an empty host
/// stands for all addresses. A port of 0 is any that is free.
bool occupies(const net::Endpoint& one, const net::Endpoint& other) {
    const bool other_is_ipv6 = other.host.contains(':');
    return one.port != 0 && one.port == other.port &&
           (one.host == other.host || one.host.empty() ||
            (one.host == "0.0.0.0" && !other_is_ipv6) || (one.host == "::" && other_is_ipv6));
}

/// `taken` are the addresses of the listeners before it; its own is added.
std::optional<ExporterOptions> read_exporter(Settings& settings,
                                             const std::vector<Network>& networks,
                                             std::vector<net::Endpoint>& taken) {
    ExporterOptions options;
    const std::string address = settings.text("listen", "");
    options.selection.networks = settings.texts("networks");
    options.selection.nodes = settings.texts("nodes");
    const auto names = names_of(networks);
    if (options.selection.networks.empty())
        settings.fail("networks", fmt::format("needs some of {}", fmt::join(names, ", ")));
    for (const auto& name : options.selection.networks)
        if (std::ranges::find(names, name) == names.end())
            settings.fail("networks", fmt::format("expected some of {}, found '{}'",
                                                  fmt::join(names, ", "), name));
    auto endpoint = net::parse_endpoint(address);
    if (!endpoint) {
        settings.fail("listen", endpoint.error().message);
        return std::nullopt;
    }
    for (const auto& other : taken)
        if (occupies(other, *endpoint) || occupies(*endpoint, other))
            settings.fail("listen",
                          fmt::format("{}:{} is listened on already: each exporter, and `listen`, "
                                      "needs an address or a port of its own",
                                      other.host, other.port));
    taken.push_back(*endpoint);
    options.listen = std::move(*endpoint);
    return options;
}

const Network* find_network(const std::vector<Network>& networks, std::string_view name) {
    const auto found = std::ranges::find(networks, name, &Network::name);
    return found == networks.end() ? nullptr : &*found;
}

/// What may stand in a label, a log line and a file name.
bool is_good_name(std::string_view name) {
    constexpr std::size_t max_name_bytes = 100;
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
    return !name.empty() && name.size() <= max_name_bytes && name == trim(name) &&
           sanitize_utf8(name) == name && std::ranges::none_of(name, is_control);
}

bool is_there(const std::vector<TargetPlan>& targets, const Target& target) {
    return std::ranges::any_of(targets,
                               [&](const TargetPlan& other) { return other.target == target; });
}

/// What is wrong when another target writes into the same series; empty when none does.
std::string sentence_on_series(const std::vector<TargetPlan>& targets, const TargetPlan& plan) {
    if (plan.series_labels.empty()) return {};
    const auto other = std::ranges::find(targets, plan.series_labels, &TargetPlan::series_labels);
    if (other == targets.end()) return {};
    return fmt::format(
        "'{}' and '{}' would write into the same series, both have the labels {}: give one another "
        "`job` or `instance`",
        other->target.node, plan.target.node, abbreviate(plan.series_labels, 200));
}

void read_target(Settings& settings, const std::vector<Network>& networks,
                 std::vector<TargetPlan>& targets) {
    const auto names = names_of(networks);
    const auto written_name = settings.optional_text("name");
    const auto network_name = settings.optional_text("network");
    if (!network_name) {
        settings.fail({}, fmt::format("needs `network:`, one of {}", fmt::join(names, ", ")));
        settings.disregard();
        return;
    }
    const Network* network = find_network(networks, *network_name);
    if (network == nullptr) {
        settings.fail("network", fmt::format("expected one of {}, found '{}'",
                                             fmt::join(names, ", "), *network_name));
        settings.disregard();
        return;
    }
    const std::string name = written_name.value_or(*network_name);
    if (!is_good_name(name)) {
        settings.fail("name", "expected 1 to 100 bytes of text without control characters");
        settings.disregard();
        return;
    }
    auto plan = network->configure(settings, name);
    if (!plan) return;
    if (is_there(targets, plan->target)) {
        settings.fail(written_name ? "name" : "network",
                      fmt::format("a second {} target called '{}': give each one a `name`",
                                  *network_name, plan->target.node));
        return;
    }
    if (auto wrong = sentence_on_series(targets, *plan); !wrong.empty()) {
        settings.fail({}, std::move(wrong));
        return;
    }
    targets.push_back(std::move(*plan));
}

/// The targets that networks read from sections of their own.
void read_sections(Settings& settings, const std::vector<Network>& networks,
                   std::vector<TargetPlan>& targets) {
    for (const auto& network : networks) {
        if (network.section.empty()) continue;
        for (auto& plan : network.configure_section(settings.section(network.section))) {
            if (is_there(targets, plan.target)) {
                settings.fail(network.section, fmt::format("a second {} target called '{}'",
                                                           network.name, plan.target.node));
                continue;
            }
            if (auto wrong = sentence_on_series(targets, plan); !wrong.empty()) {
                settings.fail(network.section, std::move(wrong));
                continue;
            }
            targets.push_back(std::move(plan));
        }
    }
}

/// What is listed for an exporter and not there.
void add_exporter_warnings(const Configuration& configuration, std::vector<std::string>& warnings) {
    const auto is_told = [&](const api::ExporterSelection& selection) {
        return std::ranges::any_of(configuration.targets, [&](const TargetPlan& plan) {
            return selection.has(plan.target);
        });
    };
    for (const auto& [listen, selection] : configuration.exporters) {
        const auto networks = fmt::format("{}", fmt::join(selection.networks, ", "));
        if (selection.nodes.empty() && !is_told(selection))
            warnings.push_back(fmt::format("exporters: no target of {} is listed for port {}",
                                           networks, listen.port));
        for (const auto& node : selection.nodes)
            if (!is_told({selection.networks, {node}}))
                warnings.push_back(
                    fmt::format("exporters: no target of {} is called '{}', as listed for port {}",
                                networks, node, listen.port));
    }
}

Result<std::string> read_file(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text(max_file_bytes + 1, '\0');
    if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad())
        return failure(ErrorKind::configuration,
                       fmt::format("{}: {}", path, std::generic_category().message(errno)));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_file_bytes)
        return failure(ErrorKind::configuration, fmt::format("{}: larger than 1 MiB", path));
    return text;
}

}  // namespace

std::expected<Configuration, std::vector<Error>> parse_configuration(
    std::string_view yaml, const std::string& name, const Environment& environment,
    const std::vector<Network>& networks) {
    auto settings = Settings::parse(yaml, name, environment);
    Configuration configuration;
    configuration.listen = read_listen(settings);
    configuration.tls = read_tls(settings.section("tls"));
    configuration.authentication = read_authentication(settings.section("authentication"));
    configuration.trusted_proxies = read_trusted_proxies(settings);
    read_log(settings.section("log"), configuration);
    configuration.data_dir = settings.optional_text("data_dir");
    read_store(settings.section("store"), configuration.store);
    read_query(settings.section("query"), configuration.query);
    configuration.import = settings.boolean("import", false);
    configuration.influx = influx::read_options(settings.section("sinks").section("influx"));
    configuration.geo = read_geo(settings.section("geo"));
    std::vector<net::Endpoint> taken = configuration.listen;
    for (auto& exporter : settings.list("exporters"))
        if (auto options = read_exporter(exporter, networks, taken))
            configuration.exporters.push_back(std::move(*options));
    for (auto& target : settings.list("targets"))
        read_target(target, networks, configuration.targets);
    read_sections(settings, networks, configuration.targets);
    settings.finish();
    configuration.variables = settings.variables();
    if (!settings.errors().empty()) return std::unexpected(settings.errors());
    return configuration;
}

std::expected<Configuration, std::vector<Error>> load_configuration(
    const std::string& path, const Environment& environment, const std::vector<Network>& networks) {
    if (path.empty()) return parse_configuration("", "environment", environment, networks);
    const auto text = read_file(path);
    if (!text) return std::unexpected(std::vector{text.error()});
    return parse_configuration(*text, path, environment, networks);
}

std::vector<std::string> configuration_warnings(const Configuration& configuration,
                                                const std::vector<std::string>& variables) {
    std::vector<std::string> warnings;
    for (const auto& name : variables) {
        const auto& known = configuration.variables;
        if (!name.starts_with("NODEWATCH_") || name == configuration_variable) continue;
        if (std::ranges::find(known, name) == known.end())
            warnings.push_back(name + " in the environment belongs to no key and does nothing");
    }
    const auto& authentication = configuration.authentication;
    const bool open = authentication.bearer_token.empty() && authentication.user.empty();
    std::vector<net::Endpoint> endpoints = configuration.listen;
    for (const auto& exporter : configuration.exporters)
        endpoints.push_back(exporter.listen);
    for (const auto& endpoint : endpoints) {
        if (is_loopback(endpoint)) continue;
        const auto where = fmt::format("{}:{}", endpoint.host, endpoint.port);
        if (open)
            warnings.push_back(
                fmt::format("listen {}: other hosts can read everything; set authentication, or "
                            "listen on 127.0.0.1",
                            where));
        else if (!configuration.tls)
            warnings.push_back(fmt::format(
                "listen {}: credentials cross the network in clear text; set tls", where));
    }
    add_exporter_warnings(configuration, warnings);
    return warnings;
}

}  // namespace nodewatch::app
