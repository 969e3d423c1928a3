#pragma once

#include "telemetry/schema.hpp"

/// What surrounds the node: peers, validator lists, amendments.
namespace nodewatch::xrpl {

/// Poll of peers.
struct PeersMeasurement : Measurement {
    PeersMeasurement() : Measurement("xrpl_peers", "Peers of the node") {}

    Field inbound = gauge("inbound", "xrpl_peers_inbound", "1", "Peers that connected to the node");
    Field outbound =
        gauge("outbound", "xrpl_peers_outbound", "1", "Peers that the node connected to");
    Field insane = gauge("insane", "xrpl_peers_insane", "1",
                         "Peers on another chain: more than 128 ledgers away");
    Field latency_p90 = gauge("latency_p90_ms", "xrpl_peer_latency_p90_ms", "milliseconds",
                              "Latency that 90 % of the peers stay below, milliseconds");
    Field latency_median = gauge("latency_median", "xrpl_peer_latency_median_seconds", "seconds",
                                 "Latency that half of the peers stay below");
    Field latency_max =
        gauge("latency_max", "xrpl_peer_latency_max_seconds", "seconds", "Largest latency");
    Field cluster =
        gauge("cluster", "xrpl_peers_cluster", "1", "Peers that belong to the node's cluster");
    Field diverged = gauge("diverged", "xrpl_peers_diverged", "1",
                           "Peers on another chain: more than 128 ledgers away");
    Field unknown_track = gauge("unknown_track", "xrpl_peers_unknown_track", "1",
                                "Peers of which it is not known whether they are on our chain");
    Field wrong_network =
        gauge("wrong_network", "xrpl_peers_wrong_network", "1", "Peers of another network id");
    Field bytes_received = gauge("bytes_received", "xrpl_peers_received_bytes", "bytes",
                                 "Bytes received from the present peers since they connected");
    Field bytes_sent = gauge("bytes_sent", "xrpl_peers_sent_bytes", "bytes",
                             "Bytes sent to the present peers since they connected");
    Field top_share = gauge("top_share", "xrpl_peers_traffic_top_ratio", "ratio",
                            "Share of the busiest peer in the traffic of the present peers");
};

/// How many peers run a version; rare ones together as "other".
struct PeerVersionMeasurement : Measurement {
    PeerVersionMeasurement()
        : Measurement("xrpl_peer_versions", "Versions of the peers", {"version"}) {}
    Field peers = gauge("peers", "xrpl_peer_versions", "1", "Peers that run the version");
};

/// Whether the peers run something newer, from /crawl or else from peers.
struct UpgradeMeasurement : Measurement {
    UpgradeMeasurement() : Measurement("xrpl_upgrade", "The node's version among its peers'") {}

    Field higher = gauge("higher", "xrpl_peers_higher_version_realtime", "1",
                         "Peers with a newer version than the node's");
    Field higher_percent = gauge("higher_percent", "xrpl_peers_higher_version_pct_realtime",
                                 "percent", "Share of the peers with a newer version, percent");
    Field recommended = gauge("recommended", "xrpl_upgrade_recommended_realtime", "1",
                              "1 when more than 60 % of the peers run a newer version");
    Field status = gauge("status", "xrpl_upgrade_status_realtime", "1",
                         "0 current, 1 behind, 2 amendment blocked, 3 both");
};

/// GET /crawl on the peer port.
struct CrawlMeasurement : Measurement {
    CrawlMeasurement() : Measurement("xrpl_crawl", "Answer of the peer port to /crawl") {}

    Field peers = gauge("peers", "xrpl_crawl_peer_count_realtime", "1", "Peers in the crawl");
    Field unl_active = gauge("unl_active", "xrpl_unl_status_active_realtime", "1",
                             "1 while the validator list is active");
};

/// Polls of validators and server_info: the lists together.
struct ValidatorListMeasurement : Measurement {
    ValidatorListMeasurement() : Measurement("xrpl_validator_list", "Trusted validators") {}

    Field trusted = gauge("trusted", "xrpl_trusted_validators", "1", "Trusted validators");
    Field quorum = gauge("quorum", "xrpl_quorum_configured", "1",
                         "Trusted validations a ledger needs; absent while no quorum is possible");
    Field lists = gauge("lists", "xrpl_validator_lists", "1", "Validator lists in use");
    Field active =
        gauge("active", "xrpl_validator_list_active", "1", "1 while the validator list is active");
    Field expires = countdown("expires", "xrpl_validator_list_expires_seconds",
                              "Time until the first validator list expires; negative when it has");
    Field static_keys = gauge("static_keys", "xrpl_validator_static_keys", "1",
                              "Validators listed in the node's own configuration");
    Field negative = gauge("negative", "xrpl_negative_unl_validators", "1",
                           "Trusted validators on the negative UNL: not counted for the quorum");
    Field negative_self = gauge("negative_self", "xrpl_negative_unl_self", "1",
                                "1 while our own validator is on the negative UNL");
};

/// Poll of validators: one publisher.
struct PublisherMeasurement : Measurement {
    PublisherMeasurement()
        : Measurement("xrpl_publisher", "Publishers of validator lists", {"publisher"}) {}

    Field available =
        gauge("available", "xrpl_unl_available", "1", "1 while the publisher's list is usable");
    Field sequence = gauge("sequence", "xrpl_unl_sequence", "1", "Sequence of the list");
    Field expires = countdown("expires", "xrpl_unl_expires_seconds",
                              "Time until the list expires; negative when it has");
    Field validators =
        gauge("validators", "xrpl_unl_validators", "1", "Validators on the publisher's list");
    Field pending = gauge("pending", "xrpl_unl_pending_lists", "1",
                          "Lists of the publisher that take effect later");
};

/// Poll of validator_list_sites: one site.
struct SiteMeasurement : Measurement {
    SiteMeasurement()
        : Measurement("xrpl_unl_site", "Sites the validator lists come from", {"site"}) {}

    Field ok = gauge("ok", "xrpl_unl_refresh_ok", "1",
                     "1 when the last refresh gave a list that the node could use");
    Field age_of_refresh =
        age("age", "xrpl_unl_refresh_age_seconds", "Time since the list was last refreshed");
    Field interval = gauge("interval", "xrpl_unl_refresh_interval_seconds", "seconds",
                           "Time between two refreshes");
};

/// TLS certificate of a publisher's site.
struct CertificateMeasurement : Measurement {
    CertificateMeasurement()
        : Measurement("xrpl_certificate", "TLS certificates of the publishers", {"url"}) {}
    Field days = gauge("days", "xrpl_cert_expiry_days_realtime", "days",
                       "Whole days until the publisher's certificate expires; negative when it "
                       "has");
};

/// Poll of feature: all amendments.
struct AmendmentsMeasurement : Measurement {
    AmendmentsMeasurement() : Measurement("xrpl_amendments", "Amendments") {}

    Field total = gauge("total", "xrpl_amendments", "1", "Amendments the node knows of");
    Field enabled = gauge("enabled", "xrpl_amendments_enabled", "1", "Amendments in force");
    Field unsupported = gauge("unsupported", "xrpl_amendments_unsupported", "1",
                              "Amendments that this version of the node does not know");
    Field unsupported_majority =
        gauge("unsupported_majority", "xrpl_amendments_unsupported_majority", "1",
              "Amendments the node does not know that hold a majority: they will block it");
};

/// An amendment that is not in force yet.
struct AmendmentMeasurement : Measurement {
    AmendmentMeasurement()
        : Measurement("xrpl_amendment", "Amendments that are voted on", {"amendment"}) {}

    Field supported =
        gauge("supported", "xrpl_amendment_supported", "1", "1 when the node knows it");
    Field vetoed =
        gauge("vetoed", "xrpl_amendment_vetoed", "1", "1 when the node votes against it");
    Field in_majority =
        gauge("in_majority", "xrpl_amendment_in_majority", "1", "1 while it holds a majority");
    Field majority_since = age("majority_since", "xrpl_amendment_majority_seconds",
                               "Time since it gained its majority");
    Field eta = countdown("eta", "xrpl_amendment_eta_seconds",
                          "Time until it comes into force if it keeps its majority: 14 days after "
                          "gaining it");
    Field votes = gauge("votes", "xrpl_amendment_votes", "1", "Validators that vote for it");
    Field threshold =
        gauge("threshold", "xrpl_amendment_threshold", "1", "Votes it needs for a majority");
};

/// When the node will be blocked, from warning 1001 or the amendments.
struct BlockMeasurement : Measurement {
    BlockMeasurement() : Measurement("xrpl_block", "Amendment block to come") {}
    Field eta =
        countdown("eta", "xrpl_amendment_block_eta_seconds",
                  "Time until the node is amendment blocked unless it is upgraded; negative "
                  "when it is due, absent while nothing threatens");
};

extern const PeersMeasurement peers_measurement;
extern const PeerVersionMeasurement peer_version_measurement;
extern const UpgradeMeasurement upgrade_measurement;
extern const CrawlMeasurement crawl_measurement;
extern const ValidatorListMeasurement validator_list_measurement;
extern const PublisherMeasurement publisher_measurement;
extern const SiteMeasurement site_measurement;
extern const CertificateMeasurement certificate_measurement;
extern const AmendmentsMeasurement amendments_measurement;
extern const AmendmentMeasurement amendment_measurement;
extern const BlockMeasurement block_measurement;

}  // namespace nodewatch::xrpl
