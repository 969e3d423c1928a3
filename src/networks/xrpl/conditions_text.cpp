#include <fmt/format.h>

#include "net/timeout.hpp"
#include "networks/xrpl/conditions.hpp"

/// What each condition means to the operator, and what to do.
namespace nodewatch::xrpl {
namespace {

std::string age_text(const std::optional<Duration>& age) {
    return age ? format_duration(*age) : "an unknown time";
}

std::string error_text(const std::optional<Error>& error) {
    return error ? error->message : "no error is known";
}

/// Both ways fail: what each says.
std::string errors_text(const ConditionInputs& in) {
    if (!in.stream_error) return error_text(in.rpc_error);
    return fmt::format("{}; stream: {}", error_text(in.rpc_error), in.stream_error->message);
}

bool accepts_in_silence(const ConditionInputs& in) {
    const auto silent = [](const std::optional<Error>& error) {
        return error && error->kind == ErrorKind::timeout && error->code == net::connected_code;
    };
    return silent(in.rpc_error) || silent(in.stream_error);
}

std::string quorum_text(const ConditionInputs& in) {
    const std::string needed =
        in.quorum ? fmt::format("{} trusted validations", *in.quorum) : "its quorum";
    const std::string seen = in.trusted_signers
                                 ? fmt::format("{} validators sign", *in.trusted_signers)
                                 : std::string("too few validators sign");
    return fmt::format(
        "No ledger has reached {} for {} ({}), although the server says nothing of it: the network "
        "is halted, or the node does not hear enough of its validators. Check the peers and the "
        "validators of the list; a restart of this node does not help.",
        needed, age_text(in.ledger_age), seen);
}

std::string expiry_text(const ConditionInputs& in, Now now) {
    if (!in.list_expiration) return "at an unknown time";
    const auto left = from_unix_seconds(*in.list_expiration) - now.wall;
    return left > Duration{0} ? "in " + format_duration(left) : format_duration(-left) + " ago";
}

}  // namespace

std::string Conditions::describe(Condition condition, Now now) const {
    const ConditionInputs& in = inputs_;
    switch (condition) {
        case Condition::node_down:
            if (accepts_in_silence(in))
                return fmt::format(
                    "Connections to the node's address are accepted and nothing has been answered "
                    "for "
                    "{} ({}): the process hangs, or something else listens there. Check the "
                    "address, the service and its log.",
                    format_duration(in.rpc_silent), errors_text(in));
            return fmt::format(
                "Neither requests nor the stream get through for {} ({}): the node is stopped or "
                "its host cannot be reached. Check the service and its log.",
                format_duration(in.rpc_silent), errors_text(in));
        case Condition::node_answers_wrongly:
            return fmt::format(
                "Something answers at the node's address, but server_info has not been readable "
                "for {} ({}), so nothing is known of the node. Check that the address and port "
                "in our configuration are the node's own, what a proxy in front of it does, the "
                "admin rights of [port_*], and the node's log.",
                format_duration(in.rpc_silent), errors_text(in));
        case Condition::node_address_wrong:
            return fmt::format(
                "The node has not been reachable for {} because its name or its certificate does "
                "not "
                "hold ({}), so nothing is known of it. Check host name, scheme and CA file in our "
                "configuration, the DNS of this host, and the certificate of the node.",
                format_duration(in.rpc_silent), errors_text(in));
        case Condition::node_frozen:
            return fmt::format(
                "The connections are open but nothing has come over them for {}: the process hangs "
                "or is stopped. Check its disk and memory; restart it if it does not recover.",
                format_duration(in.rpc_silent));
        case Condition::rpc_unreachable:
            return fmt::format(
                "Requests fail while the stream lives ({}). Check [port_rpc_admin_local] of the "
                "node's "
                "configuration and the address in ours.",
                error_text(in.rpc_error));
        case Condition::stream_down:
            return fmt::format(
                "Requests are answered, but the stream is not connected ({}): changes between two "
                "polls and validations are not seen. Check [port_ws_admin_local] of the node's "
                "configuration and the address in ours.",
                error_text(in.stream_error));
        case Condition::node_isolated:
            return "The node has no peers and hears nothing of the network. Check its network, the "
                   "firewall of the peer port, and [ips_fixed].";
        case Condition::not_synced:
            return fmt::format(
                "The node is not synchronised with the network: it {}. After a start that takes "
                "minutes; if it lasts, check its peers, disk and memory.",
                in.sync_text);
        case Condition::quorum_lost:
            return quorum_text(in);
        case Condition::ledger_stale:
            return fmt::format(
                "The newest validated ledger is {} old (normal: below {}): the node does not "
                "follow the network, or the network is halted.",
                age_text(in.ledger_age), format_duration(limits::normal_ledger_age));
        case Condition::catching_up:
            return in.unpublished.value_or(0) > 0
                       ? fmt::format(
                             "The node publishes ledgers late: {} behind the validated one. "
                             "It recovers by itself.",
                             *in.unpublished)
                       : std::string(
                             "The node publishes ledgers long after they closed. It "
                             "recovers by itself.");
        case Condition::fork_suspected:
            return fmt::format(
                "A quorum of the trusted validators signed another ledger than the node holds "
                "for validated ({}): the node is on a fork. Do not trust its data; stop it, "
                "compare with another server, and let it sync anew.",
                in.forked_ledger);
        case Condition::not_proposing:
            return fmt::format(
                "The validator is {} and takes no part in consensus. Check validator token, "
                "validator list, sync and amendments.",
                in.state ? to_string(*in.state) : "unknown");
        case Condition::validator_key_lost:
            return "The node had a validator key and has none now. Check [validator_token] of its "
                   "configuration; restart nodewatch if that is on purpose.";
        case Condition::validator_key_differs:
            return fmt::format(
                "The node validates with the key {}, not with the configured one: the agreement is "
                "that of another validator. Correct validator_public_key, or take it out to use "
                "what the node says.",
                in.other_key.value_or(""));
        case Condition::validator_key_revoked:
            return "The master key of this validator was revoked: its validations count nowhere "
                   "any "
                   "more. That cannot be undone; the validator needs a new master key.";
        case Condition::trusted_key_revoked:
            return fmt::format(
                "The trusted validator {} revoked its master key. Remove it from [validators], or "
                "wait for the publisher's next list; until then the quorum is harder to reach.",
                in.trusted_revoked_key);
        case Condition::duplicate_validator_key:
            return "Two servers validate with the key of this validator, which harms the network. "
                   "Stop one of them now, and rotate the token if you do not know the other.";
        case Condition::negative_unl:
            return "The validator is on the negative UNL: it was unreliable for so long that the "
                   "network does not count it. It is taken off once it validates steadily.";
        case Condition::validator_list_missing:
            return "The node has no usable validator list and cannot validate any ledger. Check "
                   "[validator_list_sites], [validator_list_keys] and that the sites can be "
                   "reached.";
        case Condition::validator_list_expired:
            return fmt::format(
                "The validator list expired {}: the node validates nothing until it has a new one. "
                "Check that [validator_list_sites] can be reached; upgrade if the publisher "
                "changed.",
                expiry_text(in, now));
        case Condition::validator_list_expiring:
            return fmt::format(
                "The validator list expires {}. Publishers renew earlier than that: check that the "
                "sites of [validator_list_sites] can be reached.",
                expiry_text(in, now));
        case Condition::amendment_blocked:
            return "The network uses an amendment that this version does not know. The node cannot "
                   "follow, validate or submit until it is upgraded: "
                   "https://xrpl.org/docs/concepts/networks-and-servers/amendments";
        case Condition::amendment_block_soon:
            return fmt::format(
                "An amendment that this version does not know holds a majority: the node will be "
                "blocked in {} unless it is upgraded before.",
                format_duration(
                    Duration{static_cast<std::int64_t>(in.block_eta_seconds.value_or(0) * 1000)}));
        case Condition::clock_offset:
            return fmt::format(
                "The node's clock is {:.0f} s away from the network's. Check its time service "
                "(chrony, systemd-timesyncd).",
                in.close_time_offset.value_or(0));
        case Condition::wrong_network_peers:
            return fmt::format(
                "{} peers belong to another network. Check [network_id] and [ips_fixed].",
                in.wrong_network_peers.value_or(0));
    }
    return {};
}

}  // namespace nodewatch::xrpl
