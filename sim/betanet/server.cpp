#include "sim/betanet/server.hpp"

#include <algorithm>
#include <array>

#include "base/counted.hpp"

namespace nodewatch::sim::betanet {
namespace {

using namespace std::chrono_literals;

constexpr Duration longer_than_anyone_waits = 24h;
constexpr std::array<std::string_view, 8> fault_names = {
    "none", "silent", "unavailable", "busy", "not-found", "mock", "truncated", "html"};
/// As the proxy of fog-compute answers for a service that is down.
constexpr std::string_view mock =
    R"({"status":"mock","active_nodes":0,"connections":0,"avg_latency_ms":0,)"
    R"("packets_processed":0,"note":"Betanet is not running - using mock data"})";

net::HttpResponse not_found() {
    return net::json_response(404, R"({"error":"Not Found"})");
}

}  // namespace

std::optional<Fault> read_fault(std::string_view name) {
    const auto found = std::ranges::find(fault_names, name);
    if (found == fault_names.end()) return std::nullopt;
    return static_cast<Fault>(found - fault_names.begin());
}

Server::Server(asio::any_io_executor executor, Clock& clock, Dialect spoken)
    : dialect(spoken), executor_(executor), clock_(clock), service_(clock.now()) {}

Server::~Server() = default;

Result<> Server::start() {
    net::HttpServerOptions options;
    options.listen = {{"127.0.0.1", port_}};
    options.handler_timeout = longer_than_anyone_waits;
    http_ = std::make_unique<net::HttpServer>(executor_, options);
    // Nothing is held for who does not wait any more.
    http_->route("GET", "/{*}",
                 [this](const net::ServerRequest& request) { return answer(request); },
                 {.stop_when_client_leaves = true});
    auto listening = http_->listen();
    if (!listening) return listening;
    port_ = http_->ports().front();
    tasks_ = std::make_unique<TaskGroup>(executor_);
    tasks_->spawn("server", http_->run(Duration{0}));
    return {};
}

Task<void> Server::stop() {
    if (!tasks_) co_return;
    tasks_->cancel();
    co_await tasks_->join();
    tasks_.reset();
    http_.reset();
}

Fault Server::fault_of(std::string_view path) const {
    const auto found = faults.find(path);
    return found == faults.end() ? fault : found->second;
}

std::optional<net::HttpResponse> Server::right_answer(std::string_view path) const {
    const Now now = clock_.now();
    if (dialect == Dialect::api_v1) {
        if (path == "/api/v1/metrics") return net::json_response(200, service_.api_metrics());
        if (path == "/api/v1/nodes/status") return net::json_response(200, service_.api_nodes());
        if (path == "/api/v1/network/stats") return net::json_response(200, service_.api_stats());
    }
    if (dialect == Dialect::server) {
        if (path == "/status") return net::json_response(200, service_.status(now));
        if (path == "/mixnodes") return net::json_response(200, service_.list_mixnodes(now));
        if (path == "/metrics") return net::text_response(200, service_.metrics(now));
    }
    return std::nullopt;
}

Task<void> Server::hold(Duration time) {
    const Counted counted(held_);
    co_await clock_.sleep_for(time);
}

Task<net::HttpResponse> Server::answer(net::ServerRequest request) {
    ++requests_;
    const Fault wrong = fault_of(request.path);
    if (wrong == Fault::silent) co_await hold(longer_than_anyone_waits);
    if (delay > 0ms) co_await hold(delay);
    auto response = right_answer(request.path).value_or(not_found());
    switch (wrong) {
        case Fault::unavailable:
        case Fault::busy:
            response.status = wrong == Fault::busy ? 429 : 503;
            if (!retry_after.empty()) response.headers.set("Retry-After", retry_after);
            break;
        case Fault::not_found:
            response = not_found();
            break;
        case Fault::mock:
            response = net::json_response(200, std::string(mock));
            break;
        case Fault::truncated:
            response.body.resize(response.body.size() / 2);
            break;
        case Fault::html:
            response =
                net::text_response(200, "<html><h1>502 Bad Gateway</h1></html>", "text/html");
            break;
        default:
            break;
    }
    co_return response;
}

}  // namespace nodewatch::sim::betanet
