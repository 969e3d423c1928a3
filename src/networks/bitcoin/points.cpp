#include "networks/bitcoin/points.hpp"

#include <algorithm>
#include <map>

#include "networks/bitcoin/measurements_chain.hpp"
#include "networks/bitcoin/measurements_node.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr double bytes_per_megabyte = 1e6;
/// Bitcoin Core, consensus/consensus.h.
constexpr double max_block_weight = 4e6;
/// Words for the status of a branch that a future version may have; further ones are left out.
constexpr std::size_t max_statuses = 16;

std::optional<double> divided(const std::optional<double>& value, double by) {
    return value ? std::optional(*value / by) : std::nullopt;
}

}  // namespace

Point poll_point(std::string_view loop, Duration took, Stamp stamp) {
    const auto& m = poll_measurement;
    Point point(m, stamp.time, stamp.interval, {std::string(loop)});
    point.set(m.duration, to_seconds(took));
    return point;
}

Point blockchain_point(const BlockchainInfo& info, Stamp stamp) {
    const auto& m = blockchain_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.best_height, info.blocks);
    point.set(m.headers_height, info.headers);
    if (info.blocks && info.headers)  // for a moment there may be fewer headers
        point.set(m.block_lag, *info.headers > *info.blocks ? *info.headers - *info.blocks : 0);
    point.set(m.progress, info.verification_progress);
    point.set(m.difficulty, info.difficulty);
    point.set(m.initial_download, info.initial_block_download);
    point.set(m.size_on_disk, info.size_on_disk_bytes);
    point.set(m.pruned, info.pruned);
    point.set(m.prune_height, info.prune_height);
    point.set(m.prune_target, info.prune_target_bytes);
    if (info.warnings) point.set(m.warnings, info.warnings->size());
    if (info.background) point.set(m.background_progress, info.background->progress);
    return point;
}

Point reorganisation_point(const ChainTracker& chain, Now now, Duration interval) {
    const auto& m = reorganisation_measurement;
    Point point(m, now.wall, interval);
    point.set(m.count, chain.reorganisations());
    point.set(m.fallen, chain.fallen_blocks());
    point.set(m.unexplained, chain.unexplained());
    if (!chain.last()) return point;
    point.set(m.depth, chain.last()->depth());
    point.set(m.last, unix_time_of(chain.last()->at.steady, now));
    return point;
}

Point tip_block_point(const BlockStats& stats, Stamp stamp) {
    const auto& m = tip_block_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.transactions, stats.transactions);
    point.set(m.inputs, stats.inputs);
    point.set(m.outputs, stats.outputs);
    point.set(m.size, stats.size_bytes);
    point.set(m.weight, stats.weight);
    point.set(m.fullness, divided(stats.weight, max_block_weight));
    point.set(m.total_fee, divided(stats.total_fee, satoshi_per_bitcoin));
    point.set(m.subsidy, divided(stats.subsidy, satoshi_per_bitcoin));
    for (std::size_t i = 0; i < stats.fee_rate_percentiles.size(); ++i)
        point.set(m.fee_rates[i], stats.fee_rate_percentiles[i]);
    return point;
}

std::vector<Point> chain_tip_points(const std::vector<ChainTip>& tips, Stamp stamp) {
    const auto& m = chain_tip_measurement;
    struct Group {
        std::uint64_t count = 0, longest = 0;
    };
    std::map<std::string, Group> groups;
    for (const ChainTip& tip : tips) {
        if (!groups.contains(tip.status) && groups.size() >= max_statuses) continue;
        Group& group = groups[tip.status];
        ++group.count;
        group.longest = std::max(group.longest, tip.branch_length);
    }
    std::vector<Point> points;
    for (const auto& [status, group] : groups) {
        Point& point = points.emplace_back(m, stamp.time, stamp.interval, std::vector{status});
        point.set(m.tips, group.count);
        point.set(m.longest, group.longest);
    }
    return points;
}

std::uint64_t highest_invalid(const std::vector<ChainTip>& tips) {
    std::uint64_t highest = 0;
    for (const ChainTip& tip : tips)
        if (tip.status == "invalid") highest = std::max(highest, tip.height);
    return highest;
}

Point mempool_point(const MempoolInfo& info, Stamp stamp) {
    const auto& m = mempool_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.tx_count, info.transactions);
    point.set(m.vsize_mb, divided(info.virtual_bytes, bytes_per_megabyte));
    point.set(m.usage, info.usage_bytes);
    point.set(m.max_usage, info.max_usage_bytes);
    point.set(m.total_fee, divided(info.total_fee, satoshi_per_bitcoin));
    point.set(m.min_fee, info.min_fee);
    point.set(m.min_relay_fee, info.min_relay_fee);
    point.set(m.incremental_fee, info.incremental_relay_fee);
    point.set(m.unbroadcast, info.unbroadcast);
    point.set(m.loaded, info.loaded);
    return point;
}

Point fee_point(unsigned target, const FeeEstimate& estimate, Stamp stamp) {
    const auto& m = fee_measurement;
    Point point(m, stamp.time, stamp.interval, {std::to_string(target)});
    point.set(m.rate, estimate.fee_rate);
    point.set(m.blocks, estimate.target);
    return point;
}

Point peers_point(const PeersSummary& summary, Stamp stamp) {
    const auto& m = peers_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.total, summary.total);
    point.set(m.inbound, summary.inbound);
    point.set(m.outbound, summary.outbound);
    point.set(m.lasting_outbound, summary.lasting_outbound);
    point.set(m.ping_average, summary.ping_average);
    point.set(m.ping_p95, summary.ping_p95);
    point.set(m.ping_p50, divided(summary.ping_p50, milliseconds_per_second));
    point.set(m.ping_p99, divided(summary.ping_p99, milliseconds_per_second));
    point.set(m.waiting, summary.waiting_for_pong);
    point.set(m.clock_off, summary.clock_off);
    point.set(m.high_bandwidth_to, summary.high_bandwidth_to);
    point.set(m.high_bandwidth_from, summary.high_bandwidth_from);
    point.set(m.rate_limited, summary.addresses_rate_limited);
    point.set(m.in_flight, summary.blocks_in_flight);
    point.set(m.min_ping_p50, divided(summary.min_ping_p50, milliseconds_per_second));
    point.set(m.connected, summary.connected_p50);
    point.set(m.address_relays, summary.address_relays);
    point.set(m.addresses_processed, summary.addresses_processed);
    point.set(m.rate_limited_peers, summary.rate_limited_peers);
    point.set(m.fetching, summary.fetching_peers);
    point.set(m.low_fee, summary.low_fee_peers);
    point.set(m.announcements, summary.most_announcements_waiting);
    point.set(m.diversity, summary.inbound_diversity);
    return point;
}

std::vector<Point> peer_group_points(const PeersSummary& summary, Stamp stamp) {
    std::vector<Point> points;
    const auto add = [&](const char* by, const std::map<std::string, std::size_t>& counts) {
        const auto& m = peer_group_measurement;
        for (const auto& [value, peers] : counts) {
            std::vector<std::string> tags = {by, value};
            points.emplace_back(m, stamp.time, stamp.interval, std::move(tags)).set(m.peers, peers);
        }
    };
    add("network", summary.by_network);
    add("connection_type", summary.by_type);
    add("transport", summary.by_transport);
    add("version", summary.by_version);
    add("service", summary.by_service);
    return points;
}

Point network_point(const NetworkInfo& info, Stamp stamp) {
    const auto& m = network_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.version, info.version);
    point.set(m.protocol, info.protocol_version);
    point.set(m.connections, info.connections);
    point.set(m.active, info.active);
    point.set(m.time_offset, info.time_offset_seconds);
    return point;
}

std::vector<Point> reach_points(const NetworkInfo& info, Stamp stamp) {
    const auto& m = reach_measurement;
    std::vector<Point> points;
    for (const NetworkReach& network : info.networks)
        points.emplace_back(m, stamp.time, stamp.interval, std::vector{network.name})
            .set(m.reachable, network.reachable);
    return points;
}

Point traffic_point(const NetTotals& totals, Stamp stamp) {
    const auto& m = traffic_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.received, totals.received_bytes);
    point.set(m.sent, totals.sent_bytes);
    point.set(m.upload_target, totals.upload_target_bytes);
    point.set(m.upload_left, totals.upload_left_bytes);
    return point;
}

Point mining_point(const MiningInfo& info, Stamp stamp) {
    const auto& m = mining_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.hash_rate, info.network_hash_rate);
    point.set(m.next_difficulty, info.next_difficulty);
    return point;
}

std::vector<Point> index_points(const std::vector<IndexInfo>& indexes, Stamp stamp) {
    const auto& m = index_measurement;
    std::vector<Point> points;
    for (const IndexInfo& index : indexes) {
        Point& point = points.emplace_back(m, stamp.time, stamp.interval, std::vector{index.name});
        point.set(m.synced, index.synced);
        point.set(m.height, index.height);
    }
    return points;
}

}  // namespace nodewatch::bitcoin
