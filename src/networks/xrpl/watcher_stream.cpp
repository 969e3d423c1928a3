#include <algorithm>

#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/watcher_state.hpp"

namespace nodewatch::xrpl {

void Watcher::stream_connected(Now now) {
    State& s = *state_;
    s.begin(now);
    s.connected = true;
    s.stream_error.reset();
    s.last_message = now.steady;
    s.judge(now);
}

void Watcher::stream_lost(const Error& why, Now now) {
    State& s = *state_;
    s.begin(now);
    if (s.connected == true) {
        ++s.totals.gaps;
        s.agreement.stop_watching(now);
        s.ledgers.interrupted();
        s.validations.interrupted();
        s.newest_signed.reset();
    }
    s.connected = false;
    s.stream_error = why;
    s.judge(now);
}

void Watcher::streams_subscribed(const std::vector<std::string>& accepted, Now now) {
    const auto has = [&](std::string_view name) {
        return std::ranges::find(accepted, name) != accepted.end();
    };
    if (has("ledger") && has("validations")) state_->agreement.start_watching(now);
}

void Watcher::on_message(const StreamMessage& message, Now now) {
    State& s = *state_;
    s.last_message = now.steady;
    s.agreement.stream_alive(now);
    std::visit([&](const auto& m) { s.on(m, now); }, message);
}

/// It may have been a validation of ours, which must not count as missed then. A ledger that is
/// lost so shows by its sequence.
void Watcher::on_unreadable_message(Now now) {
    State& s = *state_;
    s.last_message = now.steady;
    s.agreement.lost_messages(now);
    s.agreement.stream_alive(now);
}

/// The hot path: thousands a second. Totals are published with the next ledger or tick.
void Watcher::State::on(const ValidationReceived& message, Now now) {
    if (message.ledger_index)
        newest_signed = std::max(newest_signed.value_or(0), *message.ledger_index);
    validations.validation(message, now);
    agreement.validation(message, now);
    publish_event_if_new();
}

void Watcher::State::on(const LedgerClosed& message, Now now) {
    const LedgerArrival arrival = ledgers.ledger_closed(message, now);
    agreement.ledger_closed(message, now, arrival.late_by);
    validations.node_validated(message.sequence, message.hash, now);
    if (arrival.counted)
        totals.transactions += static_cast<std::uint64_t>(message.transactions.value_or(0));
    tables.ledger_closed(message, now);
    tables.refresh(validations, agreement);
    publish_event_if_new();
    publish_ledger(now);
    publish_validations(now);
}

void Watcher::State::on(const ServerStatus& message, Now now) {
    take_load(message, now);
    take_announced_state(message, now);
}

/// What the event leaves out stays as the last answer told it. Before the first answer it is not
/// known what the load of this server consists of.
void Watcher::State::take_load(const ServerStatus& message, Now now) {
    if (!message.load_factor || !answers_are_recent(now)) return;
    info->load_factor = message.load_factor;
    info->load_factor_server = message.load_factor_server;
    info->load_factor_fee_escalation = message.load_factor_fee_escalation;
    info->load_factor_fee_queue = message.load_factor_fee_queue;
    publisher.publish(load_point(*info, options.realtime_names, stamp(Section::server_info, now)));
}

void Watcher::State::take_announced_state(const ServerStatus& message, Now now) {
    if (!message.status) return;
    const auto state = parse_server_state(*message.status);
    if (!state) return;
    node.announced(*state, now);
    publish_state(now);
    judge(now);
}

void Watcher::State::on(const ManifestReceived& message, Now now) {
    agreement.manifest(message, now);
    if (own.manifest(message)) learn_keys(now);
    if (!message.revoked()) return;
    ++totals.revocations;
    if (trusted_keys.contains(message.master_key)) {
        trusted_revocation = now.steady;
        trusted_revoked_key = message.master_key;
    }
    publish_trust(now);
    judge(now);
}

/// The answer to subscribe says where the node stands; other answers go to who asked. Its load
/// factor is another than that of events and polls: without fee escalation (rippled,
/// NetworkOPs::subServer).
void Watcher::State::on(const SocketResponse& message, Now now) {
    if (message.ledger) {
        ledgers.subscribed(*message.ledger, now);
        agreement.ledger_closed(*message.ledger, now);
    }
    if (message.server) take_announced_state(*message.server, now);
    if (message.load_warning) ++load_warnings;
}

void Watcher::State::learn_keys(Now now) {
    agreement.set_own_keys(own.keys(), now);
}

}  // namespace nodewatch::xrpl
