#include "networks/scrape/prometheus_scrape_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/strings.hpp"
#include "networks/scrape/prometheus_client.hpp"
#include "networks/scrape/prometheus_values.hpp"
#include "networks/scrape/relabel_settings.hpp"

namespace nodewatch::scrape {

namespace {

constexpr std::string_view discovery_suffix = "_sd_configs";

/// Right in one version of Prometheus or another, and of no weight here.
constexpr std::pair<std::string_view, ValueShape> weightless_keys[] = {
    {"always_scrape_classic_histograms", ValueShape::text},
    {"convert_classic_histograms_to_nhcb", ValueShape::text},
    {"enable_compression", ValueShape::text},
    {"enable_http2", ValueShape::text},
    {"extra_scrape_metrics", ValueShape::text},
    {"keep_dropped_targets", ValueShape::text},
    {"metric_name_escaping_scheme", ValueShape::text},
    {"metric_name_validation_scheme", ValueShape::text},
    {"native_histogram_bucket_limit", ValueShape::text},
    {"native_histogram_min_bucket_factor", ValueShape::text},
    {"no_proxy", ValueShape::text},
    {"scrape_classic_histograms", ValueShape::text},
    {"scrape_failure_log_file", ValueShape::text},
    {"scrape_fallback_protocol", ValueShape::text},
    {"scrape_native_histograms", ValueShape::text},
    {"scrape_protocols", ValueShape::texts},
    {"track_timestamps_staleness", ValueShape::text},
};

std::string quoted_name(std::string_view name) {
    return "'" + escape_controls(abbreviate(name, 100)) + "'";
}

PrometheusJob read_job(Settings& settings, const PrometheusDefaults& defaults) {
    PrometheusJob job;
    job.name = settings.text("job_name", "");
    if (job.name.empty()) settings.fail("job_name", "needs a name of the job");
    job.metrics_path = settings.text("metrics_path", job.metrics_path);
    job.scheme = settings.choice("scheme", job.scheme, {"http", "https"});
    Settings params = settings.section("params");
    for (const auto& name : params.keys())
        job.params.emplace_back(name, params.listed_texts(name));
    job.relabel = read_relabel_rules(settings, "relabel_configs");
    job.target_limit = take_limit(settings, "target_limit", defaults.target_limit);
    job.common = defaults.limits;
    job.common.interval = defaults.interval;
    job.common.timeout = defaults.timeout;
    take_times(settings, job.common.interval, job.common.timeout);
    read_limits(settings, job.common);
    job.common.honor_labels = settings.boolean("honor_labels", job.common.honor_labels);
    job.common.honor_timestamps = settings.boolean("honor_timestamps", job.common.honor_timestamps);
    job.common.follow_redirects = settings.boolean("follow_redirects", job.common.follow_redirects);
    job.common.metric_relabel = read_relabel_rules(settings, "metric_relabel_configs");
    return job;
}

/// What is found for a job, and of what is not usable a sentence each.
struct FoundTargets {
    std::vector<ScrapeOptions> targets;
    std::vector<std::string> left_out;
};

/// A whole URL without a rule that could make an address of it is an error of the file, as for
/// Prometheus. It does start, without that target, when the rules bring forth what is wrong.
FoundTargets read_static_configs(Settings& settings, const PrometheusJob& job) {
    FoundTargets out;
    for (auto& group : settings.list("static_configs")) {
        const store::Labels labels = take_labels(group, "labels");
        for (const auto& address : group.listed_texts("targets")) {
            store::Labels found = labels;
            found.set("__address__", address);
            auto target = make_target(job, std::move(found));
            if (target && *target)
                out.targets.push_back(std::move(**target));
            else if (!target && job.relabel.empty() && address.contains('/'))
                group.fail("targets", target.error().message);
            else if (!target)
                out.left_out.push_back(fmt::format("{}: job {}: a target is not scraped: {}",
                                                   group.location("targets"), quoted_name(job.name),
                                                   target.error().message));
        }
    }
    return out;
}

/// The keys of service discovery: what stands in them is not read.
std::vector<std::string> read_discovery(Settings& settings) {
    std::vector<std::string> found;
    for (const auto& key : settings.keys())
        if (key.ends_with(discovery_suffix) && pass_over(settings, key, ValueShape::mappings))
            found.push_back(key);
    return found;
}

}  // namespace

void read_limits(Settings& settings, ScrapeOptions& options) {
    options.body_size_limit = take_size(settings, "body_size_limit", options.body_size_limit);
    const std::pair<std::string_view, std::uint64_t*> limits[] = {
        {"sample_limit", &options.sample_limit},
        {"label_limit", &options.label_limit},
        {"label_name_length_limit", &options.label_name_length_limit},
        {"label_value_length_limit", &options.label_value_length_limit},
    };
    for (const auto& [key, limit] : limits)
        *limit = take_limit(settings, key, *limit);
}

void read_scrape_config(Settings& settings, const PrometheusDefaults& defaults,
                        const std::filesystem::path& folder, PrometheusTargets& out) {
    PrometheusJob job = read_job(settings, defaults);
    const auto obstacles = read_client(settings, folder, job);
    auto found = read_static_configs(settings, job);
    const std::string name = quoted_name(job.name);
    for (const auto& key : read_discovery(settings))
        out.left_out.push_back(fmt::format(
            "{}: job {}: {} is not supported: the targets that it would find are not scraped",
            settings.location(key), name, key));
    for (const auto& [key, shape] : weightless_keys)
        if (pass_over(settings, key, shape))
            out.without_effect.push_back(settings.path() + "." + std::string(key));
    if (!obstacles.empty()) {
        out.left_out.push_back(fmt::format("{}: job {} is not scraped: {}", settings.location(),
                                           name, fmt::join(obstacles, ", ")));
        return;
    }
    if (job.target_limit > 0 && found.targets.size() > job.target_limit) {
        out.left_out.push_back(
            fmt::format("{}: job {} is not scraped: it has {} targets, more than target_limit",
                        settings.location("target_limit"), name, found.targets.size()));
        return;
    }
    std::ranges::move(found.targets, std::back_inserter(out.targets));
    std::ranges::move(found.left_out, std::back_inserter(out.left_out));
}

}  // namespace nodewatch::scrape
