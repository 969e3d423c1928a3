#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "networks/xrpl/measurements_realtime.hpp"
#include "networks/xrpl/measurements_server.hpp"
#include "networks/xrpl/points.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::size_t max_jobs = 64;
constexpr std::size_t max_counts = 128;
constexpr std::size_t max_warnings = 16;

std::optional<std::uint64_t> reachable(const std::optional<std::uint64_t>& quorum) {
    return quorum == quorum_unreachable ? std::nullopt : quorum;
}

void set_ledgers(Point& point, const ServerInfo& info) {
    const auto& m = server_info_measurement;
    if (info.complete_ledgers) {
        const auto& ranges = info.complete_ledgers->ranges;
        point.set(m.complete_ledgers, info.complete_ledgers->count());
        point.set(m.complete_gaps, ranges.empty() ? 0 : ranges.size() - 1);
        if (!ranges.empty()) {
            point.set(m.complete_first, ranges.front().first);
            point.set(m.complete_last, ranges.back().second);
        }
    }
    if (!info.validated_ledger || !info.validated_ledger->sequence) return;
    const std::uint32_t validated = *info.validated_ledger->sequence;
    point.set(m.validated_sequence, validated);
    // Left out when it is the validated one.
    const std::uint32_t published = info.published_ledger.value_or(validated);
    point.set(m.publish_lag, validated > published ? validated - published : 0);
    point.set(m.close_time_offset, info.validated_ledger->close_time_offset_seconds);
}

}  // namespace

std::string uptime_label(double seconds) {
    const auto all = static_cast<std::int64_t>(std::max(0.0, seconds) / 60);
    const std::int64_t days = all / 1440;
    const std::int64_t hours = all / 60 % 24;
    const std::int64_t minutes = all % 60;
    if (days > 0) return fmt::format("{}d:{}h:{}m", days, hours, minutes);
    if (hours > 0) return fmt::format("{}h:{}m", hours, minutes);
    return fmt::format("{}m", minutes);
}

Point server_info_point(const ServerInfo& info, Stamp stamp) {
    const auto& m = server_info_measurement;
    Point point(m, stamp.time, stamp.interval);
    set_ledgers(point, info);
    point.set(m.peers, info.peers);
    point.set(m.io_latency, info.io_latency_ms);
    point.set(m.converge_time, info.last_close_converge_seconds);
    point.set(m.proposers, info.last_close_proposers);
    point.set(m.quorum, reachable(info.validation_quorum));
    if (info.validation_quorum)
        point.set(m.quorum_unreachable, info.validation_quorum == quorum_unreachable);
    if (info.uptime_seconds) point.set(m.uptime, std::round(*info.uptime_seconds / 60) * 60);
    point.set(m.rippled_uptime, info.uptime_seconds);
    point.set(m.state_duration, info.state_duration_seconds);
    point.set(m.queue_overflows, info.job_queue_overflows);
    point.set(m.disconnects, info.peer_disconnects);
    point.set(m.disconnects_resources, info.peer_disconnects_resources);
    point.set(m.amendment_blocked, info.amendment_blocked);
    point.set(m.job_threads, info.load_threads);
    if (!info.clio) {
        point.set(m.fetch_pack, info.fetch_pack.value_or(0));  // left out when 0
        point.set(m.waiting_for_network, info.waiting_for_network);
    }
    return point;
}

/// A part that the server leaves out is normal (rippled, NetworkOPs::getServerInfo); which parts it
/// tells at all depends on admin access.
Point load_point(const ServerInfo& info, bool realtime_names, Stamp stamp) {
    const auto& m = load_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.factor, info.load_factor);
    if (realtime_names) point.set(m.factor_realtime, info.load_factor);
    if (!info.load_factor || info.clio) return point;
    point.set(m.server, info.load_factor_server.value_or(*info.load_factor));
    point.set(m.escalation, info.load_factor_fee_escalation.value_or(1));
    point.set(m.queue, info.load_factor_fee_queue.value_or(1));
    if (!info.is_validator) return point;
    point.set(m.local, info.load_factor_local.value_or(1));
    point.set(m.net, info.load_factor_net.value_or(1));
    point.set(m.cluster, info.load_factor_cluster.value_or(1));
    return point;
}

Point realtime_server_point(const ServerInfo& info, Now now, Duration interval) {
    const auto& m = realtime_server_measurement;
    Point point(m, now.wall, interval);
    if (const auto& ledger = info.validated_ledger) {
        point.set(m.ledger_sequence, ledger->sequence);
        if (ledger->age_seconds)
            point.set(m.ledger_age, to_unix_seconds(now.wall) - *ledger->age_seconds);
        point.set(m.base_fee, xrp_from_drops(ledger->base_fee_drops));
        point.set(m.reserve_base, xrp_from_drops(ledger->reserve_base_drops));
        point.set(m.reserve_increment, xrp_from_drops(ledger->reserve_increment_drops));
    }
    point.set(m.quorum, reachable(info.validation_quorum));
    point.set(m.proposers, info.last_close_proposers);
    if (info.validator_list_expiration) {
        const double left =
            static_cast<double>(*info.validator_list_expiration) - to_unix_seconds(now.wall);
        point.set(m.unl_expiry_days, std::max(0.0, std::floor(left / seconds_per_day)));
    }
    point.set(m.amendment_blocked, info.amendment_blocked);
    return point;
}

Point realtime_state_point(ServerState state, Stamp stamp) {
    const auto& m = realtime_state_measurement;
    Point point(m, stamp.time, stamp.interval);
    const auto index = static_cast<std::size_t>(state);
    point.set(m.value, index);
    for (std::size_t i = 0; i < m.one_hot.size(); ++i)
        point.set(m.one_hot[i], i == index);
    return point;
}

Point state_accounting_point(const ServerInfo& info, Stamp stamp) {
    const auto& m = state_accounting_measurement;
    Point point(m, stamp.time, stamp.interval);
    const auto set = [&](const char* state, Field duration, Field transitions) {
        const auto found = info.state_accounting.find(state);
        if (found == info.state_accounting.end()) return;
        point.set(duration, found->second.duration_seconds);
        point.set(transitions, found->second.transitions);
    };
    set("disconnected", m.disconnected_duration, m.disconnected_transitions);
    set("connected", m.connected_duration, m.connected_transitions);
    set("syncing", m.syncing_duration, m.syncing_transitions);
    set("tracking", m.tracking_duration, m.tracking_transitions);
    set("full", m.full_duration, m.full_transitions);
    point.set(m.initial_sync, info.initial_sync_seconds);
    return point;
}

std::vector<Point> job_points(const ServerInfo& info, Stamp stamp) {
    const auto& m = job_measurement;
    std::vector<Point> points;
    for (const JobLoad& job : info.jobs) {
        if (points.size() == max_jobs) break;
        Point& point =
            points.emplace_back(m, stamp.time, stamp.interval, std::vector{job.job_type});
        point.set(m.rate, job.per_second);
        point.set(m.average, scaled(job.average_ms, 1e-3));
        point.set(m.peak, scaled(job.peak_ms, 1e-3));
        point.set(m.running, job.in_progress);
        point.set(m.waiting, job.waiting);
        point.set(m.over_target, job.over_target);
    }
    return points;
}

std::vector<Point> warning_points(const ServerInfo& info, Stamp stamp) {
    const auto& m = server_warning_measurement;
    std::vector<Point> points;
    for (const ServerWarning& warning : info.warnings) {
        if (points.size() == max_warnings) break;
        points.emplace_back(m, stamp.time, stamp.interval, std::vector{std::to_string(warning.id)})
            .set(m.value, true);
    }
    return points;
}

std::vector<Point> count_points(const CountsInfo& info, Stamp stamp) {
    const auto& m = count_measurement;
    std::vector<Point> points;
    for (const auto& [name, value] : info.counts) {
        if (points.size() == max_counts) break;
        points.emplace_back(m, stamp.time, stamp.interval, std::vector{name}).set(m.value, value);
    }
    return points;
}

}  // namespace nodewatch::xrpl
