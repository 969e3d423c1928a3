#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/collector.hpp"
#include "networks/xrpl/conditions.hpp"
#include "networks/xrpl/ledger_tracker.hpp"
#include "networks/xrpl/live_tables.hpp"
#include "networks/xrpl/own_validator.hpp"
#include "networks/xrpl/points.hpp"
#include "networks/xrpl/state_tracker.hpp"
#include "networks/xrpl/validation_tracker.hpp"
#include "networks/xrpl/watcher.hpp"

/// For watcher_*.cpp only: what a Watcher is made of. Each file holds what one voice of the node
/// sets in motion; what is published and when is in watcher_publish.cpp.
namespace nodewatch::xrpl {

/// Totals of earlier runs and of this one that no tracker keeps.
struct WatcherTotals {
    std::uint64_t closed = 0, late = 0, unseen = 0, gaps = 0;
    std::uint64_t transactions = 0;
    std::uint64_t revocations = 0;
};

struct Watcher::State {
    /// Points that no poll brings are repeated so often, so that their silence means something.
    static constexpr Duration repeat_interval{2'000};
    /// Texts (version, keys) are repeated so often, and published at once when they change.
    static constexpr Duration info_interval{15'000};
    /// An answer to server_info is the present for so long, at least.
    static constexpr Duration answer_valid_for{10'000};

    State(WatcherOptions options, Publisher publisher, Views views);

    /// First of all in everything that brings news.
    void begin(Now now);

    // --- polls (watcher_polls.cpp) ---
    /// Notes the outcome of a poll; the answer, or nothing when it failed.
    template <typename T>
    const T* take(Section section, const Result<T>& answer, Now now) {
        note(section, answer ? std::optional<Error>() : std::optional(answer.error()), now);
        return answer ? &*answer : nullptr;
    }
    void note(Section section, const std::optional<Error>& error, Now now);
    /// The next point is due after the interval, or when the answer then under way must have come:
    /// the values of a slow node stay until that has failed. Points are stale after three intervals
    /// of their own (telemetry/latest_values.hpp).
    Stamp stamp(Section section, Now now) const {
        const Duration interval = interval_of(section, options.intervals);
        return {now.wall, std::max(interval, (interval + options.request_timeout) / 3)};
    }
    void take_server_info(const ServerInfo& answer, Now now);
    void notice_new_process(const ServerInfo& answer, Now now);
    bool has_crawl(Now now) const;
    void take_versions(const std::vector<std::string_view>& versions, Section from, Now now);

    // --- stream (watcher_stream.cpp) ---
    void on(const ValidationReceived& message, Now now);
    void on(const LedgerClosed& message, Now now);
    void on(const ServerStatus& message, Now now);
    void take_load(const ServerStatus& message, Now now);
    void take_announced_state(const ServerStatus& message, Now now);
    void on(const ManifestReceived& message, Now now);
    void on(const SocketResponse& message, Now now);
    template <typename Other>
    void on(const Other&, Now) {}  ///< shows that the stream lives, which is noted for all
    void learn_keys(Now now);

    // --- conditions (watcher_conditions.cpp) ---
    bool answers_are_recent(Now now) const;
    bool stream_lives(Now now) const;
    bool validators_are_recent(Now now) const;
    /// Absent when the list is not recent, or our key is not known.
    std::optional<bool> on_negative_unl(Now now) const;
    /// It told something a moment ago, or is known to be down.
    bool is_known(Now now) const;
    ConditionInputs condition_inputs(Now now) const;
    /// When the node will be amendment blocked; unix seconds.
    std::optional<std::int64_t> block_time(Now now) const;
    /// Trusted validators behind the newest ledger that is old enough to be judged.
    std::optional<std::size_t> trusted_signers(Now now) const;
    std::optional<bool> signed_in_vain() const;
    void judge(Now now);
    void forget_node(Now now);

    // --- publishing (watcher_publish.cpp) ---
    void publish_repeated(const StreamHealth& stream, Now now);
    void publish_state(Now now);
    void publish_ledger(Now now);
    void publish_validations(Now now);
    void publish_trust(Now now);
    void publish_stream(const StreamHealth& stream, Now now);
    void publish_monitor(Now now);
    void publish_conditions(Now now);
    void publish_section(Section section, Now now);
    void publish_infos(const ServerInfo& info, Now now);
    void publish_validator_list(Now now);
    void publish_block(Now now);
    void publish_event_if_new();
    void publish_validator_ledgers(Now now);

    WatcherOptions options;
    Publisher publisher;

    StateTracker node;
    LedgerTracker ledgers;
    ValidationTracker validations;
    AgreementTracker agreement;
    OwnValidator own;
    Collector collector;
    Conditions conditions;
    LiveTables tables;
    EventLog* events;  ///< null: nobody looks
    WatcherTotals totals;

    std::optional<ServerInfo> info;  ///< while the node is not known to be down
    Now info_at{};
    std::optional<std::string> version;  ///< outlives `info`: what was last known
    std::optional<ValidatorsInfo> validators;
    std::set<std::string, std::less<>> trusted_keys;
    std::optional<std::int64_t> block_expected;  ///< by amendments; unix seconds
    std::optional<std::size_t> wrong_network_peers;
    std::vector<std::string> publisher_hosts;
    std::optional<SteadyTime> crawled;

    /// It told something once, or why it cannot: from then on its silence is a failure.
    bool was_known = false;
    std::optional<bool> connected;      ///< absent before the first attempt
    std::optional<Error> stream_error;  ///< why it was lost or not made
    SteadyTime last_message;
    std::optional<std::uint32_t> newest_signed;  ///< by anyone, since the stream is connected
    std::uint64_t load_warnings = 0;

    std::optional<ProcessSample> last_process;
    SteadyTime last_process_at;
    std::optional<SteadyTime> trusted_revocation;
    std::string trusted_revoked_key;
    std::optional<AgreementEvent> published_event;
    std::string published_infos;
    SteadyTime infos_at;

    std::optional<Now> started;  ///< first call
    std::optional<SteadyTime> repeated_at;
    std::optional<WallTime> last_save;
    std::uint64_t save_failures = 0;
    std::uint64_t save_failures_in_a_row = 0;
};

}  // namespace nodewatch::xrpl
