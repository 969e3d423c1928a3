#pragma once

#include <functional>
#include <vector>

#include "api/prometheus_answer.hpp"
#include "api/prometheus_status.hpp"
#include "api/query_gate.hpp"
#include "base/worker_pool.hpp"
#include "net/http_server.hpp"

namespace nodewatch {

/// The HTTP API of Prometheus 2.42 over any source of series; docs/api.md describes it. What reads
/// series runs on the worker pool, answers are written and compressed there. Loop thread only.
class PrometheusApi {
public:
    struct Settings {
        promql::Settings engine = {};  ///< without `stop` and `shared_samples`
        Duration timeout{120'000};     ///< of one request, waiting for its turn included
        /// Requests at work at a time. More than the pool has threads only moves the waiting.
        std::size_t max_running = 20;
        /// Requests that wait for their turn; 503 above.
        std::size_t max_waiting = 200;
        /// Held in memory at a time by all of them; 503 above.
        std::size_t max_total_samples = 100'000'000;
    };
    using Statuses = std::function<std::vector<TargetStatus>(Now)>;

    /// The source, the pool and the clock outlive this. The pool should be of its own: queries can
    /// hold its threads for as long as the timeout.
    PrometheusApi(const store::SeriesSource& source, WorkerPool& pool, Clock& clock,
                  Settings settings, api::ServerInfo info, Statuses statuses);

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);

    struct Counters {
        std::uint64_t requests = 0;  ///< that went to the pool
        std::uint64_t refused = 0;   ///< because too many waited, or for too long
    };
    Counters counters() const { return counters_; }
    /// What queries hold now.
    const promql::SharedSamples& samples() const { return samples_; }

private:
    void install_queries(net::HttpServer& server);
    void install_status(net::HttpServer& server);
    Task<net::HttpResponse> ask(api::Endpoint endpoint, const net::ServerRequest& request);
    Task<Result<api::QueryGate::Ticket>> enter(Duration limit);

    WorkerPool& pool_;
    Clock& clock_;
    promql::SharedSamples samples_;
    const Settings settings_;
    const api::ServerInfo info_;
    const Statuses statuses_;
    const WallTime start_;
    const api::QueryContext context_;
    api::QueryGate gate_;
    Counters counters_;
};

}  // namespace nodewatch
