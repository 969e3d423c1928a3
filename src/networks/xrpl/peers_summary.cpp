#include "networks/xrpl/peers_summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "networks/xrpl/version.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr double upgrade_percent = 60;

/// The value below which `part` of the sorted values lie: the one at index n * part.
double quantile(const std::vector<double>& sorted, double part) {
    const auto index = static_cast<std::size_t>(static_cast<double>(sorted.size()) * part);
    return sorted[std::min(index, sorted.size() - 1)];
}

void summarize_latency(const PeersInfo& info, PeersSummary& summary) {
    std::vector<double> latencies;
    for (const Peer& peer : info.peers) {
        if (peer.latency_ms) latencies.push_back(*peer.latency_ms);
    }
    if (latencies.empty()) return;
    std::ranges::sort(latencies);
    summary.latency_median_ms = quantile(latencies, 0.5);
    summary.latency_p90_ms = quantile(latencies, 0.9);
    summary.latency_max_ms = latencies.back();
}

void summarize_traffic(const PeersInfo& info, PeersSummary& summary) {
    double top = 0;
    for (const Peer& peer : info.peers) {
        if (!peer.bytes_received && !peer.bytes_sent) continue;
        const double received = peer.bytes_received.value_or(0);
        const double sent = peer.bytes_sent.value_or(0);
        summary.bytes_received = summary.bytes_received.value_or(0) + received;
        summary.bytes_sent = summary.bytes_sent.value_or(0) + sent;
        top = std::max(top, received + sent);
    }
    if (!summary.bytes_received) return;
    const double all = *summary.bytes_received + *summary.bytes_sent;
    if (all > 0) summary.traffic_top_share = top / all;
}

}  // namespace

PeersSummary summarize(const PeersInfo& info, std::optional<std::uint64_t> network_id) {
    PeersSummary summary;
    summary.total = info.peers.size();
    if (network_id) summary.wrong_network = 0;
    for (const Peer& peer : info.peers) {
        ++(peer.inbound ? summary.inbound : summary.outbound);
        if (peer.cluster) ++summary.cluster;
        if (peer.track == "diverged") ++summary.diverged;
        if (peer.track == "unknown") ++summary.unknown_track;
        if (network_id && peer.network_id && *peer.network_id != *network_id)
            ++*summary.wrong_network;
    }
    summarize_latency(info, summary);
    summarize_traffic(info, summary);
    return summary;
}

std::vector<std::pair<std::string, std::size_t>> count_versions(
    const std::vector<std::string_view>& versions, std::size_t limit) {
    std::map<std::string_view, std::size_t> counts;
    for (const std::string_view version : versions)
        ++counts[version.empty() ? "unknown" : version];
    std::vector<std::pair<std::string, std::size_t>> result(counts.begin(), counts.end());
    std::ranges::sort(result, [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    if (result.size() <= limit) return result;

    std::size_t others = 0;
    for (std::size_t i = limit; i < result.size(); ++i)
        others += result[i].second;
    result.resize(limit);
    result.emplace_back("other", others);
    return result;
}

std::optional<UpgradeSummary> compare_versions(const std::optional<std::string>& own,
                                               const std::vector<std::string_view>& peers) {
    const auto ours = own ? parse_version(*own) : std::nullopt;
    if (!ours || peers.empty()) return std::nullopt;
    UpgradeSummary summary;
    for (const std::string_view text : peers) {
        const auto version = parse_version(text);
        if (!version) continue;
        ++summary.known;
        if (*version > *ours) ++summary.higher;
    }
    if (summary.known == 0) return std::nullopt;
    const double part = static_cast<double>(summary.higher) / static_cast<double>(peers.size());
    summary.higher_percent = std::round(part * 1000) / 10;
    summary.recommended = summary.higher_percent > upgrade_percent;
    return summary;
}

}  // namespace nodewatch::xrpl
