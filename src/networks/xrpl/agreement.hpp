#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/xrpl/agreement_table.hpp"
#include "networks/xrpl/coverage.hpp"
#include "networks/xrpl/ledger_hash.hpp"
#include "networks/xrpl/messages.hpp"

namespace nodewatch::xrpl {

struct AgreementOptions {
    /// A ledger is missed when no full validation of ours came until this long after it.
    Duration grace{8'000};
    /// So long after it was judged missed, a validation still repairs it in the windows.
    Duration repair{300'000};
};

/// Counters: the first judgement of each ledger, never taken back.
struct AgreementTotals {
    std::uint64_t agreements = 0;
    std::uint64_t missed = 0;      ///< no validation of ours, or one of another hash
    std::uint64_t ours = 0;        ///< full validations of ours, one a ledger
    std::uint64_t partial = 0;     ///< validations of ours with full = false
    std::uint64_t checked = 0;     ///< validations of anyone
    std::uint64_t repaired = 0;    ///< missed ones whose agreeing validation came late
    std::uint64_t duplicates = 0;  ///< ledgers with two hashes or two cookies of ours
    std::uint64_t evicted = 0;     ///< ledgers forgotten before they could be judged: table full
};

struct AgreementWindow {
    std::uint64_t agreed = 0;       ///< in time or repaired
    std::uint64_t missed = 0;       ///< nothing of ours, or another hash
    std::uint64_t disagreed = 0;    ///< the part of `missed` with another hash
    std::uint64_t repaired = 0;     ///< the part of `agreed` that came late
    std::optional<double> percent;  ///< 100 agreed / (agreed + missed); absent when both are 0
    double coverage = 0;            ///< part of the window that was watched, 0 to 1
    bool incomplete = true;         ///< coverage is less than 1
};

struct AgreementEvent {
    std::uint32_t sequence = 0;
    AgreementClass classified = AgreementClass::pending;
    Now at{};
};

/// Two servers run with the key of our validator.
struct DuplicateFinding {
    std::uint32_t sequence = 0;
    Now at{};
};

/// Whether our validator signed the ledgers that the network validated.
///
/// One record a ledger index joins the hash of ledgerClosed with the validations of ours, whichever
/// comes first. It agrees as soon as both are equal; it is judged disagreed or missed when the
/// grace time after the ledger has passed. What was not watched is not judged: a ledger is missed
/// only when the streams were watched without a break from grace before its close to grace after
/// it, and only after a message has shown that the stream was still alive then. Time in which we
/// did not get to run ourselves (no tick for half the grace time) was not watched either: what
/// arrived meanwhile looks late.
///
/// All times are steady; the wall clock serves for the time that passes between save and restore.
class AgreementTracker {
public:
    static constexpr Duration hour{3'600'000};
    static constexpr Duration day{86'400'000};
    static constexpr std::size_t max_records = 4'096;  ///< ledgers not yet finished
    static constexpr std::size_t max_keys = 16;
    static constexpr std::size_t max_key_length = 128;

    explicit AgreementTracker(AgreementOptions options = {});

    /// The keys by which our validator may be named: master key, signing keys. Keys that share one
    /// with those known before are the same validator, and are added. Other keys are another
    /// validator: records and windows begin anew (totals go on). No keys: not a validator, nothing
    /// is judged.
    void set_own_keys(const std::vector<std::string>& keys, Now now);
    /// Learns a new signing key of ours; others' manifests are ignored.
    void manifest(const ManifestReceived& manifest, Now now);
    bool has_own_keys() const { return active_; }
    /// Whether one of the keys known for our validator signed it.
    bool is_own(const ValidationReceived& v) const;

    /// The ledger and validations streams are both subscribed from now on.
    void start_watching(Now now);
    /// The streams are lost: unwatched since the last message.
    void stop_watching(Now now);
    /// A message was lost: unwatched from the last message until now.
    void lost_messages(Now now);
    /// Any message or heartbeat answer came over the stream.
    void stream_alive(Now now);

    /// Also for the ledger of the answer to subscribe. `late_by`: LedgerArrival::late_by.
    void ledger_closed(const LedgerClosed& ledger, Now now, Duration late_by = Duration{0});
    void validation(const ValidationReceived& v, Now now);
    /// Judges what is due; call once a second.
    void tick(Now now);

    const AgreementTotals& totals() const { return totals_; }
    AgreementWindow window_1h(Now now);
    AgreementWindow window_24h(Now now);
    /// The judgement of one of the last ledgers; nothing when it was not judged and is not about to
    /// be.
    std::optional<AgreementClass> judgement(std::uint32_t sequence) const;
    /// The newest judgement or repair.
    const std::optional<AgreementEvent>& last_event() const { return last_event_; }
    const std::optional<DuplicateFinding>& last_duplicate() const { return last_duplicate_; }
    /// Ledgers that wait for a judgement or for their ledgerClosed.
    std::size_t open_records() const;
    /// Judged ledgers, and intervals of watching, that were dropped because their table was full.
    std::uint64_t forgotten_ledgers() const { return table_.forgotten(); }
    std::uint64_t forgotten_intervals() const { return coverage_.forgotten(); }

    /// Text that restore() reads, about 2 bytes a ledger of the last 24 h.
    std::string save(Now now) const;
    /// Totals and windows as saved, the time since then unwatched. Call before anything else is
    /// told. A damaged or foreign document is an error and leaves the tracker empty.
    Result<> restore(std::string_view document, Now now);
    void restore_totals(const AgreementTotals& totals) { totals_ = totals; }

private:
    /// A hash that a validation of ours signed for the ledger.
    struct OwnHash {
        LedgerHash hash;
        bool full = false;
    };
    struct Record {
        std::optional<LedgerHash> ledger;  ///< of ledgerClosed
        std::array<OwnHash, 2> own{};      ///< the first two different ones
        std::uint8_t own_hashes = 0;
        std::optional<std::uint64_t> cookie;  ///< of the first validation that had one
        AgreementClass state = AgreementClass::pending;
        bool certain = false;  ///< silence would mean missed
        bool duplicate = false;
        std::uint64_t place = 0;  ///< in the table, once the ledger is there
        SteadyTime since{};       ///< arrival of the ledger; of our validation while there is none

        bool has_full() const;
        bool agrees() const;
    };
    using Records = std::map<std::uint32_t, Record>;

    Record* record_for(std::uint32_t sequence, Now now);
    void forget(Records::iterator record);
    void add_own(std::uint32_t sequence, Record& record, const ValidationReceived& v,
                 const LedgerHash& hash, Now now);
    void judge(std::uint32_t sequence, Record& record, Now now);
    void settle(std::uint32_t sequence, Record& record, AgreementClass state, Now now);
    bool overdue(const Record& record, Now now) const;
    bool repairable(const Record& record, Now now) const;
    void break_watch(SteadyTime end);
    void notice_stall(Now now);
    void forget_ledgers();
    AgreementWindow window(const AgreementTable::Counts& counts, Duration length, Now now) const;

    AgreementOptions options_;
    std::vector<std::string> keys_;  ///< also while inactive: they tell whose the windows are
    bool active_ = false;
    bool connected_ = false;
    Records records_;
    AgreementTable table_{hour, day};
    Coverage coverage_{day};
    AgreementTotals totals_;
    SteadyTime last_alive_{};
    std::optional<SteadyTime> last_tick_;
    std::optional<std::pair<std::uint32_t, SteadyTime>> last_ledger_;  ///< since watching began
    /// Validations of ours up to this ledger may have been forgotten.
    std::optional<std::uint32_t> evicted_through_;
    std::optional<AgreementEvent> last_event_;
    std::optional<DuplicateFinding> last_duplicate_;
};

}  // namespace nodewatch::xrpl
