#include "networks/scrape/network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "net/client_settings.hpp"
#include "networks/scrape/check.hpp"
#include "networks/scrape/measurements.hpp"
#include "networks/scrape/prometheus_section.hpp"
#include "networks/scrape/prometheus_values.hpp"
#include "networks/scrape/source.hpp"
#include "store/series_text.hpp"

namespace nodewatch::scrape {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t no_bound = std::int64_t{1} << 40U;

/// What an exporter's address means that has no path, as in Prometheus.
constexpr std::string_view default_path = "/metrics";

std::uint64_t read_limit(Settings& settings, std::string_view key) {
    return static_cast<std::uint64_t>(settings.integer(key, 0, 0, no_bound));
}

bool is_given(const Secret& secret) {
    return !secret.text.empty() || !secret.file.empty();
}

void read_credentials(Settings& settings, ScrapeOptions& options) {
    const auto user = settings.optional_text("user");
    const Secret password = take_secret(settings, "password", {});
    const Secret token = take_secret(settings, "bearer_token", {});
    if (user) options.url.user = *user;
    if (is_given(password)) options.url.password = password.text;
    if (is_given(password) && options.url.user.empty())
        settings.fail("user", "a password needs a user");
    if (is_given(token) && !options.url.user.empty())
        settings.fail("bearer_token", "either a token, or user and password");
    options.password_file = password.file;
    options.bearer_token = token.text;
    options.bearer_token_file = token.file;
}

void read_labels(Settings settings, ScrapeOptions& options) {
    for (const std::string& name : settings.keys()) {
        const std::string value = settings.text(name, "");
        store::ImportedLabels checked;
        if (auto added = checked.add(name, value); !added || name.starts_with("__"))
            settings.fail(name, added ? "names that begin with __ are for internal use"
                                      : added.error().message);
        options.labels.set(name, value);
    }
}

void read_times(Settings& settings, ScrapeOptions& options) {
    options.interval = settings.duration("interval", options.interval, 100ms, 24h);
    const Duration timeout = std::min(options.timeout, options.interval);
    options.timeout = settings.duration("timeout", timeout, 10ms, 24h);
    if (options.timeout > options.interval)
        settings.fail("timeout",
                      "longer than the interval, " + format_exact_duration(options.interval));
}

/// A list of metrics, each a name or a regular expression that matches the whole name.
void read_names(Settings& settings, std::string_view key, RelabelAction action,
                ScrapeOptions& options) {
    const std::vector<std::string> names = settings.texts(key);
    if (names.empty()) return;
    auto rule = RelabelRule::make({.action = action,
                                   .source_labels = {std::string(store::metric_name_label)},
                                   .regex = fmt::format("{}", fmt::join(names, "|"))});
    if (rule)
        options.metric_relabel.push_back(std::move(*rule));
    else
        settings.fail(key, rule.error().message);
}

std::optional<ScrapeOptions> read_target(Settings& settings, std::string name) {
    ScrapeOptions options;
    options.job = std::move(name);
    const auto url = net::read_url(settings, "url", "http", "https");
    if (!settings.has("url") && !settings.has("url_file"))
        settings.fail({}, "needs `url: http://127.0.0.1:9100/metrics`, the exporter's address");
    if (url) options.url = *url;
    if (options.url.target == "/") options.url.target = default_path;
    read_credentials(settings, options);
    net::read_tls(settings.section("tls"), options.tls);
    read_times(settings, options);
    read_labels(settings.section("labels"), options);
    options.instance = settings.text("instance", url ? options.url.authority() : "");
    if (!options.labels.has("job")) options.labels.set("job", options.job);
    if (!options.labels.has("instance")) options.labels.set("instance", options.instance);
    options.honor_labels = settings.boolean("honor_labels", options.honor_labels);
    options.honor_timestamps = settings.boolean("honor_timestamps", options.honor_timestamps);
    options.follow_redirects = settings.boolean("follow_redirects", options.follow_redirects);
    read_names(settings, "keep", RelabelAction::keep, options);
    read_names(settings, "drop", RelabelAction::drop, options);
    options.body_size_limit = read_limit(settings, "body_size_limit");
    options.sample_limit = read_limit(settings, "sample_limit");
    options.label_limit = read_limit(settings, "label_limit");
    options.label_name_length_limit = read_limit(settings, "label_name_length_limit");
    options.label_value_length_limit = read_limit(settings, "label_value_length_limit");
    if (!url) return std::nullopt;
    return options;
}

/// What may be scraped is not guessed.
Task<std::vector<TargetPlan>> discover(asio::any_io_executor) {
    co_return std::vector<TargetPlan>{};
}

}  // namespace

TargetPlan plan(ScrapeOptions options) {
    TargetPlan plan;
    plan.target = target_of(options);
    plan.address = shown_address(options.url);
    plan.series_labels = store::to_string(options.labels);
    plan.make = [options](SourceContext context) {
        return std::make_unique<ScrapeSource>(options, context);
    };
    plan.check = [options](SourceContext context) { return check_target(options, context); };
    return plan;
}

Network network() {
    Network network;
    network.name = "scrape";
    network.description = "Exporters of Prometheus metrics";
    network.measurements = measurements;
    network.configure = configure_by<read_target, plan>;
    network.section = "scrape";
    network.configure_section = read_section;
    network.discover = discover;
    return network;
}

}  // namespace nodewatch::scrape
