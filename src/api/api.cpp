#include "api/api.hpp"

#include "api/metrics_answer.hpp"
#include "api/prometheus_status.hpp"
#include "api/text.hpp"
#include "telemetry/negotiation.hpp"

namespace nodewatch {
namespace {

using api::fresh;
using net::HttpResponse;
using net::ServerRequest;

bool wants_json(const ServerRequest& request) {
    if (const auto format = request.parameter("format")) return *format == "json";
    return prefers_over_text(request.headers.get("Accept"), "application/json");
}

}  // namespace

Api::Api(Statuses statuses, Problems problems, const LatestValues& latest, const Clock& clock,
         api::BuildInfo build)
    : statuses_(std::move(statuses)),
      problems_(std::move(problems)),
      latest_(latest),
      clock_(clock),
      build_(std::move(build)),
      start_(clock.now().steady) {}

void Api::install(net::HttpServer& server) {
    using Method = Task<HttpResponse> (Api::*)(const ServerRequest&) const;
    const auto get = [&](std::string path, Method method) {
        server.route("GET", std::move(path), [this, method](const ServerRequest& request) {
            return (this->*method)(request);
        });
    };
    get("/metrics", &Api::metrics);
    get("/health", &Api::health);
    get("/ready", &Api::ready);
    get("/api/v1/status/targets", &Api::targets);
    get("/api/v1/status/version", &Api::version);
    get("/api/v1/status/buildinfo", &Api::build);
}

Task<HttpResponse> Api::metrics(const ServerRequest& request) const {
    co_return api::metrics_answer(request, latest_, clock_.now(),
                                  [](const Target&) { return true; });
}

Task<HttpResponse> Api::health(const ServerRequest& request) const {
    const api::Health health = assess(clock_.now());
    const int status = api::http_status(health.level);
    HttpResponse response = wants_json(request)
                                ? net::json_response(status, api::write_health_json(health))
                                : net::text_response(status, api::write_health_text(health));
    response.headers.set("Vary", "Accept");
    co_return fresh(std::move(response));
}

Task<HttpResponse> Api::ready(const ServerRequest&) const {
    const Now now = clock_.now();
    const auto starting = api::targets_starting(statuses_(now));
    if (starting.empty() || elapsed(start_, now.steady) >= longest_start)
        co_return fresh(net::text_response(200, "READY\n"));
    std::string text = "NOT READY\n";
    for (const Target& target : starting)
        text += api::one_line(target.network) + "/" + api::one_line(target.node) +
                ": nothing is known of it yet\n";
    co_return fresh(net::text_response(503, std::move(text)));
}

Task<HttpResponse> Api::targets(const ServerRequest&) const {
    const Now now = clock_.now();
    co_return fresh(net::json_response(200, api::write_targets_json(statuses_(now), now)));
}

Task<HttpResponse> Api::version(const ServerRequest&) const {
    co_return fresh(net::json_response(200, api::write_build_json(build_)));
}

/// As Prometheus: Grafana asks here what the server can do.
Task<HttpResponse> Api::build(const ServerRequest&) const {
    co_return fresh(net::json_response(200, api::prometheus_build_info(build_).body));
}

api::Health Api::assess(Now now) const {
    return api::assess_health(statuses_(now), problems_(), now);
}

}  // namespace nodewatch
