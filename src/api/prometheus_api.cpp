#include "api/prometheus_api.hpp"

#include <algorithm>
#include <atomic>
#include <memory>

#include "api/prometheus_metadata.hpp"
#include "api/prometheus_query.hpp"
#include "api/prometheus_series.hpp"
#include "api/query_batch.hpp"
#include "base/deadline.hpp"
#include "net/gzip.hpp"
#include "net/http_target.hpp"

namespace nodewatch {
namespace {

using api::Answer;
using api::Parameters;
using net::HttpResponse;
using net::ServerRequest;
using promql::Stop;

constexpr std::size_t min_gzip_bytes = 1'024;
/// Between the time limit of a query, which it notices itself, and the server's patience.
constexpr Duration time_to_notice{10'000};

HttpResponse to_response(Answer answer) {
    HttpResponse response = net::json_response(answer.status, std::move(answer.body));
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Content-Type-Options", "nosniff");
    if (answer.retry) response.headers.set("Retry-After", "1");
    return response;
}

/// On a worker thread: the server would compress on the loop.
HttpResponse compressed(HttpResponse response) {
    if (response.body.size() < min_gzip_bytes) return response;
    response.body = net::gzip(response.body);
    response.headers.set("Content-Encoding", "gzip");
    response.headers.set("Vary", "Accept-Encoding");
    return response;
}

PrometheusApi::Settings with_shared(PrometheusApi::Settings settings,
                                    promql::SharedSamples& samples) {
    settings.engine.shared_samples = &samples;
    return settings;
}

Task<HttpResponse> ready(HttpResponse response) {
    co_return response;
}

api::Question question_of(const ServerRequest& request, Now now) {
    api::Question question;
    question.parameters = Parameters(request.query);
    question.asked = now;
    if (!request.path_parameters.empty()) question.path_parameter = request.path_parameters.front();
    question.body = request.body;
    return question;
}

}  // namespace

PrometheusApi::PrometheusApi(const store::SeriesSource& source, WorkerPool& pool, Clock& clock,
                             Settings settings, api::ServerInfo info, Statuses statuses)
    : pool_(pool),
      clock_(clock),
      samples_(settings.max_total_samples),
      settings_(with_shared(std::move(settings), samples_)),
      info_(std::move(info)),
      statuses_(std::move(statuses)),
      start_(clock.now().wall),
      context_{source, settings_.engine, clock_, info_.metadata},
      gate_(settings_.max_running, settings_.max_waiting) {}

void PrometheusApi::install(net::HttpServer& server) {
    install_queries(server);
    install_status(server);
}

void PrometheusApi::install_queries(net::HttpServer& server) {
    const net::RouteOptions options{.handler_timeout = settings_.timeout + time_to_notice,
                                    .stop_when_client_leaves = true};
    const auto add = [&](const char* method, const char* path, api::Endpoint endpoint) {
        const auto handler = [this, endpoint](const ServerRequest& request) {
            return ask(endpoint, request);
        };
        server.route(method, path, handler, options);
    };
    const auto add_both = [&](const char* path, api::Endpoint endpoint) {
        add("GET", path, endpoint);
        add("POST", path, endpoint);
    };
    add_both("/api/v1/query", &api::instant_query);
    add_both("/api/v1/query_range", &api::range_query);
    add_both("/api/v1/query_exemplars", &api::exemplars_query);
    add_both("/api/v1/format_query", &api::format_query);
    add_both("/api/v1/parse_query", &api::parse_query);
    add_both("/api/v1/series", &api::list_series);
    add_both("/api/v1/labels", &api::list_label_names);
    add("GET", "/api/v1/label/{}/values", &api::list_label_values);
    add("GET", "/api/v1/metadata", &api::metadata_list);
    add("GET", "/api/v1/targets/metadata", &api::target_metadata_list);
    add("GET", "/api/v1/status/tsdb", &api::tsdb_status);
    add("POST", "/api/v1/query_batch", &api::batch_query);
}

void PrometheusApi::install_status(net::HttpServer& server) {
    const auto add = [&](const char* path, std::function<Answer(const Parameters&)> answer) {
        const auto handler = [answer = std::move(answer)](const ServerRequest& request) {
            return ready(to_response(answer(Parameters(request.query))));
        };
        server.route("GET", path, handler);
    };
    add("/api/v1/targets",
        [this](const Parameters& p) { return targets_list(p, statuses_(clock_.now())); });
    add("/api/v1/alertmanagers", [](const Parameters&) {
        return api::success(R"({"activeAlertmanagers":[],"droppedAlertmanagers":[]})");
    });
    // Of a Prometheus that is ready: what is left to be replayed, nothing.
    add("/api/v1/status/walreplay",
        [](const Parameters&) { return api::success(R"({"min":0,"max":0,"current":0})"); });
    add("/api/v1/rules", &api::rules_list);
    add("/api/v1/alerts", [](const Parameters&) { return api::alerts_list(); });
    add("/api/v1/status/flags", [this](const Parameters&) { return flags_status(info_); });
    add("/api/v1/status/config", [this](const Parameters&) { return config_status(info_); });
    add("/api/v1/status/runtimeinfo",
        [this](const Parameters&) { return runtime_info(info_, start_); });
}

Task<HttpResponse> PrometheusApi::ask(api::Endpoint endpoint, const ServerRequest& request) {
    api::Question question = question_of(request, clock_.now());
    const bool gzip = net::prefers_gzip(request.headers.get("Accept-Encoding"));
    Duration limit = settings_.timeout;
    // One that cannot be read is refused by the endpoint.
    const auto wanted = api::parse_timeout(question.parameters);
    if (wanted && *wanted) limit = std::min(limit, **wanted);

    const auto ticket = co_await enter(limit);
    if (!ticket) {
        ++counters_.refused;
        Answer answer = api::refusal(ticket.error());
        answer.retry = true;  // one that waited for too long did not even begin
        co_return to_response(std::move(answer));
    }
    ++counters_.requests;
    // The query looks at the clock itself. That nobody waits any more it has to be told.
    const auto left = std::make_shared<std::atomic<bool>>(false);
    question.stop = [left, &clock = clock_, end = question.asked.steady + limit] {
        if (left->load(std::memory_order_relaxed)) return Stop::cancelled;
        return clock.now().steady >= end ? Stop::timeout : Stop::no;
    };
    auto work = [endpoint, gzip, question = std::move(question), context = context_] {
        HttpResponse response = to_response(endpoint(question, context));
        return gzip ? compressed(std::move(response)) : response;
    };
    auto response = co_await pool_.run(std::move(work), [left] { *left = true; });
    co_return response;
}

/// Waits for its turn, for no longer than the limit.
Task<Result<api::QueryGate::Ticket>> PrometheusApi::enter(Duration limit) {
    if (auto ticket = gate_.try_enter()) co_return std::move(*ticket);
    auto waited = co_await with_deadline(clock_, limit, gate_.enter(), "waiting for other queries");
    if (!waited && waited.error().kind == ErrorKind::timeout) {
        co_return failure(ErrorKind::timeout, "query timed out in query queue", "timeout");
    }
    co_return waited;
}

}  // namespace nodewatch
