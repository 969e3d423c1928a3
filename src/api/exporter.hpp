#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/health.hpp"
#include "base/clock.hpp"
#include "net/http_server.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::api {

/// Which targets an exporter tells of.
struct ExporterSelection {
    std::vector<std::string> networks;
    std::vector<std::string> nodes = {};  ///< of these networks; empty: all

    bool has(const Target& target) const;
};

/// An HTTP server that is an exporter of some networks alone: /metrics, /health as
/// {"status":"healthy"}, and a page at / that names both. Loop thread only.
class Exporter {
public:
    using Statuses = std::function<std::vector<TargetStatus>(Now)>;

    /// `latest` and `clock` outlive this.
    Exporter(ExporterSelection selection, Statuses statuses, const LatestValues& latest,
             const Clock& clock);

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);

private:
    Task<net::HttpResponse> metrics(const net::ServerRequest& request) const;
    Task<net::HttpResponse> health(const net::ServerRequest& request) const;
    Task<net::HttpResponse> page(const net::ServerRequest& request) const;

    ExporterSelection selection_;
    Statuses statuses_;
    const LatestValues& latest_;
    const Clock& clock_;
};

/// 200 {"status":"healthy"}; 503 {"status":"unhealthy","reasons":[...]} when a target is failed,
/// and when there is none: an exporter without a target has nothing to be healthy of. A target that
/// starts or is degraded is watched.
net::HttpResponse exporter_health(const Health& health);

}  // namespace nodewatch::api
