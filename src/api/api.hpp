#pragma once

#include <functional>
#include <vector>

#include "api/health.hpp"
#include "api/status_json.hpp"
#include "base/clock.hpp"
#include "net/http_server.hpp"
#include "telemetry/latest_values.hpp"
#include "telemetry/status.hpp"

namespace nodewatch {

/// What nodewatch answers over HTTP; docs/api.md describes it. Loop thread only.
class Api {
public:
    using Statuses = std::function<std::vector<TargetStatus>(Now)>;
    /// What is wrong with the program itself; loop thread.
    using Problems = std::function<std::vector<api::ProgramProblem>()>;

    /// A target that stays silent keeps /ready at 503 for this long after the start, not for ever:
    /// a dead node is a matter of /health.
    static constexpr Duration longest_start{30'000};

    /// `latest` and `clock` outlive this.
    Api(Statuses statuses, Problems problems, const LatestValues& latest, const Clock& clock,
        api::BuildInfo build);

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);

private:
    Task<net::HttpResponse> metrics(const net::ServerRequest& request) const;
    Task<net::HttpResponse> health(const net::ServerRequest& request) const;
    Task<net::HttpResponse> ready(const net::ServerRequest& request) const;
    Task<net::HttpResponse> targets(const net::ServerRequest& request) const;
    Task<net::HttpResponse> version(const net::ServerRequest& request) const;
    Task<net::HttpResponse> build(const net::ServerRequest& request) const;
    api::Health assess(Now now) const;

    Statuses statuses_;
    Problems problems_;
    const LatestValues& latest_;
    const Clock& clock_;
    api::BuildInfo build_;
    SteadyTime start_;
};

}  // namespace nodewatch
