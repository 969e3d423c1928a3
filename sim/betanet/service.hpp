#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace nodewatch::sim::betanet {

/// A mixnode of the stand-in.
struct Mixnode {
    std::string id;
    bool active = true;
    std::uint64_t processed = 0, forwarded = 0, dropped = 0;
    double latency_ms = 0;
};

/// The figures of a Betanet service, and how it tells them in its two dialects.
class Service {
public:
    explicit Service(Now start);

    /// Packets go through all active mixnodes.
    void work(std::uint64_t packets);
    /// Its counters begin again; mixnodes stay.
    void restart(Now now);

    // The documented dialect.
    std::string api_metrics() const;
    std::string api_nodes() const;
    std::string api_stats() const;
    // That of the server.
    std::string status(Now now) const;
    std::string list_mixnodes(Now now) const;
    std::string metrics(Now now) const;

    std::vector<Mixnode> mixnodes;
    std::uint64_t bytes_transmitted = 0, bytes_received = 0;
    std::uint64_t peak_throughput = 10'000;
    double latency_ms = 45;

private:
    struct Totals {
        std::uint64_t active = 0, processed = 0, forwarded = 0, dropped = 0;
    };
    Totals totals() const;
    std::uint64_t uptime_seconds(Now now) const;

    SteadyTime started_;
};

}  // namespace nodewatch::sim::betanet
