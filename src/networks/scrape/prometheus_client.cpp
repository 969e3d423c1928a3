#include "networks/scrape/prometheus_client.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"
#include "networks/scrape/prometheus_values.hpp"

namespace nodewatch::scrape {

namespace {

namespace fs = std::filesystem;

using Obstacles = std::vector<std::string>;

std::string not_supported(std::string_view key) {
    return std::string(key) + " is not supported";
}

void read_basic_auth(Settings settings, const fs::path& folder, PrometheusJob& job) {
    job.user = settings.text("username", "");
    Secret password = take_secret(settings, "password", folder);
    job.password = std::move(password.text);
    job.common.password_file = std::move(password.file);
}

void read_token(Settings& settings, const std::string& key, const fs::path& folder,
                ScrapeOptions& options) {
    Secret token = take_secret(settings, key, folder);
    if (!token.text.empty()) options.bearer_token = std::move(token.text);
    if (!token.file.empty()) options.bearer_token_file = std::move(token.file);
}

void read_authorization(Settings settings, const fs::path& folder, PrometheusJob& job,
                        Obstacles& obstacles) {
    const std::string type(trim(settings.text("type", "Bearer")));
    read_token(settings, "credentials", folder, job.common);
    if (equals_ignoring_case(type, "basic"))
        settings.fail("type", "expected another one than basic, for which there is `basic_auth`");
    else if (!equals_ignoring_case(type, "bearer"))
        obstacles.push_back(not_supported("authorization.type"));
}

/// TLS 1.2 and 1.3 are spoken. A minimum below stands in nobody's way: what is newer is allowed.
void read_tls_versions(Settings& settings, Obstacles& obstacles) {
    const std::vector<std::string_view> versions{"TLS10", "TLS11", "TLS12", "TLS13"};
    if (settings.choice("min_version", "TLS12", versions) == "TLS13")
        obstacles.push_back(not_supported("tls_config.min_version above TLS12"));
    if (settings.choice("max_version", "TLS13", versions) != "TLS13")
        obstacles.push_back(not_supported("tls_config.max_version below TLS13"));
}

void read_tls_config(Settings settings, const fs::path& folder, net::TlsClientOptions& tls,
                     Obstacles& obstacles) {
    const std::pair<std::string_view, std::string*> files[] = {{"ca_file", &tls.ca_file},
                                                               {"cert_file", &tls.certificate_file},
                                                               {"key_file", &tls.key_file}};
    for (const auto& [key, file] : files)
        if (const auto name = settings.text(key, ""); !name.empty())
            *file = (folder / name).string();
    if (tls.certificate_file.empty() != tls.key_file.empty())
        settings.fail(tls.key_file.empty() ? "cert_file" : "key_file",
                      "cert_file and key_file belong together");
    tls.server_name = settings.text("server_name", "");
    tls.verify = !settings.boolean("insecure_skip_verify", false);
    read_tls_versions(settings, obstacles);
    for (const std::string_view key : {"ca", "cert", "key", "ca_ref", "cert_ref", "key_ref"})
        if (pass_over(settings, key, ValueShape::text))
            obstacles.push_back(not_supported("tls_config." + std::string(key)));
}

/// At most one kind of credentials.
void check_credentials(Settings& settings) {
    std::string first;
    for (const std::string_view key :
         {"basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file"}) {
        if (!settings.has(key)) continue;
        if (!first.empty())
            settings.fail(key, fmt::format("'{}' is given too; one of the two must go", first));
        first = key;
    }
}

}  // namespace

std::vector<std::string> read_client(Settings& settings, const fs::path& folder,
                                     PrometheusJob& job) {
    Obstacles obstacles;
    check_credentials(settings);
    read_basic_auth(settings.section("basic_auth"), folder, job);
    read_token(settings, "bearer_token", folder, job.common);
    read_authorization(settings.section("authorization"), folder, job, obstacles);
    read_tls_config(settings.section("tls_config"), folder, job.common.tls, obstacles);
    const std::pair<std::string_view, ValueShape> others[] = {
        {"oauth2", ValueShape::mapping},
        {"proxy_url", ValueShape::text},
        {"proxy_connect_header", ValueShape::mapping},
        {"proxy_from_environment", ValueShape::text},
        {"http_headers", ValueShape::mapping},
    };
    for (const auto& [key, shape] : others)
        if (pass_over(settings, key, shape)) obstacles.push_back(not_supported(key));
    return obstacles;
}

}  // namespace nodewatch::scrape
