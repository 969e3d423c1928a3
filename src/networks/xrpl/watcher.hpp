#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/process_probe.hpp"
#include "networks/xrpl/messages.hpp"
#include "networks/xrpl/options.hpp"
#include "telemetry/event_log.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::xrpl {

/// The last values of totals in the history, by metric.
using PublishedTotals = std::map<std::string, double, std::less<>>;

struct DatabaseSample {
    std::optional<double> ledger_db_bytes;  ///< everything under the data directory's db
    std::optional<double> nudb_bytes;
    std::optional<double> filesystem_bytes, filesystem_free_bytes;
};

struct CertificateSample {
    std::string host;                ///< "vl.ripple.com"
    Result<std::int64_t> not_after;  ///< unix seconds
};

/// How the stream connection is, as the source sees it.
struct StreamHealth {
    bool connected = false;
    bool healthy = false;                  ///< connected and the heartbeat answers
    std::uint64_t heartbeat_failures = 0;  ///< in a row
    std::uint64_t reconnects = 0;
    std::uint64_t messages = 0;
    std::uint64_t undecodable_messages = 0;  ///< not JSON, or not as rippled writes it
    std::optional<SteadyTime> last_message;
};

/// All that nodewatch knows of one XRPL node. Takes what the node tells, and the time; publishes
/// points. No I/O and no clock of its own. Failed polls are told too: they decide what is unknown
/// and since when.
class Watcher {
public:
    /// What pages show beside points; both outlive the watcher. Null: nobody looks.
    struct Views {
        LiveBoard* board = nullptr;
        EventLog* events = nullptr;
    };
    Watcher(WatcherOptions options, Publisher publisher, Views views);
    Watcher(WatcherOptions options, Publisher publisher)
        : Watcher(std::move(options), publisher, Views{}) {}
    ~Watcher();

    // --- stream ---
    void stream_connected(Now now);
    void stream_lost(const Error& why, Now now);
    /// The streams that the server accepted ("ledger", "validations", ...), after each subscribe.
    void streams_subscribed(const std::vector<std::string>& accepted, Now now);
    void on_message(const StreamMessage& message, Now now);
    /// A message came that cannot be decoded: what it told is lost.
    void on_unreadable_message(Now now);

    // --- polls ---
    void on_server_info(const Result<ServerInfo>& answer, Now now);
    void on_server_state(const Result<ServerInfo>& answer, Now now);
    void on_peers(const Result<PeersInfo>& answer, Now now);
    void on_consensus_info(const Result<ConsensusInfo>& answer, Now now);
    void on_fee(const Result<FeeInfo>& answer, Now now);
    void on_validators(const Result<ValidatorsInfo>& answer, Now now);
    void on_validator_sites(const Result<ValidatorSites>& answer, Now now);
    void on_validator_info(const Result<ValidatorIdentity>& answer, Now now);
    void on_feature(const Result<FeatureInfo>& answer, Now now);
    void on_counts(const Result<CountsInfo>& answer, Now now);
    void on_crawl(const Result<CrawlInfo>& answer, Now now);
    void on_certificates(const std::vector<CertificateSample>& samples, Now now);
    void on_process(const Result<ProcessSample>& sample, Now now);
    void on_database(const Result<DatabaseSample>& sample, Now now);

    /// Once a second: reconciles agreement, notices silence, publishes ages and the health of the
    /// stream.
    void tick(const StreamHealth& stream, Now now);

    // --- what a restart must not lose ---
    std::string save_state(Now now) const;
    /// Call before anything else is told.
    Result<> restore_state(std::string_view document, Now now);
    /// The metrics of the totals that go on after a restart.
    static std::vector<std::string_view> kept_totals();
    /// Call after restore_state(), when the history is known: after a crash it may have more than
    /// what was saved last, and no total falls below what was published and kept.
    void raise_totals(const PublishedTotals& last);
    /// How the saving of save_state()'s document went.
    void state_saved(const Result<>& outcome, Now now);

    // --- what the status page shows ---
    /// What is wrong now: node_down, quorum_lost, node_frozen, node_isolated, catching_up,
    /// validator_list_missing, validator_list_expired, validator_key_revoked, amendment_blocked,
    /// ...
    std::vector<StatusReason> reasons(Now now) const;
    /// ok, degraded or failed, from the reasons and the freshness of the data.
    TargetState state(Now now) const;
    std::uint64_t gaps() const;
    std::uint64_t unseen_ledgers() const;
    /// What is worth knowing and no fault.
    std::vector<std::string> notices() const;
    /// Absent before the first answer, and while the node is not there.
    std::optional<bool> is_clio() const;
    /// The hosts of validator_sites, for the certificate check: "host:port".
    std::vector<std::string> publisher_hosts() const;
    /// What this node's process is called, from its version: "rippled" or "xrpld"; empty when
    /// unknown.
    std::string_view process_name() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace nodewatch::xrpl
