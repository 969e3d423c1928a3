#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// What the indexers beside a node say of themselves. What an indexer omits is absent: any part of
/// Fulcrum's answer may be null, and the names differ between versions of both.
namespace nodewatch::bitcoin {

/// GET /stats of Fulcrum (`stats` in its configuration): Controller.cpp, SrvMgr.cpp of
/// cculianu/Fulcrum. What it tells of its clients holds their addresses, and is not looked at.
struct FulcrumStats {
    std::optional<std::uint64_t> tip_height;
    std::optional<std::string> chain;  ///< "main", "test", ...
    /// Whether it takes in blocks; so it does for a moment with each new one.
    std::optional<bool> syncing;
    std::optional<double> clients, most_clients, connections, subscriptions;
    std::optional<double> transactions_sent;
    std::optional<double> resident_bytes, virtual_bytes;
    std::optional<double> jobs, job_limit, job_overflows;    ///< of its thread pool
    std::optional<double> daemon_requests, daemon_timeouts;  ///< to the node
    std::optional<double> unspent_outputs, unspent_outputs_bytes;
};

/// `parse` when it is not what Fulcrum answers.
Result<FulcrumStats> decode_fulcrum(std::string_view body);

/// Prometheus text of electrs (romanz/electrs, `monitoring_addr`), whose names have had the prefix
/// electrs_ since 0.9.14.
struct ElectrsMetrics {
    std::optional<std::uint64_t> tip_height;  ///< absent from the newest versions
    struct Band {
        std::optional<double> vsize, transactions;
    };
    /// Its mempool by the lower edge of the fee rate, sat/vB: powers of two, and 0.
    std::map<std::uint64_t, Band> bands;
    struct Method {
        std::optional<double> requests, seconds;  ///< since it started
    };
    std::map<std::string, Method> methods;
};

/// Bands from here on are one.
inline constexpr std::uint64_t highest_band = 2'048;
/// Further methods are left out.
inline constexpr std::size_t max_methods = 64;

/// `parse` when it is not what electrs answers.
Result<ElectrsMetrics> decode_electrs(std::string_view body);

}  // namespace nodewatch::bitcoin
