#include "api/prometheus_status.hpp"

#include "api/prometheus_json.hpp"
#include "base/strings.hpp"
#include "promql/duration.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::api {

namespace {

/// Go's zero time, as Prometheus writes it.
const std::string never = "0001-01-01T00:00:00Z";

using Members = std::vector<std::pair<std::string_view, std::string>>;

/// {"name":"value",...}
void append_object(std::string& out, const Members& members) {
    out += '{';
    for (const auto& [name, value] : members) {
        if (out.back() != '{') out += ',';
        append_json_string(out, name);
        out += ':';
        append_json_string(out, value);
    }
    out += '}';
}

std::string_view health_of(const TargetStatus& target) {
    switch (target.state) {
        case TargetState::starting:
            return "unknown";
        case TargetState::failed:
            return "down";
        default:
            return "up";
    }
}

/// A target as Prometheus tells it.
struct ScrapedTarget {
    LabelPairs discovered, labels;
    std::string pool, url, problem;
    std::optional<WallTime> last;
    Duration took{};
    std::string interval, timeout;  ///< empty where there is none
};

void append_pairs(std::string& out, const LabelPairs& labels) {
    append_object(out, {labels.begin(), labels.end()});
}

void append_target(std::string& out, const ScrapedTarget& target, std::string_view health) {
    out += R"({"discoveredLabels":)";
    append_pairs(out, target.discovered);
    out += R"(,"labels":)";
    append_pairs(out, target.labels);
    const Members members{{"scrapePool", target.pool},
                          {"scrapeUrl", target.url},
                          {"globalUrl", target.url},
                          {"lastError", target.problem},
                          {"lastScrape", target.last ? format_rfc3339(*target.last) : never}};
    for (const auto& [name, value] : members) {
        out += ',';
        append_json_string(out, name);
        out += ':';
        append_json_string(out, value);
    }
    out += R"(,"lastScrapeDuration":)" + format_double(to_seconds(target.took)) + R"(,"health":)";
    append_json_string(out, health);
    out += R"(,"scrapeInterval":)";
    append_json_string(out, target.interval);
    out += R"(,"scrapeTimeout":)";
    append_json_string(out, target.timeout);
    out += '}';
}

ScrapedTarget scraped_target(const TargetStatus& target, const ScrapeStatus& scrape) {
    return {.discovered = scrape.discovered.empty() ? scrape.labels : scrape.discovered,
            .labels = scrape.labels,
            .pool = scrape.pool,
            .url = target.address,
            .problem = scrape.problem,
            .last = scrape.last,
            .took = scrape.took,
            .interval = promql::format_duration(scrape.interval.count()),
            .timeout = promql::format_duration(scrape.timeout.count())};
}

/// A watched node in the shape of a scraped target: the newest success and the newest error of all
/// its activities.
ScrapedTarget watched_node(const TargetStatus& target) {
    const ActivityStatus* newest = nullptr;
    const LabelPairs labels{{"network", target.target.network}, {"node", target.target.node}};
    ScrapedTarget out{.discovered = labels,
                      .labels = labels,
                      .pool = target.target.network,
                      .url = target.address,
                      .problem = {},
                      .last = {},
                      .interval = {},
                      .timeout = {}};
    for (const ActivityStatus& activity : target.activities) {
        out.last = std::max(out.last, activity.last_success);
        if (!activity.last_error) continue;
        if (newest == nullptr || activity.last_error_time > newest->last_error_time)
            newest = &activity;
    }
    if (newest != nullptr && target.state == TargetState::failed)
        out.problem = newest->last_error->message;
    return out;
}

}  // namespace

Answer prometheus_build_info(const BuildInfo& build) {
    std::string data;
    append_object(data, {{"version", std::string(compatible_version)},
                         {"revision", build.revision},
                         {"branch", ""},
                         {"buildUser", ""},
                         {"buildDate", ""},
                         {"goVersion", ""},
                         {"application", "nodewatch"},
                         {"nodewatchVersion", build.version}});
    return success(data);
}

Answer runtime_info(const ServerInfo& info, WallTime start) {
    std::string data = R"({"startTime":)";
    append_json_string(data, format_rfc3339(start));
    data += R"(,"CWD":"","reloadConfigSuccess":true,"lastConfigTime":)";
    append_json_string(data, format_rfc3339(start));
    data += R"(,"corruptionCount":0,"goroutineCount":0,"GOMAXPROCS":0,"GOGC":"","GODEBUG":"",)";
    data += R"("storageRetention":)";
    append_json_string(data, info.retention);
    data += '}';
    return success(data);
}

Answer flags_status(const ServerInfo& info) {
    std::string data;
    append_object(data, {info.flags.begin(), info.flags.end()});
    return success(data);
}

Answer config_status(const ServerInfo& info) {
    std::string data;
    append_object(data, {{"yaml", info.configuration}});
    return success(data);
}

Answer targets_list(const Parameters& parameters, const std::vector<TargetStatus>& targets) {
    std::string data = R"({"activeTargets":[)";
    if (parameters.get("state") != "dropped") {
        for (const TargetStatus& target : targets) {
            // Nobody asks it for anything: remarks on a configuration, say.
            if (!target.scrape && target.activities.empty()) continue;
            if (data.back() != '[') data += ',';
            append_target(
                data, target.scrape ? scraped_target(target, *target.scrape) : watched_node(target),
                health_of(target));
        }
    }
    data += R"(],"droppedTargets":[]})";
    return success(data);
}

Answer rules_list(const Parameters& parameters) {
    const std::string_view type = parameters.get("type");
    if (!type.empty() && type != "alert" && type != "record") {
        return refusal(
            invalid_parameter("type", bad_data("not supported value " + promql::quote(type))));
    }
    return success(R"({"groups":[]})");
}

Answer alerts_list() {
    return success(R"({"alerts":[]})");
}

}  // namespace nodewatch::api
