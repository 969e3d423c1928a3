#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/condition_set.hpp"
#include "networks/xrpl/limits.hpp"
#include "networks/xrpl/messages.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::xrpl {

/// What can be wrong with a node, as far as one node tells; from where on stands in limits.hpp. In
/// the order of the status page.
enum class Condition : std::uint8_t {
    node_down,                ///< neither requests nor the stream get through
    node_answers_wrongly,     ///< something answers there, but not as a node does
    node_address_wrong,       ///< its name or its certificate keeps us from it
    node_frozen,              ///< the connections are open and nothing comes over them
    rpc_unreachable,          ///< the stream lives, requests fail
    stream_down,              ///< requests are answered, the stream is not connected
    node_isolated,            ///< no peers
    not_synced,               ///< its state is below full or unknown, or it has no validated ledger
    quorum_lost,              ///< trusted validations arrive, but no ledger gets enough of them
    ledger_stale,             ///< the newest validated ledger is old
    catching_up,              ///< ledgers are published long after they closed
    fork_suspected,           ///< the quorum of the trusted validators signed another ledger
    not_proposing,            ///< has a validator key, takes no part in consensus
    validator_key_lost,       ///< had a validator key, and has none now
    validator_key_differs,    ///< has another validator key than the configured one
    validator_key_revoked,    ///< our own key was revoked
    trusted_key_revoked,      ///< a validator that the node trusts revoked its key
    duplicate_validator_key,  ///< two servers validate with our key
    negative_unl,             ///< our validator is on the negative UNL
    validator_list_missing,
    validator_list_expired,
    validator_list_expiring,
    amendment_blocked,
    amendment_block_soon,
    clock_offset,
    wrong_network_peers,
};
inline constexpr std::size_t condition_count =
    static_cast<std::size_t>(Condition::wrong_network_peers) + 1;

/// Its stable code: "quorum_lost".
std::string_view to_string(Condition condition);

/// What the conditions are judged by, gathered by the watcher. Absent is unknown.
struct ConditionInputs {
    // Reach
    std::optional<bool> rpc_answers;  ///< the last request; absent before the first
    std::optional<Error> rpc_error;
    Duration rpc_silent{0};                ///< since the last answer, or since watching began
    std::optional<bool> stream_connected;  ///< absent before the first attempt
    std::optional<Error> stream_error;     ///< why it ended or was not made
    Duration stream_silent{0};             ///< since the last message, or since it was connected

    // The server's own words; all absent unless they are recent
    std::optional<ServerState> state;
    std::optional<bool> synced;  ///< full or higher with a validated ledger; Clio: with one
    std::string sync_text;       ///< what it says of that, for the text
    std::optional<bool> admin;
    std::optional<double> peers;
    std::optional<std::uint64_t> quorum;
    std::optional<std::string> list_status;
    std::optional<std::int64_t> list_expiration;  ///< unix seconds
    std::optional<bool> amendment_blocked;
    std::optional<double> close_time_offset;

    // Ledgers
    std::optional<Duration> ledger_age;
    std::optional<bool> catching_up;
    std::optional<std::uint64_t> unpublished;
    /// A ledger after the newest validated one was signed, and none of them by a quorum. Of anyone
    /// where the trusted validators are not known.
    std::optional<bool> signed_in_vain;
    std::optional<std::size_t> trusted_signers;
    std::optional<bool> fork;
    std::string forked_ledger;  ///< where the node and the quorum parted, for the text

    // Validator
    std::optional<bool> validator;  ///< it has a key, or only the operator says so
    std::optional<bool> key_lost;
    std::optional<std::string> other_key;  ///< that it has instead of the configured one; or empty
    std::optional<bool> own_key_revoked;
    std::optional<Duration> trusted_revocation;  ///< since the last one
    std::string trusted_revoked_key;
    std::optional<Duration> duplicate;  ///< since the last sign of a second server
    std::optional<bool> negative_unl;

    std::optional<double> block_eta_seconds;  ///< until the node will be amendment blocked
    std::optional<std::size_t> wrong_network_peers;
};

/// Judges every condition, with the times that tell a condition from a moment.
class Conditions : public ConditionSet<Condition, condition_count> {
public:
    /// A node that starts is not synchronised for a while: that is a condition after this time.
    explicit Conditions(Duration not_synced_after = limits::not_synced_after);

    /// True when a condition was entered or left, or became known or unknown.
    bool update(ConditionInputs inputs, Now now);

    /// It is known that the node does not run, or that it hangs.
    bool node_gone() const {
        return active(Condition::node_down) || active(Condition::node_frozen);
    }
    /// Nothing is known of the node, not even whether it runs.
    bool node_unknown() const {
        return active(Condition::node_answers_wrongly) || active(Condition::node_address_wrong);
    }
    std::vector<StatusReason> reasons() const;

private:
    std::optional<bool> judge(Condition condition, Now now) const;
    std::string describe(Condition condition, Now now) const;

    ConditionInputs inputs_;
    Now judged_at_{};
};

}  // namespace nodewatch::xrpl
