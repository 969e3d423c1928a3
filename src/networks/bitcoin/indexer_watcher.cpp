#include "networks/bitcoin/indexer_watcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "networks/bitcoin/measurements_indexers.hpp"

namespace nodewatch::bitcoin {
namespace {

/// Indexers have names of their own for some test networks: those are not judged.
bool is_other_chain(const std::optional<std::string>& one,
                    const std::optional<std::string>& other) {
    constexpr std::array known = {"main", "test", "signet", "regtest"};
    const auto is_known = [&](const auto& name) {
        return name && std::ranges::find(known, *name) != known.end();
    };
    return is_known(one) && is_known(other) && *one != *other;
}

Point fulcrum_point(const FulcrumStats& stats, std::optional<std::uint64_t> lag, Stamp stamp) {
    const auto& m = fulcrum_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.up, true);
    point.set(m.tip_height, stats.tip_height);
    point.set(m.tip_lag, lag);
    point.set(m.syncing, stats.syncing);
    point.set(m.clients, stats.clients);
    point.set(m.most_clients, stats.most_clients);
    point.set(m.connections, stats.connections);
    point.set(m.subscriptions, stats.subscriptions);
    point.set(m.transactions_sent, stats.transactions_sent);
    point.set(m.resident, stats.resident_bytes);
    point.set(m.virtual_memory, stats.virtual_bytes);
    point.set(m.jobs, stats.jobs);
    point.set(m.job_limit, stats.job_limit);
    point.set(m.job_overflows, stats.job_overflows);
    point.set(m.daemon_requests, stats.daemon_requests);
    point.set(m.daemon_timeouts, stats.daemon_timeouts);
    point.set(m.unspent_outputs, stats.unspent_outputs);
    point.set(m.unspent_outputs_size, stats.unspent_outputs_bytes);
    return point;
}

std::vector<Point> band_points(const ElectrsMetrics& metrics, Stamp stamp) {
    const auto& m = electrs_band_measurement;
    std::vector<Point> points;
    for (const auto& [edge, band] : metrics.bands) {
        Point& point =
            points.emplace_back(m, stamp.time, stamp.interval, std::vector{std::to_string(edge)});
        point.set(m.vsize, band.vsize);
        point.set(m.transactions, band.transactions);
    }
    return points;
}

std::vector<Point> method_points(const ElectrsMetrics& metrics, Stamp stamp) {
    const auto& m = electrs_method_measurement;
    std::vector<Point> points;
    for (const auto& [name, method] : metrics.methods) {
        Point& point = points.emplace_back(m, stamp.time, stamp.interval, std::vector{name});
        point.set(m.requests, method.requests);
        point.set(m.seconds, method.seconds);
    }
    return points;
}

}  // namespace

void IndexerWatcher::on_fulcrum(const Result<FulcrumStats>& stats, const NodeTip& node, Now now) {
    const auto& m = fulcrum_measurement;
    const Stamp stamp{now.wall, interval_};
    if (!stats) {
        note_failure(fulcrum_, stats.error());
        Point point(m, stamp.time, stamp.interval);
        point.set(m.up, false);
        return publisher_.publish(point);
    }
    const bool other_chain = is_other_chain(stats->chain, node.chain);
    note_tip(fulcrum_, stats->tip_height, other_chain ? NodeTip{} : node, now);
    fulcrum_.syncing = stats->syncing.value_or(false);
    publisher_.publish(fulcrum_point(*stats, fulcrum_.lag, stamp));
}

void IndexerWatcher::on_electrs(const Result<ElectrsMetrics>& metrics, const NodeTip& node,
                                Now now) {
    const auto& m = electrs_measurement;
    const Stamp stamp{now.wall, interval_};
    Point point(m, stamp.time, stamp.interval);
    point.set(m.up, metrics.has_value());
    if (!metrics) {
        note_failure(electrs_, metrics.error());
        publisher_.retire(electrs_band_measurement, now.wall);
        publisher_.retire(electrs_method_measurement, now.wall);
        return publisher_.publish(point);
    }
    note_tip(electrs_, metrics->tip_height, node, now);
    point.set(m.tip_height, metrics->tip_height);
    point.set(m.tip_lag, electrs_.lag);
    publisher_.publish(point);
    publisher_.publish_set(electrs_band_measurement, band_points(*metrics, stamp), now.wall);
    publisher_.publish_set(electrs_method_measurement, method_points(*metrics, stamp), now.wall);
}

void IndexerWatcher::note_failure(Indexer& indexer, const Error& error) {
    indexer.asked = true;
    ++indexer.failures;
    indexer.error = error.message;
    indexer.lag.reset();
}

void IndexerWatcher::note_tip(Indexer& indexer, std::optional<std::uint64_t> tip,
                              const NodeTip& node, Now now) {
    indexer.asked = true;
    indexer.failures = 0;
    if (indexer.tip != tip) indexer.moved = now.steady;
    indexer.tip = tip;
    indexer.lag.reset();
    if (tip && node.height) indexer.lag = *node.height > *tip ? *node.height - *tip : 0;
}

std::optional<std::vector<std::string>> IndexerWatcher::down() const {
    std::optional<std::vector<std::string>> sentences;
    for (const Indexer* indexer : {&fulcrum_, &electrs_}) {
        if (!indexer->asked) continue;
        if (!sentences) sentences.emplace();
        if (indexer->failures >= down_failures)
            sentences->push_back(
                fmt::format("{} does not answer: {}.", indexer->name, indexer->error));
    }
    return sentences;
}

bool IndexerWatcher::is_behind(const Indexer& indexer, Now now) const {
    if (*indexer.lag <= usual_lag) return false;
    return !indexer.syncing || elapsed(indexer.moved, now.steady) >= sync_patience;
}

std::optional<std::vector<std::string>> IndexerWatcher::behind(Now now) const {
    std::optional<std::vector<std::string>> sentences;
    for (const Indexer* indexer : {&fulcrum_, &electrs_}) {
        if (!indexer->lag) continue;
        if (!sentences) sentences.emplace();
        if (is_behind(*indexer, now))
            sentences->push_back(fmt::format("{} has block {}, the node {} more.", indexer->name,
                                             *indexer->tip, *indexer->lag));
    }
    return sentences;
}

}  // namespace nodewatch::bitcoin
