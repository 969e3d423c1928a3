#include <algorithm>
#include <cmath>

#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/measurements_network.hpp"
#include "networks/xrpl/measurements_realtime.hpp"
#include "networks/xrpl/points.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr double ms = 1e-3;
constexpr std::size_t max_versions = 10;
constexpr std::size_t max_publishers = 32;
constexpr std::size_t max_sites = 32;
constexpr std::size_t max_amendments = 128;

/// A refresh that brought the list the node has is as good as one that brought a new one.
bool refresh_worked(const std::string& status) {
    return status == "accepted" || status == "same_sequence" || status == "known_sequence" ||
           status == "pending";
}

}  // namespace

Point peers_point(const PeersSummary& summary, Stamp stamp) {
    const auto& m = peers_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.inbound, summary.inbound);
    point.set(m.outbound, summary.outbound);
    point.set(m.insane, summary.diverged);
    point.set(m.latency_p90, summary.latency_p90_ms);
    point.set(m.latency_median, scaled(summary.latency_median_ms, ms));
    point.set(m.latency_max, scaled(summary.latency_max_ms, ms));
    point.set(m.cluster, summary.cluster);
    point.set(m.diverged, summary.diverged);
    point.set(m.unknown_track, summary.unknown_track);
    point.set(m.wrong_network, summary.wrong_network);
    point.set(m.bytes_received, summary.bytes_received);
    point.set(m.bytes_sent, summary.bytes_sent);
    point.set(m.top_share, summary.traffic_top_share);
    return point;
}

Point realtime_peers_point(const PeersSummary& summary, Stamp stamp) {
    const auto& m = realtime_peers_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.count, summary.total);
    point.set(m.inbound, summary.inbound);
    point.set(m.outbound, summary.outbound);
    point.set(m.insane, summary.diverged);
    point.set(m.latency_p90, summary.latency_p90_ms);
    return point;
}

std::vector<Point> version_points(const std::vector<std::string_view>& versions, Stamp stamp) {
    const auto& m = peer_version_measurement;
    std::vector<Point> points;
    for (const auto& [version, count] : count_versions(versions, max_versions))
        points.emplace_back(m, stamp.time, stamp.interval, std::vector{version})
            .set(m.peers, count);
    return points;
}

Point upgrade_point(const UpgradeSummary& summary, std::optional<bool> amendment_blocked,
                    Stamp stamp) {
    const auto& m = upgrade_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.higher, summary.higher);
    point.set(m.higher_percent, summary.higher_percent);
    point.set(m.recommended, summary.recommended);
    if (amendment_blocked)
        point.set(m.status, (summary.recommended ? 1 : 0) + (*amendment_blocked ? 2 : 0));
    return point;
}

Point crawl_point(const CrawlInfo& info, Stamp stamp) {
    const auto& m = crawl_measurement;
    Point point(m, stamp.time, stamp.interval);
    if (info.has_overlay) point.set(m.peers, info.active.size());
    if (info.unl_status) point.set(m.unl_active, *info.unl_status == "active");
    return point;
}

std::vector<Point> publisher_points(const ValidatorsInfo& info, Stamp stamp) {
    const auto& m = publisher_measurement;
    std::vector<Point> points;
    for (const PublisherList& list : info.publishers) {
        if (points.size() == max_publishers) break;
        Point& point = points.emplace_back(m, stamp.time, stamp.interval,
                                           std::vector{list.public_key.value_or("unknown")});
        point.set(m.available, list.available);
        point.set(m.sequence, list.sequence);
        point.set(m.expires, list.expiration);
        point.set(m.validators, list.validators);
        point.set(m.pending, list.pending_lists);
    }
    return points;
}

std::vector<Point> silent_validator_points(const std::vector<TrustedValidator>& validators,
                                           Stamp stamp) {
    const auto& m = silent_validator_measurement;
    std::vector<Point> points;
    for (const TrustedValidator& validator : validators) {
        Point& point =
            points.emplace_back(m, stamp.time, stamp.interval, std::vector{validator.key});
        point.set(m.silent, true);
        point.set(m.negative_unl, validator.negative_unl);
    }
    return points;
}

std::vector<Point> site_points(const ValidatorSites& sites, Stamp stamp) {
    const auto& m = site_measurement;
    std::vector<Point> points;
    for (const ValidatorSite& site : sites.sites) {
        if (points.size() == max_sites) break;
        Point& point = points.emplace_back(m, stamp.time, stamp.interval, std::vector{site.uri});
        if (site.status) point.set(m.ok, refresh_worked(*site.status));
        if (site.last_refresh) point.set(m.age_of_refresh, to_unix_seconds(*site.last_refresh));
        point.set(m.interval, scaled(site.refresh_interval_minutes, 60));
    }
    return points;
}

std::vector<Point> certificate_points(const std::vector<CertificateSample>& samples, Stamp stamp) {
    const auto& m = certificate_measurement;
    std::vector<Point> points;
    for (const CertificateSample& sample : samples) {
        if (!sample.not_after) continue;
        std::string host = sample.host;
        if (host.ends_with(":443")) host.resize(host.size() - 4);
        const double seconds = static_cast<double>(*sample.not_after) - to_unix_seconds(stamp.time);
        points.emplace_back(m, stamp.time, stamp.interval, std::vector{std::move(host)})
            .set(m.days, std::floor(seconds / seconds_per_day));
    }
    return points;
}

Point amendments_point(const AmendmentsSummary& summary, Stamp stamp) {
    const auto& m = amendments_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.total, summary.total);
    point.set(m.enabled, summary.enabled);
    point.set(m.unsupported, summary.unsupported);
    point.set(m.unsupported_majority, summary.unsupported_majority);
    return point;
}

std::vector<Point> amendment_points(const AmendmentsSummary& summary, Stamp stamp) {
    const auto& m = amendment_measurement;
    std::vector<Point> points;
    for (const PendingAmendment& amendment : summary.pending) {
        if (points.size() == max_amendments) break;
        Point& point =
            points.emplace_back(m, stamp.time, stamp.interval, std::vector{amendment.name});
        point.set(m.supported, amendment.supported);
        point.set(m.vetoed, amendment.vetoed);
        point.set(m.in_majority, amendment.majority_since.has_value());
        point.set(m.majority_since, amendment.majority_since);
        point.set(m.eta, amendment.in_force_at);
        point.set(m.votes, amendment.votes);
        point.set(m.threshold, amendment.threshold);
    }
    return points;
}

}  // namespace nodewatch::xrpl
