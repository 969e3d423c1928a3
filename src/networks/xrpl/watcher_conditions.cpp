#include <fmt/format.h>

#include <algorithm>

#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/measurements_network.hpp"
#include "networks/xrpl/measurements_realtime.hpp"
#include "networks/xrpl/measurements_server.hpp"
#include "networks/xrpl/watcher_state.hpp"

namespace nodewatch::xrpl {
namespace {

/// Validations of a ledger arrive within seconds of each other.
constexpr Duration signers_settled_after{5'000};
constexpr std::size_t ledgers_looked_back = 8;

/// "says connected and has no validated ledger"
std::string sync_text(const ServerInfo& info, const std::optional<ServerState>& state) {
    std::string text;
    if (!info.clio)
        text = state ? fmt::format("says {} and ", to_string(*state))
                     : std::string("tells no state that is known here and ");
    return text + (info.validated_ledger ? "has a validated ledger" : "has no validated ledger");
}

std::optional<std::uint64_t> publish_lag(const ServerInfo& info) {
    if (!info.validated_ledger || !info.validated_ledger->sequence) return std::nullopt;
    const std::uint32_t validated = *info.validated_ledger->sequence;
    const std::uint32_t published = info.published_ledger.value_or(validated);
    return validated > published ? validated - published : 0;
}

}  // namespace

bool Watcher::State::answers_are_recent(Now now) const {
    const Duration valid_for =
        std::max(answer_valid_for, 3 * stamp(Section::server_info, now).interval);
    return info && elapsed(info_at.steady, now.steady) < valid_for;
}

bool Watcher::State::stream_lives(Now now) const {
    return connected == true && elapsed(last_message, now.steady) < limits::frozen_after;
}

bool Watcher::State::is_known(Now now) const {
    return stream_lives(now) || answers_are_recent(now) || node.state() == ServerState::down;
}

bool Watcher::State::validators_are_recent(Now now) const {
    const auto& polled = collector[Section::validators].last_success;
    return validators && polled &&
           elapsed(polled->steady, now.steady) <= 3 * options.intervals.validators;
}

std::optional<bool> Watcher::State::on_negative_unl(Now now) const {
    if (!validators_are_recent(now) || own.keys().empty()) return std::nullopt;
    return std::ranges::any_of(validators->negative_unl,
                               [&](const std::string& key) { return own.owns(key); });
}

std::optional<std::size_t> Watcher::State::trusted_signers(Now now) const {
    for (const LedgerTally& ledger : validations.recent(ledgers_looked_back)) {
        if (elapsed(ledger.first_at.steady, now.steady) >= signers_settled_after)
            return ledger.validators;
    }
    return std::nullopt;
}

std::optional<bool> Watcher::State::signed_in_vain() const {
    const auto validated = ledgers.sequence();
    if (!validated) return std::nullopt;
    if (const auto newest = validations.newest()) {
        const auto& quorum = validations.last_quorum();
        return newest->sequence > *validated && (!quorum || quorum->sequence <= *validated);
    }
    // Not knowing whom to trust, any signature beyond a ledger that does not move says the same.
    return newest_signed ? std::optional(*newest_signed > *validated) : std::nullopt;
}

std::optional<std::int64_t> Watcher::State::block_time(Now now) const {
    if (answers_are_recent(now)) {
        if (const auto announced = announced_block(*info)) return announced;
    }
    return block_expected;
}

ConditionInputs Watcher::State::condition_inputs(Now now) const {
    ConditionInputs in;
    const SectionState& rpc = collector[Section::server_info];
    if (rpc.successes + rpc.failures > 0) in.rpc_answers = !rpc.error;
    in.rpc_error = rpc.error;
    if (started) in.rpc_silent = elapsed(rpc.last_success.value_or(*started).steady, now.steady);
    in.stream_connected = connected;
    in.stream_error = stream_error;
    in.stream_silent = elapsed(last_message, now.steady);

    if (answers_are_recent(now)) {
        in.state = node.state();
        in.synced = info->validated_ledger && (info->clio || in.state >= ServerState::full);
        in.sync_text = sync_text(*info, in.state);
        if (!info->clio) in.admin = info->is_validator.has_value();
        in.peers = info->peers;
        in.quorum = info->validation_quorum;
        in.list_status = info->validator_list_status;
        in.list_expiration = info->validator_list_expiration;
        in.amendment_blocked = info->amendment_blocked;
        if (info->validated_ledger)
            in.close_time_offset = info->validated_ledger->close_time_offset_seconds;
        in.unpublished = publish_lag(*info);
        in.wrong_network_peers = wrong_network_peers;
        in.key_lost = own.key_lost();
        in.other_key = own.other_key();
    }
    if (answers_are_recent(now) || stream_lives(now)) {
        in.ledger_age = ledgers.age(now);
        in.catching_up = ledgers.catching_up(now);
        if (const auto at = block_time(now))
            in.block_eta_seconds =
                std::max(0.0, static_cast<double>(*at) - to_unix_seconds(now.wall));
    }
    in.trusted_signers = trusted_signers(now);
    in.signed_in_vain = signed_in_vain();
    if (stream_lives(now)) in.fork = validations.fork_suspected();
    if (const auto& fork = validations.last_fork())
        in.forked_ledger = fmt::format("ledger {}: the node has {}, the quorum {}", fork->sequence,
                                       fork->ours.text(), fork->quorum.text());

    in.validator = own.is_validator();
    in.own_key_revoked = own.key_revoked();
    if (trusted_revocation) in.trusted_revocation = elapsed(*trusted_revocation, now.steady);
    in.trusted_revoked_key = trusted_revoked_key;
    if (const auto& duplicate = agreement.last_duplicate())
        in.duplicate = elapsed(duplicate->at.steady, now.steady);
    in.negative_unl = on_negative_unl(now);
    return in;
}

void Watcher::State::judge(Now now) {
    const bool changed = conditions.update(condition_inputs(now), now);
    was_known = was_known || is_known(now) || conditions.node_gone() || conditions.node_unknown();
    if (!changed) return;
    if (conditions.node_gone()) {
        node.down(now);
        forget_node(now);
    } else if (conditions.node_unknown()) {
        node.lost();
        forget_node(now);
    }
    publish_conditions(now);
}

/// Of a node that is not there or cannot be asked nothing is known, except perhaps that it is down.
/// Values must not stand still and look alive, nor become zeros that nobody told.
void Watcher::State::forget_node(Now now) {
    info.reset();
    validators.reset();
    block_expected.reset();
    wrong_network_peers.reset();
    published_infos.clear();
    for (const Measurement* measurement :
         std::initializer_list<const Measurement*>{&server_info_measurement,
                                                   &load_measurement,
                                                   &job_measurement,
                                                   &server_warning_measurement,
                                                   &realtime_server_measurement,
                                                   &build_info_measurement,
                                                   &server_facts_measurement,
                                                   &node_key_measurement,
                                                   &uptime_text_measurement,
                                                   &rippled_uptime_text_measurement,
                                                   &realtime_version_measurement,
                                                   &realtime_key_measurement,
                                                   &realtime_mode_measurement,
                                                   &state_accounting_measurement,
                                                   &count_measurement,
                                                   &consensus_measurement,
                                                   &fee_measurement,
                                                   &peers_measurement,
                                                   &realtime_peers_measurement,
                                                   &peer_version_measurement,
                                                   &upgrade_measurement,
                                                   &validator_list_measurement,
                                                   &publisher_measurement,
                                                   &site_measurement,
                                                   &silent_validator_measurement,
                                                   &manifest_measurement,
                                                   &amendments_measurement,
                                                   &amendment_measurement,
                                                   &block_measurement})
        publisher.retire(*measurement, now.wall);
    // A crawl asks another port, which speaks for itself; without one the answers told of the list.
    if (!has_crawl(now)) publisher.retire(crawl_measurement, now.wall);
    if (is_known(now)) return publish_state(now);
    publisher.retire(state_measurement, now.wall);
    publisher.retire(realtime_state_measurement, now.wall);
}

}  // namespace nodewatch::xrpl
