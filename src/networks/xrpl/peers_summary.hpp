#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "networks/xrpl/messages.hpp"

namespace nodewatch::xrpl {

struct PeersSummary {
    std::size_t total = 0, inbound = 0, outbound = 0, cluster = 0;
    std::size_t diverged = 0;                  ///< more than 128 ledgers away
    std::size_t unknown_track = 0;             ///< not known whether on our chain
    std::optional<std::size_t> wrong_network;  ///< absent when the node's own network is not known
    /// Of the peers that have one; absent when none has.
    std::optional<double> latency_median_ms, latency_p90_ms, latency_max_ms;
    std::optional<double> bytes_received, bytes_sent;
    std::optional<double> traffic_top_share;  ///< 0 to 1
};
PeersSummary summarize(const PeersInfo& info, std::optional<std::uint64_t> network_id);

/// Versions and how many run them: the `limit` most frequent, then "other". Versions are what peers
/// claim, so their number has no bound of its own; peers that tell none are "unknown".
std::vector<std::pair<std::string, std::size_t>> count_versions(
    const std::vector<std::string_view>& versions, std::size_t limit);

/// Whether others run something newer.
struct UpgradeSummary {
    std::size_t known = 0;      ///< peers that tell a version
    std::size_t higher = 0;     ///< of them, newer than ours
    double higher_percent = 0;  ///< of all peers, one decimal
    bool recommended = false;   ///< more than 60 %
};
/// Nothing when our own version is not known, or no peer tells one.
std::optional<UpgradeSummary> compare_versions(const std::optional<std::string>& own,
                                               const std::vector<std::string_view>& peers);

}  // namespace nodewatch::xrpl
