#pragma once

#include <array>

#include "networks/xrpl/measurements_server.hpp"
#include "networks/xrpl/messages.hpp"
#include "telemetry/schema.hpp"

/// The *_realtime names of the xrpl-validator-dashboard: the same values under the names that its
/// panels and alert rules read. Switched off by WatcherOptions::realtime_names, except those that
/// have no other name (UpgradeMeasurement, CrawlMeasurement, CertificateMeasurement).
namespace nodewatch::xrpl {

struct RealtimeStateMeasurement : Measurement {
    RealtimeStateMeasurement() : Measurement("xrpl_state_realtime", "State of the node") {
        for (std::size_t i = 0; i < server_state_names.size(); ++i) {
            const std::string name(server_state_names[i]);
            one_hot[i] = gauge(name, "xrpl_state_realtime", "1", "1 for the state of the node",
                               {{"state", name}});
        }
    }
    Field value = gauge("value", "xrpl_state_realtime_value", "1",
                        "State of the node: 0 down to 7 proposing");
    std::array<Field, server_state_names.size()> one_hot;
};

struct RealtimeServerMeasurement : Measurement {
    RealtimeServerMeasurement() : Measurement("xrpl_realtime", "Answer to server_info") {}

    Field ledger_sequence = gauge("ledger_sequence", "xrpl_ledger_sequence_realtime", "1",
                                  "Sequence of the last validated ledger");
    Field ledger_age = age("ledger_age", "xrpl_ledger_age_realtime",
                           "Age of the last validated ledger, by the node's own account");
    Field base_fee =
        gauge("base_fee", "xrpl_base_fee_xrp_realtime", "XRP", "Base fee of a transaction, XRP");
    Field reserve_base = gauge("reserve_base", "xrpl_reserve_base_xrp_realtime", "XRP",
                               "Reserve of an account, XRP");
    Field reserve_increment = gauge("reserve_inc", "xrpl_reserve_inc_xrp_realtime", "XRP",
                                    "Reserve for each object an account owns, XRP");
    Field quorum = gauge("quorum", "xrpl_validation_quorum_realtime", "1",
                         "Trusted validations a ledger needs; absent while no quorum is possible");
    Field proposers = gauge("proposers", "xrpl_proposers_realtime", "1",
                            "Other trusted validators that proposed in the last closed ledger");
    Field unl_expiry_days =
        gauge("unl_expiry_days", "xrpl_unl_expiry_days_realtime", "days",
              "Whole days until the first validator list expires; absent for never and unknown");
    Field amendment_blocked = gauge("amendment_blocked", "xrpl_amendment_blocked_realtime", "1",
                                    "1 when the node is amendment blocked");
};

struct RealtimePeersMeasurement : Measurement {
    RealtimePeersMeasurement() : Measurement("xrpl_peers_realtime", "Peers of the node") {}

    Field count = gauge("count", "xrpl_peer_count_realtime", "1", "Peers of the node");
    Field inbound =
        gauge("inbound", "xrpl_peers_inbound_realtime", "1", "Peers that connected to the node");
    Field outbound =
        gauge("outbound", "xrpl_peers_outbound_realtime", "1", "Peers that the node connected to");
    Field insane = gauge("insane", "xrpl_peers_insane_realtime", "1",
                         "Peers on another chain: more than 128 ledgers away");
    Field latency_p90 = gauge("latency_p90", "xrpl_peer_latency_p90_realtime", "milliseconds",
                              "Latency that 90 % of the peers stay below, milliseconds");
};

extern const RealtimeStateMeasurement realtime_state_measurement;
extern const RealtimeServerMeasurement realtime_server_measurement;
extern const RealtimePeersMeasurement realtime_peers_measurement;
extern const InfoMeasurement realtime_version_measurement;
extern const InfoMeasurement realtime_key_measurement;
extern const InfoMeasurement realtime_mode_measurement;

}  // namespace nodewatch::xrpl
