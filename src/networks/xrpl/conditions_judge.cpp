#include <cmath>

#include "networks/xrpl/conditions.hpp"

/// The signs of each condition. Absent where they cannot be judged.
namespace nodewatch::xrpl {
namespace {

std::optional<bool> both_known(const std::optional<bool>& a, const std::optional<bool>& b,
                               bool result) {
    return a && b ? std::optional(result) : std::nullopt;
}

bool rpc_fails(const ConditionInputs& in) {
    return in.rpc_answers == false;
}

/// Why neither way leads to the node. Requests over the stream's connection can only say that there
/// is none.
Condition unreachable_because(const ConditionInputs& in) {
    auto error = in.rpc_error;
    if (in.stream_error && (!error || error->kind == ErrorKind::unavailable))
        error = in.stream_error;
    if (!error) return Condition::node_down;
    switch (error->kind) {
        case ErrorKind::http_status:
        case ErrorKind::server:
        case ErrorKind::parse:
        case ErrorKind::protocol:
        case ErrorKind::permission:
        case ErrorKind::too_large:
            return Condition::node_answers_wrongly;
        case ErrorKind::dns:
        case ErrorKind::tls:
            return Condition::node_address_wrong;
        default:
            return Condition::node_down;
    }
}

bool stream_silent(const ConditionInputs& in) {
    return in.stream_connected == true && in.stream_silent >= limits::frozen_after;
}

/// Connected, answering nothing. Once frozen, a node stays so until something shows life or death:
/// closing and opening its connections does not tell, because its kernel goes on accepting them.
std::optional<bool> frozen(const ConditionInputs& in, bool was_frozen) {
    if (!in.rpc_answers || !in.stream_connected) return std::nullopt;
    const bool rpc_silent = rpc_fails(in) && in.rpc_error &&
                            in.rpc_error->kind == ErrorKind::timeout &&
                            in.rpc_silent >= limits::frozen_after;
    const bool reached = *in.stream_connected || was_frozen;
    const bool no_event = !*in.stream_connected || stream_silent(in);
    return rpc_silent && reached && no_event;
}

std::optional<bool> isolated(const ConditionInputs& in) {
    if (!in.peers && !in.state) return std::nullopt;
    return in.peers == 0.0 || in.state == ServerState::disconnected;
}

/// Nothing in the state, the peers or the load of a server tells that the quorum is lost: it goes
/// on proposing and signing. After the first ledger without quorum the validators may fall silent
/// for 15 s, so that they sign at this moment is not asked.
std::optional<bool> quorum_lost(const ConditionInputs& in) {
    if (!in.ledger_age || !in.state || !in.signed_in_vain || in.quorum == quorum_unreachable ||
        isolated(in).value_or(false))
        return std::nullopt;
    return *in.ledger_age >= limits::ledger_stalled_after && *in.state >= ServerState::full &&
           *in.signed_in_vain;
}

std::optional<bool> list_missing(const ConditionInputs& in) {
    if (!in.quorum) return std::nullopt;
    return in.quorum == quorum_unreachable && in.list_status != "active" &&
           in.list_status != "expired";
}

std::optional<bool> list_expired(const ConditionInputs& in, Now now) {
    if (!in.list_status) return std::nullopt;
    const bool date_passed =
        in.list_expiration && from_unix_seconds(*in.list_expiration) <= now.wall;
    return in.list_status == "expired" || (in.list_status == "active" && date_passed);
}

std::optional<bool> list_expiring(const ConditionInputs& in, Now now) {
    if (!in.list_status) return std::nullopt;
    if (!in.list_expiration) return false;
    const auto left = from_unix_seconds(*in.list_expiration) - now.wall;
    return left > Duration{0} && left < limits::list_expiry_warning;
}

std::optional<bool> not_proposing(const ConditionInputs& in) {
    if (!in.validator || !in.state) return std::nullopt;
    // Ports without admin say "full" of a proposing validator.
    if (in.admin == false && in.state == ServerState::full) return std::nullopt;
    return *in.validator && *in.state != ServerState::proposing;
}

std::optional<bool> recent(const std::optional<Duration>& since) {
    return since && *since < limits::finding_shown;
}

}  // namespace

std::optional<bool> Conditions::judge(Condition condition, Now now) const {
    const ConditionInputs& in = inputs_;
    const bool is_frozen = frozen(in, active(Condition::node_frozen)).value_or(false);
    switch (condition) {
        case Condition::node_down:
        case Condition::node_answers_wrongly:
        case Condition::node_address_wrong:
            if (!in.rpc_answers) return std::nullopt;
            return rpc_fails(in) && in.stream_connected != true && !is_frozen &&
                   unreachable_because(in) == condition;
        case Condition::node_frozen:
            return frozen(in, active(Condition::node_frozen));
        case Condition::rpc_unreachable:
            if (!in.rpc_answers) return std::nullopt;
            return rpc_fails(in) && in.stream_connected == true && !is_frozen;
        case Condition::stream_down:
            return both_known(in.stream_connected, in.rpc_answers,
                              in.stream_connected == false && in.rpc_answers == true);
        case Condition::node_isolated:
            return isolated(in);
        case Condition::not_synced:
            if (!in.synced) return std::nullopt;
            return !*in.synced;
        case Condition::quorum_lost:
            return quorum_lost(in);
        case Condition::ledger_stale:
            if (!in.ledger_age) return std::nullopt;
            return *in.ledger_age > limits::ledger_stale_after;
        case Condition::catching_up:
            if (!in.catching_up) return std::nullopt;
            return *in.catching_up || in.unpublished.value_or(0) >= limits::unpublished_ledgers;
        case Condition::fork_suspected:
            return in.fork;
        case Condition::not_proposing:
            return not_proposing(in);
        case Condition::validator_key_lost:
            return in.key_lost;
        case Condition::validator_key_differs:
            if (!in.other_key) return std::nullopt;
            return !in.other_key->empty();
        case Condition::validator_key_revoked:
            return in.own_key_revoked;
        case Condition::trusted_key_revoked:
            return recent(in.trusted_revocation);
        case Condition::duplicate_validator_key:
            if (!in.duplicate && !in.validator.value_or(false)) return std::nullopt;
            return recent(in.duplicate);
        case Condition::negative_unl:
            return in.negative_unl;
        case Condition::validator_list_missing:
            return list_missing(in);
        case Condition::validator_list_expired:
            return list_expired(in, now);
        case Condition::validator_list_expiring:
            return list_expiring(in, now);
        case Condition::amendment_blocked:
            return in.amendment_blocked;
        case Condition::amendment_block_soon:
            if (!in.amendment_blocked) return std::nullopt;
            return in.block_eta_seconds && !*in.amendment_blocked;
        case Condition::clock_offset:
            if (!in.state) return std::nullopt;
            return in.close_time_offset &&
                   std::abs(*in.close_time_offset) >= limits::clock_offset_seconds;
        case Condition::wrong_network_peers:
            if (!in.wrong_network_peers) return std::nullopt;
            return *in.wrong_network_peers > 0;
    }
    return std::nullopt;
}

}  // namespace nodewatch::xrpl
