#include "networks/scrape/prometheus_file.hpp"

#include <set>

#include "networks/scrape/prometheus_values.hpp"

namespace nodewatch::scrape {

namespace {

using Keys = std::initializer_list<std::pair<std::string_view, ValueShape>>;

void pass_over_all(Settings& settings, Keys keys, PrometheusTargets& out) {
    const std::string prefix = settings.path().empty() ? "" : settings.path() + ".";
    for (const auto& [key, shape] : keys)
        if (pass_over(settings, key, shape))
            out.without_effect.push_back(prefix + std::string(key));
}

PrometheusDefaults read_global(Settings settings, PrometheusTargets& out) {
    PrometheusDefaults defaults;
    take_times(settings, defaults.interval, defaults.timeout);
    read_limits(settings, defaults.limits);
    defaults.target_limit = take_limit(settings, "target_limit", 0);
    if (!take_labels(settings, "external_labels").empty())
        out.without_effect.push_back(settings.path() + ".external_labels");
    pass_over_all(settings,
                  {{"evaluation_interval", ValueShape::text},
                   {"rule_query_offset", ValueShape::text},
                   {"query_log_file", ValueShape::text},
                   {"scrape_failure_log_file", ValueShape::text},
                   {"scrape_protocols", ValueShape::texts},
                   {"scrape_native_histograms", ValueShape::text},
                   {"always_scrape_classic_histograms", ValueShape::text},
                   {"convert_classic_histograms_to_nhcb", ValueShape::text},
                   {"extra_scrape_metrics", ValueShape::text},
                   {"keep_dropped_targets", ValueShape::text},
                   {"metric_name_validation_scheme", ValueShape::text},
                   {"metric_name_escaping_scheme", ValueShape::text}},
                  out);
    return defaults;
}

}  // namespace

PrometheusTargets read_prometheus(Settings& settings, const std::filesystem::path& folder) {
    PrometheusTargets out;
    const PrometheusDefaults defaults = read_global(settings.section("global"), out);
    std::set<std::string> names;
    for (auto& job : settings.list("scrape_configs")) {
        const std::string name = job.text("job_name", "");
        if (!name.empty() && !names.insert(name).second)
            job.fail("job_name", "a second job of this name");
        read_scrape_config(job, defaults, folder, out);
    }
    return out;
}

std::expected<PrometheusTargets, std::vector<Error>> parse_prometheus_file(
    std::string_view yaml, const std::string& path) {
    auto settings = Settings::parse(yaml, path, nullptr);
    auto out = read_prometheus(settings, std::filesystem::path(path).parent_path());
    pass_over_all(settings,
                  {{"alerting", ValueShape::mapping},
                   {"rule_files", ValueShape::texts},
                   {"remote_write", ValueShape::mappings},
                   {"remote_read", ValueShape::mappings},
                   {"storage", ValueShape::mapping},
                   {"tracing", ValueShape::mapping},
                   {"runtime", ValueShape::mapping},
                   {"otlp", ValueShape::mapping}},
                  out);
    if (pass_over(settings, "scrape_config_files", ValueShape::texts))
        out.left_out.push_back(settings.location("scrape_config_files") +
                               ": the jobs in scrape_config_files are not scraped: name these "
                               "files in prometheus_files");
    settings.finish();
    if (!settings.errors().empty()) return std::unexpected(settings.errors());
    return out;
}

}  // namespace nodewatch::scrape
