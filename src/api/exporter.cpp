#include "api/exporter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "api/metrics_answer.hpp"
#include "api/text.hpp"
#include "base/json_writer.hpp"

namespace nodewatch::api {

namespace {

using net::HttpResponse;
using net::ServerRequest;

constexpr std::string_view page_text = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>nodewatch: {0}</title>
<h1>nodewatch: exporter of {0}</h1>
<ul>
<li><a href="metrics">/metrics</a>: Prometheus text or OpenMetrics</li>
<li><a href="health">/health</a></li>
</ul>
</html>
)";

/// "betanet/local: failed for 4m: no endpoint answers"
std::string reason_of(const TargetHealth& target) {
    std::string text =
        fmt::format("{}/{}: {}", target.target.network, target.target.node, state_text(target));
    for (const StatusReason& reason : target.reasons)
        if (reason.critical) text += ": " + reason.message;
    return one_line(text);
}

}  // namespace

bool ExporterSelection::has(const Target& target) const {
    const auto in = [](const std::vector<std::string>& names, const std::string& name) {
        return std::ranges::find(names, name) != names.end();
    };
    return in(networks, target.network) && (nodes.empty() || in(nodes, target.node));
}

HttpResponse exporter_health(const Health& health) {
    std::vector<std::string> reasons;
    for (const TargetHealth& target : health.targets)
        if (target.level == HealthLevel::failed) reasons.push_back(reason_of(target));
    if (health.targets.empty()) reasons.emplace_back("no target is watched");
    JsonWriter json;
    json.begin_object().member("status", reasons.empty() ? "healthy" : "unhealthy");
    if (!reasons.empty()) {
        json.key("reasons").begin_array();
        for (const std::string& reason : reasons)
            json.value(reason);
        json.end_array();
    }
    json.end_object();
    return net::json_response(reasons.empty() ? 200 : 503, json.take());
}

Exporter::Exporter(ExporterSelection selection, Statuses statuses, const LatestValues& latest,
                   const Clock& clock)
    : selection_(std::move(selection)),
      statuses_(std::move(statuses)),
      latest_(latest),
      clock_(clock) {}

void Exporter::install(net::HttpServer& server) {
    using Method = Task<HttpResponse> (Exporter::*)(const ServerRequest&) const;
    const auto get = [&](std::string path, Method method) {
        server.route("GET", std::move(path), [this, method](const ServerRequest& request) {
            return (this->*method)(request);
        });
    };
    get("/metrics", &Exporter::metrics);
    get("/health", &Exporter::health);
    get("/", &Exporter::page);
}

Task<HttpResponse> Exporter::metrics(const ServerRequest& request) const {
    co_return metrics_answer(request, latest_, clock_.now(),
                             [this](const Target& target) { return selection_.has(target); });
}

Task<HttpResponse> Exporter::health(const ServerRequest&) const {
    const Now now = clock_.now();
    std::vector<TargetStatus> statuses = statuses_(now);
    std::erase_if(statuses,
                  [this](const TargetStatus& status) { return !selection_.has(status.target); });
    co_return fresh(exporter_health(assess_health(statuses, {}, now)));
}

Task<HttpResponse> Exporter::page(const ServerRequest&) const {
    const std::string names = escape_html(fmt::format("{}", fmt::join(selection_.networks, ", ")));
    HttpResponse response =
        net::text_response(200, fmt::format(page_text, names), "text/html; charset=utf-8");
    response.headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    co_return fresh(std::move(response));
}

}  // namespace nodewatch::api
