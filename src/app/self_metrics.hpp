#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "app/clock_steps.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/worker_pool.hpp"
#include "net/http_server.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::app {

/// Publishes what nodewatch knows of itself, as target network="nodewatch" node=<host name>.
class SelfMetrics {
public:
    static constexpr Duration interval{5'000};

    /// All references must outlive run().
    struct Parts {
        Clock& clock;
        WorkerPool& pool;
        Hub& hub;
        const LatestValues& latest;
        /// Of all listeners together.
        std::function<net::HttpServer::Counters()> http_counters;
        bool demo = false;
    };
    SelfMetrics(Parts parts, std::string host_name);

    /// Publishes until cancelled.
    Task<void> run();

private:
    /// Waits for one interval in small steps; returns how late the worst one ended.
    Task<Duration> measure_lag();
    void notice_clock_step(Now now);
    void publish_build(WallTime now);
    Task<void> publish_process(Duration lag);
    void publish_hub(Now now);
    void publish_server(WallTime now);

    Parts parts_;
    Publisher publisher_;
    SteadyTime started_;
    ClockSteps clock_steps_;
    std::uint64_t clock_steps_seen_ = 0;
};

/// "validator-host-1"; "localhost" when the system does not say.
std::string host_name();

}  // namespace nodewatch::app
