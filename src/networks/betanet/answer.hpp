#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nodewatch::betanet {

/// One mixnode of /mixnodes. Absent is unknown.
struct Mixnode {
    std::string id;
    std::optional<std::string> status;                    ///< "active", "stopped"
    std::optional<double> processed, forwarded, dropped;  ///< packets since it started
    std::optional<double> uptime_seconds;
    std::optional<double> latency_seconds;
};

/// A histogram as Prometheus text tells it: observations up to each bound of the declaration, all
/// observations, and their sum.
struct ToldHistogram {
    std::vector<double> cumulative;
    double count = 0;
    double sum = 0;
};

/// Names that the exporter of the seed has and no documented answer tells. A service whose own
/// /metrics tells them is passed through.
struct FurtherMetrics {
    std::optional<double> mixnode_failures, routing_failures, vrf_verifications, vrf_failures;
    std::optional<ToldHistogram> routing_latency, circuit_build;

    bool any() const {
        return mixnode_failures || routing_failures || vrf_verifications || vrf_failures ||
               routing_latency || circuit_build;
    }
};

/// What one endpoint told, whichever it is: each tells a part of this. Absent is unknown.
struct Answer {
    std::optional<double> total_nodes, active_nodes, inactive_nodes;
    std::optional<double> bytes_transmitted, bytes_received;  ///< since the service started
    std::optional<double> peak_throughput;  ///< in a unit that the service does not document
    std::optional<double> latency_seconds;  ///< mean; 0 before the first message
    std::optional<double> packets_processed, packets_forwarded, packets_dropped;
    std::optional<double> uptime_seconds;
    std::optional<std::string> status;  ///< "idle", "operational"
    std::optional<std::vector<Mixnode>> mixnodes;
    std::uint64_t mixnodes_left_out = 0;  ///< beyond max_mixnodes
    FurtherMetrics further;
    /// What is wrong with members that are left out: one sentence each, at most max_flaws.
    std::vector<std::string> flaws;
};

inline constexpr std::size_t max_mixnodes = 500;
inline constexpr std::size_t max_flaws = 8;
inline constexpr double milliseconds_per_second = 1'000;

}  // namespace nodewatch::betanet
