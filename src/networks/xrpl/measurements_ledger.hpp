#pragma once

#include "telemetry/schema.hpp"

/// Ledgers, validations and consensus as the node sees them.
namespace nodewatch::xrpl {

/// Stream `ledger`. Published with each ledger and on ticks.
struct LedgerMeasurement : Measurement {
    LedgerMeasurement() : Measurement("xrpl_ledger", "Ledgers that the node validated") {}

    Field closed = counter("closed", "xrpl_ledgers_closed_total", "1",
                           "Validated ledgers that the ledger stream announced");
    Field sequence =
        gauge("sequence", "xrpl_ledger_sequence", "1", "Newest ledger that the stream announced");
    Field age_of_close =
        age("age", "xrpl_ledger_age_seconds",
            "Time since the newest validated ledger was announced; since it closed when it was "
            "announced more than 20 s later");
    Field base_fee =
        gauge("base_fee", "xrpl_base_fee_xrp", "XRP", "Base fee of a transaction, XRP");
    Field reserve_base =
        gauge("reserve_base", "xrpl_reserve_base_xrp", "XRP", "Reserve of an account, XRP");
    Field reserve_increment = gauge("reserve_inc", "xrpl_reserve_inc_xrp", "XRP",
                                    "Reserve for each object an account owns, XRP");
    Field transaction_rate =
        gauge("transaction_rate", "xrpl_transaction_rate", "1/s",
              "Transactions a second over the last ledgers, by the times they arrived");
    Field transactions = counter("transactions", "xrpl_ledger_transactions_total", "1",
                                 "Transactions in the ledgers that the stream announced");
    Field close_interval = gauge("close_interval", "xrpl_ledger_close_interval_seconds", "seconds",
                                 "Mean time between the last ledgers, by the times they arrived");
    Field late = counter("late", "xrpl_ledgers_late_total", "1",
                         "Ledgers announced long after they closed (the node caught up)");
    Field unseen = counter("unseen", "xrpl_ledgers_unseen_total", "1",
                           "Ledgers that passed while the stream was not watched");
    Field gaps = counter("gaps", "xrpl_stream_gaps_total", "1",
                         "Breaks of the stream in which something may have passed unseen");
    Field sequence_gaps = counter("sequence_gaps", "xrpl_ledger_sequence_gaps_total", "1",
                                  "Places where ledgers are missing between two announced ones");
    Field repeated = counter("repeated", "xrpl_ledgers_repeated_total", "1",
                             "Announcements of a ledger not newer than the one before: not used");
    Field replaced = counter("replaced", "xrpl_ledgers_replaced_total", "1",
                             "The part of them that gave the newest ledger another hash: the node "
                             "changed chains");
    Field restarts = counter("restarts", "xrpl_chain_restarts_total", "1",
                             "Times the chain began anew at a lower sequence, as test networks do");
};

/// Stream `validations` and the agreement computed from it. Published on ledgers and ticks.
struct ValidationMeasurement : Measurement {
    ValidationMeasurement() : Measurement("xrpl_validation", "Validations and our agreement") {}

    Field checked = counter("checked", "xrpl_validations_checked_total", "1",
                            "Validation messages of all validators");
    Field ours =
        counter("ours", "xrpl_validations_total", "1", "Ledgers that our validator signed");
    Field agreements = counter("agreements", "xrpl_validation_agreements_total", "1",
                               "Ledgers first classified as agreed");
    Field missed = counter("missed", "xrpl_validation_missed_total", "1",
                           "Ledgers first classified as not agreed: no validation within the "
                           "grace time, or one of another ledger");
    Field partial = counter("partial", "xrpl_validations_partial_total", "1",
                            "Partial validations of our validator, which count for nothing");
    Field repaired = counter("repaired", "xrpl_validations_repaired_total", "1",
                             "Missed ledgers whose validation came late: repaired in the windows");
    Field duplicates = counter("duplicates", "xrpl_validation_duplicates_total", "1",
                               "Ledgers that two servers validated with our key");
    Field percent_1h = gauge("percent_1h", "xrpl_validation_agreement_pct_1h", "percent",
                             "Share of the ledgers of the last hour that we agreed with");
    Field percent_24h = gauge("percent_24h", "xrpl_validation_agreement_pct_24h", "percent",
                              "Share of the ledgers of the last 24 hours that we agreed with");
    Field agreements_1h = gauge("agreements_1h", "xrpl_validation_agreements_1h", "1",
                                "Ledgers of the last hour that we agreed with");
    Field agreements_24h = gauge("agreements_24h", "xrpl_validation_agreements_24h", "1",
                                 "Ledgers of the last 24 hours that we agreed with");
    Field missed_1h = gauge("missed_1h", "xrpl_validation_missed_1h", "1",
                            "Ledgers of the last hour that we missed");
    Field missed_24h = gauge("missed_24h", "xrpl_validation_missed_24h", "1",
                             "Ledgers of the last 24 hours that we missed");
    Field disagreed_1h = disagreed("1h");
    Field disagreed_24h = disagreed("24h");
    Field coverage_1h = coverage("1h");
    Field coverage_24h = coverage("24h");
    Field incomplete_1h = incomplete("1h");
    Field incomplete_24h = incomplete("24h");

private:
    Field disagreed(const std::string& window) {
        return gauge("disagreed_" + window, "xrpl_validation_disagreed", "1",
                     "The part of the missed ledgers for which we signed another hash",
                     {{"window", window}});
    }
    Field coverage(const std::string& window) {
        return gauge("coverage_" + window, "xrpl_validation_coverage_ratio", "ratio",
                     "Share of the window in which we watched", {{"window", window}});
    }
    Field incomplete(const std::string& window) {
        return gauge("incomplete_" + window, "xrpl_validation_window_incomplete", "1",
                     "1 when we did not watch during the whole window", {{"window", window}});
    }
};

/// A ledger was classified: exactly one of the two fields.
struct ValidationEventMeasurement : Measurement {
    ValidationEventMeasurement()
        : Measurement("xrpl_validation_event", "The last ledger that was classified") {}
    Field agreed = gauge("agreed", "xrpl_validation_event", "1",
                         "A ledger was classified: 1 agreed, 0 missed", {{"agreed", "true"}});
    Field not_agreed = gauge("not_agreed", "xrpl_validation_event", "1",
                             "A ledger was classified: 1 agreed, 0 missed", {{"agreed", "false"}});
};

/// Validations of all trusted validators, from the stream.
struct TrustMeasurement : Measurement {
    TrustMeasurement() : Measurement("xrpl_trusted", "Validations by trusted validators") {}
    Field validations = counter("validations", "xrpl_trusted_validations_total", "1",
                                "Validations by trusted validators");
    Field conflicting = counter("conflicting", "xrpl_trusted_validations_conflicting_total", "1",
                                "Validations in which a trusted validator signed a second hash "
                                "for the same ledger");
    Field signers = gauge("signers", "xrpl_trusted_signers", "1",
                          "Trusted validators that signed the newest ledger that is 5 s old");
    Field quorums = counter("quorums", "xrpl_quorum_ledgers_total", "1",
                            "Ledgers that a quorum of trusted validators signed");
    Field quorum_age = age("quorum_age", "xrpl_quorum_age_seconds",
                           "Time since a quorum of trusted validators signed the same ledger");
    Field forks = counter("forks", "xrpl_ledger_conflicts_total", "1",
                          "Ledgers for which a quorum of trusted validators validated another hash "
                          "than the node");
    Field revocations = counter("revocations", "xrpl_manifest_revocations_total", "1",
                                "Revocations of validator keys that the node announced");
};

/// One trusted validator that is silent: those that sign would be hundreds of series that say
/// nothing. Published with each answer to validators.
struct SilentValidatorMeasurement : Measurement {
    SilentValidatorMeasurement()
        : Measurement("xrpl_trusted_validator", "Trusted validators that do not sign",
                      {"validator"}) {}
    Field silent = gauge("silent", "xrpl_trusted_validator_silent", "1",
                         "1 for a trusted validator without a full validation for 15 ledgers, "
                         "about a minute; absent for those that sign");
    Field negative_unl = gauge("negative_unl", "xrpl_trusted_validator_negative_unl", "1",
                               "1 when such a validator is on the negative UNL, 0 when the quorum "
                               "still counts on it");
};

/// Each minute, for each trusted validator.
struct ValidatorLedgersMeasurement : Measurement {
    ValidatorLedgersMeasurement()
        : Measurement("xrpl_validator_ledgers", "What each trusted validator signs",
                      {"validator"}) {}
    Field agreed = counter("agreed", "xrpl_validator_ledgers_agreed_total", "1",
                           "Ledgers of the quorum that this trusted validator signed, since "
                           "nodewatch started");
    Field missed = counter("missed", "xrpl_validator_ledgers_missed_total", "1",
                           "Ledgers of the quorum that it did not sign, or with another hash");
};

/// Poll of validator_info: what the validator says of itself in its manifest.
struct ManifestMeasurement : Measurement {
    ManifestMeasurement() : Measurement("xrpl_manifest", "Manifest of our validator") {}
    Field sequence = gauge("sequence", "xrpl_manifest_sequence", "1",
                           "Sequence of the manifest: grows with each new token");
    Field domain_set =
        gauge("domain_set", "xrpl_manifest_domain_set", "1", "1 when the manifest names a domain");
};

/// Poll of consensus_info.
struct ConsensusMeasurement : Measurement {
    ConsensusMeasurement() : Measurement("xrpl_consensus", "The current consensus round") {}

    Field proposing = gauge("proposing", "xrpl_consensus_proposing", "1",
                            "1 while the node proposes in consensus");
    Field validating =
        gauge("validating", "xrpl_consensus_validating", "1", "1 while the node validates ledgers");
    Field synched = gauge("synched", "xrpl_consensus_synched", "1",
                          "1 while the node works on the network's ledger");
    Field proposers = gauge("proposers", "xrpl_consensus_proposers", "1",
                            "Proposers in the current round; 0 in its open phase");
    Field previous_proposers = gauge("previous_proposers", "xrpl_consensus_previous_proposers", "1",
                                     "Proposers in the last round");
    Field converge_percent = gauge("converge_percent", "xrpl_consensus_converge_percent", "percent",
                                   "How far the current round has converged");
    Field round_time = gauge("round_time", "xrpl_consensus_round_seconds", "seconds",
                             "Time of the current round so far");
    Field previous_time = gauge("previous_time", "xrpl_consensus_previous_round_seconds", "seconds",
                                "Time that the last round took");
    Field disputes = gauge("disputes", "xrpl_consensus_disputes", "1",
                           "Transactions that the proposers do not agree on");
    Field minority = gauge("minority", "xrpl_consensus_disputes_minority", "1",
                           "Disputed transactions in which our vote is with the losing side");
    Field open = phase("open");
    Field establish = phase("establish");
    Field accepted = phase("accepted");

private:
    Field phase(const std::string& name) {
        return gauge("phase_" + name, "xrpl_consensus_phase", "1",
                     "1 for the phase of the current round", {{"phase", name}});
    }
};

/// Poll of fee.
struct FeeMeasurement : Measurement {
    FeeMeasurement() : Measurement("xrpl_fee", "Fees and the transaction queue") {}

    Field base = fee("base", "Fee of a reference transaction at normal load");
    Field median = fee("median", "Median fee of the last validated ledger");
    Field minimum = fee("minimum", "Least fee to get into the queue");
    Field open_ledger = fee("open_ledger", "Least fee to get into the open ledger");
    Field ledger_size = gauge("ledger_size", "xrpl_open_ledger_transactions", "1",
                              "Transactions in the open ledger");
    Field expected_size = gauge("expected_size", "xrpl_open_ledger_expected_transactions", "1",
                                "Transactions the open ledger takes before fees escalate");
    Field queue_size =
        gauge("queue_size", "xrpl_transaction_queue_size", "1", "Transactions in the queue");
    Field queue_limit = gauge("queue_limit", "xrpl_transaction_queue_limit", "1",
                              "Transactions that fit into the queue");

private:
    Field fee(const std::string& kind, const std::string& what) {
        return gauge(kind, "xrpl_fee_" + kind + "_xrp", "XRP", what + ", XRP");
    }
};

extern const LedgerMeasurement ledger_measurement;
extern const ValidationMeasurement validation_measurement;
extern const ValidationEventMeasurement validation_event_measurement;
extern const TrustMeasurement trust_measurement;
extern const SilentValidatorMeasurement silent_validator_measurement;
extern const ValidatorLedgersMeasurement validator_ledgers_measurement;
extern const ManifestMeasurement manifest_measurement;
extern const ConsensusMeasurement consensus_measurement;
extern const FeeMeasurement fee_measurement;

}  // namespace nodewatch::xrpl
