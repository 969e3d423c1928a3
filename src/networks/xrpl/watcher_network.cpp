#include <fmt/format.h>

#include <algorithm>

#include "net/url.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/measurements_network.hpp"
#include "networks/xrpl/watcher_state.hpp"

/// Polls of what surrounds the node: peers, validator lists, amendments.
namespace nodewatch::xrpl {

namespace {

/// Empty for a peer that tells none.
std::vector<std::string_view> versions_of(const auto& peers) {
    std::vector<std::string_view> versions;
    versions.reserve(peers.size());
    for (const auto& peer : peers)
        versions.emplace_back(peer.version ? std::string_view(*peer.version) : "");
    return versions;
}

}  // namespace

void Watcher::State::take_versions(const std::vector<std::string_view>& versions, Section from,
                                   Now now) {
    const auto upgrade = compare_versions(version, versions);
    if (!upgrade) return publisher.retire(upgrade_measurement, now.wall);
    std::optional<bool> blocked;
    if (answers_are_recent(now)) blocked = info->amendment_blocked;
    publisher.publish(upgrade_point(*upgrade, blocked, stamp(from, now)));
}

bool Watcher::State::has_crawl(Now now) const {
    return crawled && elapsed(*crawled, now.steady) <= 3 * options.intervals.crawl;
}

void Watcher::on_peers(const Result<PeersInfo>& answer, Now now) {
    State& s = *state_;
    const PeersInfo* peers = s.take(Section::peers, answer, now);
    if (peers == nullptr) {
        s.wrong_network_peers.reset();
        return;
    }
    const PeersSummary summary =
        summarize(*peers, s.info ? s.info->network_id : std::optional<std::uint64_t>());
    s.wrong_network_peers = summary.wrong_network;

    const auto versions = versions_of(peers->peers);
    const Stamp at = s.stamp(Section::peers, now);
    s.publisher.publish(peers_point(summary, at));
    s.publisher.publish_set(peer_version_measurement, version_points(versions, at), now.wall);
    if (s.options.realtime_names) s.publisher.publish(realtime_peers_point(summary, at));
    // The crawl is the wider view where there is one.
    if (!s.has_crawl(now)) s.take_versions(versions, Section::peers, now);
}

void Watcher::on_crawl(const Result<CrawlInfo>& answer, Now now) {
    State& s = *state_;
    const CrawlInfo* crawl = s.take(Section::crawl, answer, now);
    if (crawl == nullptr) return;
    s.publisher.publish(crawl_point(*crawl, s.stamp(Section::crawl, now)));
    if (!crawl->has_overlay) return;

    if (!s.version && crawl->build_version) s.version = crawl->build_version;
    s.crawled = now.steady;
    s.take_versions(versions_of(crawl->active), Section::crawl, now);
}

void Watcher::on_validators(const Result<ValidatorsInfo>& answer, Now now) {
    State& s = *state_;
    const ValidatorsInfo* validators = s.take(Section::validators, answer, now);
    if (validators == nullptr) return;
    s.validators = *validators;
    s.trusted_keys = {validators->trusted_keys.begin(), validators->trusted_keys.end()};
    s.validations.set_trusted(*validators, now);
    if (s.own.validators(*validators)) s.learn_keys(now);
    s.publisher.publish_set(publisher_measurement,
                            publisher_points(*validators, s.stamp(Section::validators, now)),
                            now.wall);
    std::vector<TrustedValidator> silent;
    if (s.stream_lives(now)) silent = s.validations.silent_validators();
    s.publisher.publish_set(silent_validator_measurement,
                            silent_validator_points(silent, s.stamp(Section::validators, now)),
                            now.wall);
    s.publish_validator_list(now);
    s.publish_validator_ledgers(now);
}

void Watcher::on_validator_sites(const Result<ValidatorSites>& answer, Now now) {
    State& s = *state_;
    const ValidatorSites* sites = s.take(Section::validator_list_sites, answer, now);
    if (sites == nullptr) return;
    s.publisher.publish_set(site_measurement,
                            site_points(*sites, s.stamp(Section::validator_list_sites, now)),
                            now.wall);
    s.publisher_hosts.clear();
    for (const ValidatorSite& site : sites->sites) {
        const auto url = net::parse_url(site.uri);
        if (!url || !url->tls()) continue;  // a file, or http: no certificate
        std::string host = url->authority();
        if (std::ranges::find(s.publisher_hosts, host) == s.publisher_hosts.end())
            s.publisher_hosts.push_back(std::move(host));
    }
}

void Watcher::on_validator_info(const Result<ValidatorIdentity>& answer, Now now) {
    State& s = *state_;
    if (!answer && is_not_a_validator(answer.error())) {
        s.publisher.retire(manifest_measurement, now.wall);
        return s.note(Section::validator_info, std::nullopt, now);
    }
    const ValidatorIdentity* identity = s.take(Section::validator_info, answer, now);
    if (identity == nullptr) return;
    if (s.own.validator_info(*identity)) s.learn_keys(now);
    s.publisher.publish(manifest_point(*identity, s.stamp(Section::validator_info, now)));
}

void Watcher::on_feature(const Result<FeatureInfo>& answer, Now now) {
    State& s = *state_;
    const FeatureInfo* feature = s.take(Section::feature, answer, now);
    if (feature == nullptr) return;
    const AmendmentsSummary summary = summarize(*feature);
    s.block_expected = summary.blocked_at;
    const Stamp at = s.stamp(Section::feature, now);
    s.publisher.publish(amendments_point(summary, at));
    s.publisher.publish_set(amendment_measurement, amendment_points(summary, at), now.wall);
    s.publish_block(now);
    s.tables.show_amendments(*feature);
}

void Watcher::on_certificates(const std::vector<CertificateSample>& samples, Now now) {
    State& s = *state_;
    std::optional<Error> error;
    for (const CertificateSample& sample : samples) {
        if (!sample.not_after) error = sample.not_after.error();
    }
    s.note(Section::certificates, error, now);
    s.publisher.publish_set(certificate_measurement,
                            certificate_points(samples, s.stamp(Section::certificates, now)),
                            now.wall);
}

}  // namespace nodewatch::xrpl
