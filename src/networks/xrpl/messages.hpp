#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"

/// What an XRPL server tells, as values. Shapes:
/// https://xrpl.org/docs/references/http-websocket-apis and rippled's NetworkOPs.cpp; they differ
/// between versions, ports (admin or not), API versions 1 and 2 and Clio. Every member that a
/// server may leave out is an optional; unknown is never 0.
namespace nodewatch::xrpl {

/// Seconds between 1970-01-01 and the Ripple epoch, 2000-01-01.
inline constexpr std::int64_t ripple_epoch = 946'684'800;

/// server_state, in the seed's numbers.
enum class ServerState : std::uint8_t {
    down = 0,  ///< not reachable: never said by a server
    disconnected = 1,
    connected = 2,
    syncing = 3,
    tracking = 4,
    full = 5,
    validating = 6,
    proposing = 7,
};
inline constexpr std::array<std::string_view, 8> server_state_names = {
    "down", "disconnected", "connected", "syncing", "tracking", "full", "validating", "proposing"};
std::optional<ServerState> parse_server_state(std::string_view name);
inline std::string_view to_string(ServerState s) {
    return server_state_names[static_cast<std::size_t>(s)];
}

/// validation_quorum of a server that has no usable validator list.
inline constexpr std::uint64_t quorum_unreachable = 4'294'967'295;
/// Sequence of a manifest that revokes its master key.
inline constexpr std::uint64_t manifest_revoked = 4'294'967'295;

/// complete_ledgers: "32570-6595042,6595050-6595100" or "empty".
struct LedgerRanges {
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        ranges;  ///< ordered, inclusive; none for "empty"
    std::uint64_t count() const;
};

/// validated_ledger or closed_ledger of server_info and server_state.
struct LedgerSummary {
    std::optional<std::uint32_t> sequence;
    std::optional<std::string> hash;
    std::optional<double> base_fee_drops;
    std::optional<double> reserve_base_drops;
    std::optional<double> reserve_increment_drops;
    std::optional<double> age_seconds;  ///< server_info; the server writes 0 for a million and more
    std::optional<std::int64_t> close_time;  ///< unix seconds; server_state
    std::optional<double> close_time_offset_seconds;
};

struct StateAccounting {
    std::optional<double> duration_seconds;
    std::optional<std::uint64_t> transitions;
};

struct ServerWarning {
    std::int64_t id = 0;  ///< 1001 unsupported amendments have a majority, 1002 blocked, 1003 list
                          ///< expired, 2001 Clio
    std::string message;
    std::optional<std::int64_t> expected_date;  ///< unix seconds; of 1001
};

struct JobLoad {
    std::string job_type;
    std::optional<double> per_second, average_ms, peak_ms, in_progress, waiting;
    bool over_target = false;
};

/// server_info and server_state: one struct, because they tell the same in different units.
struct ServerInfo {
    std::optional<std::string>
        build_version;  ///< as sent: "1.9.4", "rippled-1.9.4", "xrpld-3.2.0-rc1"
    std::optional<std::string> state_name;  ///< server_state as sent
    std::optional<ServerState> state;
    std::optional<std::string> public_key_node;
    std::optional<std::string> public_key_validator;  ///< absent for "none"
    std::optional<bool> is_validator;  ///< known only when the member was there (admin)
    std::optional<std::uint64_t> network_id;
    std::optional<std::string> host_id;
    std::optional<std::string> server_domain;
    std::optional<std::string> node_size;
    std::optional<double> uptime_seconds;
    std::optional<double> io_latency_ms;
    std::optional<double> peers;
    std::optional<std::string> complete_ledgers_text;
    std::optional<LedgerRanges> complete_ledgers;
    std::optional<double> last_close_proposers;
    std::optional<double> last_close_converge_seconds;
    std::optional<double> load_factor;  ///< multiplier, 1 = normal, whatever the method's unit
    std::optional<double> load_factor_server, load_factor_local, load_factor_net,
        load_factor_cluster;
    std::optional<double> load_factor_fee_escalation, load_factor_fee_queue;
    std::optional<LedgerSummary> validated_ledger;
    std::optional<LedgerSummary>
        closed_ledger;  ///< instead of the former while nothing is validated
    std::optional<std::uint32_t>
        published_ledger;  ///< absent for "none" and when it equals the validated
    std::map<std::string, StateAccounting> state_accounting;
    std::optional<double> state_duration_seconds;
    std::optional<double> initial_sync_seconds;
    std::optional<double> job_queue_overflows, peer_disconnects, peer_disconnects_resources;
    std::optional<std::uint64_t> validation_quorum;  ///< quorum_unreachable is kept as it is
    bool amendment_blocked = false;
    std::vector<ServerWarning> warnings;
    bool waiting_for_network = false;  ///< network_ledger: "waiting"
    std::optional<double> fetch_pack;
    std::optional<std::uint64_t> validator_list_count;
    std::optional<std::string> validator_list_status;       ///< active, expired, unknown
    std::optional<std::int64_t> validator_list_expiration;  ///< unix seconds; absent for "unknown"
    bool validator_list_never_expires = false;
    std::optional<double> load_threads;
    std::vector<JobLoad> jobs;
    bool clio = false;  ///< the answer comes from Clio
    std::optional<std::string> clio_version;
};

struct Peer {
    std::optional<std::string> public_key, address, version, server_domain, name, complete_ledgers;
    bool inbound = false;
    bool cluster = false;
    std::optional<double> latency_ms, load, uptime_seconds;
    std::optional<std::uint64_t> network_id;
    std::optional<std::string> track;  ///< "diverged" or "unknown"; absent = converged (legacy
                                       ///< `sanity` is mapped: insane is diverged)
    std::optional<std::string> status;
    std::optional<double> bytes_received, bytes_sent, average_bps_received, average_bps_sent;
};

struct PeersInfo {
    std::vector<Peer> peers;
};

struct PublisherList {
    std::optional<std::string> public_key, uri;
    bool available = false;
    std::optional<std::uint64_t> sequence;
    std::optional<std::int64_t> expiration;  ///< unix seconds
    std::size_t validators = 0;
    std::size_t pending_lists = 0;  ///< remaining[]: lists that take effect later
};

struct ValidatorsInfo {
    std::optional<std::uint64_t> validation_quorum;
    std::optional<std::uint64_t> list_count;
    std::optional<std::string> list_status;
    std::optional<std::int64_t> list_expiration;  ///< unix seconds
    bool list_never_expires = false;
    std::vector<PublisherList> publishers;
    std::vector<std::string> trusted_keys;            ///< master keys, or plain validation keys
    std::map<std::string, std::string> signing_keys;  ///< master key to signing key
    std::vector<std::string> negative_unl;
    std::size_t static_keys = 0;
};

struct ValidatorSite {
    std::string uri;  ///< without " (redirects to ...)"
    std::optional<std::string> status, message;
    std::optional<WallTime> last_refresh, next_refresh;
    std::optional<double> refresh_interval_minutes;
};
struct ValidatorSites {
    std::vector<ValidatorSite> sites;
};

struct ValidatorIdentity {
    std::optional<std::string> master_key, signing_key, domain, manifest;
    std::optional<std::uint64_t> sequence;
};

struct Amendment {
    std::string hash;
    std::optional<std::string> name;
    bool enabled = false;
    std::optional<bool> supported;
    std::optional<bool> vetoed;  ///< our vote is against it; admin only
    bool obsolete = false;
    std::optional<double> count, threshold, validations;
    std::optional<std::int64_t> majority;  ///< unix seconds since when it has the majority
};
struct FeatureInfo {
    std::vector<Amendment> amendments;
};

struct FeeInfo {
    std::optional<double> current_ledger_size, current_queue_size, expected_ledger_size,
        max_queue_size;
    std::optional<double> base_fee_drops, median_fee_drops, minimum_fee_drops,
        open_ledger_fee_drops;
    std::optional<std::uint32_t> ledger_current_index;
};

struct ConsensusInfo {
    std::optional<bool> proposing, validating, synched;
    std::optional<double> proposers, previous_proposers, converge_percent, current_ms, previous_ms;
    std::optional<std::uint32_t> ledger_sequence;
    std::optional<std::string> phase;
    std::size_t disputes = 0;
    std::size_t disputes_minority = 0;  ///< disputes in which our vote is with the losing side
    bool has_disputes = false;          ///< the member was there
};

/// get_counts: numbers by name; text values that are no numbers are left out.
struct CountsInfo {
    std::map<std::string, double> counts;
};

struct CrawlPeer {
    std::optional<std::string> version;
    bool outbound = false;
};
struct CrawlInfo {
    std::vector<CrawlPeer> active;
    bool has_overlay = false;  ///< the operator may switch it off
    std::optional<std::string> build_version;
    std::optional<std::string> unl_status;
};

// --- streams
// -----------------------------------------------------------------------------------------

/// ledgerClosed, and the ledger part of the answer to `subscribe` (without txn_count).
struct LedgerClosed {
    std::uint32_t sequence = 0;
    std::string hash;
    std::optional<std::int64_t> close_time;  ///< ledger_time, unix seconds
    std::optional<double> base_fee_drops, reserve_base_drops, reserve_increment_drops;
    std::optional<double> transactions;
    std::optional<std::string> validated_ledgers;
    std::optional<std::uint64_t> network_id;
};

/// serverStatus, and the server part of the answer to `subscribe`.
struct ServerStatus {
    std::optional<std::string> status;         ///< never "proposing" or "validating" in events
    std::optional<double> load_factor;         ///< multiplier: load_factor / load_base
    std::optional<double> load_factor_server;  ///< multiplier
    std::optional<double> load_factor_fee_escalation,
        load_factor_fee_queue;  ///< multipliers over the reference
    std::optional<double> base_fee_drops;
};

/// validationReceived. The views point into the message and live as long as its bytes.
struct ValidationReceived {
    std::string_view signing_key;  ///< validation_public_key
    std::string_view master_key;   ///< empty when it was not there
    std::string_view ledger_hash;
    std::optional<std::uint32_t> ledger_index;
    bool full = false;
    std::optional<std::uint64_t> cookie;
    std::optional<std::int64_t> signing_time;  ///< unix seconds
    std::optional<std::uint64_t> server_version;
    std::optional<std::uint64_t> network_id;
};

struct ConsensusPhase {
    std::string phase;  ///< open, establish, accepted
};

struct PeerStatusChange {
    std::optional<std::string> action, status;
    std::optional<std::uint32_t> ledger_index;
};

/// manifestReceived; without signing key and with sequence manifest_revoked when a key was revoked.
struct ManifestReceived {
    std::string master_key;
    std::optional<std::string> signing_key, domain;
    std::optional<std::uint64_t> sequence;
    bool revoked() const { return sequence == manifest_revoked; }
};

/// An answer to one of our requests over the WebSocket (type "response" or "error").
struct SocketResponse {
    std::optional<std::uint64_t> id;
    std::optional<std::string> error, error_message;
    std::string_view text;               ///< the whole message
    std::optional<LedgerClosed> ledger;  ///< of an answer to subscribe
    std::optional<ServerStatus> server;  ///< of an answer to subscribe
    bool load_warning = false;           ///< warning: "load": the server is about to cut us off
};

/// A message type that nodewatch does not use ("transaction", "bookChanges", ...).
struct OtherMessage {
    std::string type;
};

using StreamMessage =
    std::variant<ValidationReceived, LedgerClosed, ServerStatus, ConsensusPhase, PeerStatusChange,
                 ManifestReceived, SocketResponse, OtherMessage>;

}  // namespace nodewatch::xrpl
