#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.hpp"
#include "networks/xrpl/ledger_hash.hpp"
#include "networks/xrpl/messages.hpp"

namespace nodewatch::xrpl {

struct LedgerFees {
    std::optional<double> base_drops, reserve_base_drops, reserve_increment_drops;
};

/// What one ledgerClosed turned out to be.
struct LedgerArrival {
    bool counted = false;          ///< false: a repetition, or older than what was seen
    std::uint64_t unseen = 0;      ///< ledgers between the event before and this one
    bool after_reconnect = false;  ///< the stream was interrupted since the event before
    bool late = false;             ///< published long after its close: the node is catching up
    Duration late_by{0};           ///< how long; 0 unless late
};

/// The chain as one node publishes it. Ages, intervals and rates are computed when they are read,
/// on the steady clock: they grow or fall while nothing arrives, and a step of the wall clock does
/// not touch them.
///
/// Whether a ledger is old has two witnesses, and each has a clock that may be wrong: the age in
/// server_info is by the node's clock, our time less the close time by ours. A clock that is ahead
/// makes every ledger look old, one that is behind makes it look new. So a ledger is as old as the
/// younger of both says: one right clock is enough to call no punctual node late. An old ledger is
/// overlooked while one of the clocks is behind by as much; the condition clock_offset and
/// xrpl_ledger_age_realtime show that.
class LedgerTracker {
public:
    LedgerArrival ledger_closed(const LedgerClosed& ledger, Now now);
    /// The ledger in the answer to `subscribe`: where the node stands, but no event.
    void subscribed(const LedgerClosed& ledger, Now now);
    void server_info(const ServerInfo& info, Now now);
    /// Events may have been lost.
    void interrupted();

    /// The ledger of the last event, as it outlives a restart.
    struct LastEvent {
        std::uint32_t sequence;
        std::int64_t close_time;  ///< unix seconds
    };
    /// Also of an earlier run; absent before the first event with a close time.
    std::optional<LastEvent> last_event() const;
    /// The last event of an earlier run: what passed since then counts as unseen. Call first.
    void restore(LastEvent last);
    /// So many more ledgers came in that run after `last`, or were known to be unseen.
    void saw_before(std::uint64_t ledgers);

    /// Newest validated ledger that the node has told of, by any way.
    std::optional<std::uint32_t> sequence() const { return sequence_; }
    /// Newest ledger of a ledgerClosed.
    std::optional<std::uint32_t> published_sequence() const;
    /// Validated ledgers that the node has not published yet; grows and shrinks while it catches
    /// up.
    std::optional<std::uint64_t> unpublished() const;
    /// When the newest validated ledger was validated, as near as the node tells: the time of
    /// arrival of its event; when it came late, the time of its close.
    std::optional<Now> last_close() const { return last_close_; }
    /// Time since last_close().
    std::optional<Duration> age(Now now) const;

    /// Mean time between closes over the last ledgers (up to 16 intervals). Absent until two
    /// consecutive ledgers came live. An overdue ledger counts: the interval grows in a stall.
    std::optional<double> close_interval_seconds(Now now) const;
    /// Validated transactions per second over the same ledgers; falls in a stall.
    std::optional<double> transaction_rate(Now now) const;
    const LedgerFees& fees() const { return fees_; }

    std::uint64_t closed_total() const { return closed_; }
    std::uint64_t late_total() const { return late_; }
    /// Places where the sequence jumped, and the ledgers missing there.
    std::uint64_t gaps_total() const { return gaps_; }
    std::uint64_t unseen_total() const { return unseen_; }
    /// ledgerClosed of a ledger not newer than the one before: not counted otherwise.
    std::uint64_t repeats_total() const { return repeats_; }
    /// The part of them that gives the newest ledger another hash: the node changed chains.
    std::uint64_t conflicts_total() const { return conflicts_; }
    /// The chain began anew at a lower sequence (test networks are reset).
    std::uint64_t restarts_total() const { return restarts_; }

    /// The last events came late, and the last of them less than 30 s ago.
    bool catching_up(Now now) const;

private:
    struct Published {
        std::uint32_t sequence;
        std::optional<LedgerHash> hash;
        std::optional<std::int64_t> close_time;
    };
    struct Recent {
        SteadyTime at;
        std::optional<double> transactions;
    };
    /// The recent ledgers and the time that they took.
    struct Span {
        std::size_t intervals;
        double seconds;
    };
    /// The newest ledger whose close time is known.
    struct Dated {
        std::uint32_t sequence;
        std::int64_t close_time;
    };

    Duration lateness(const LedgerClosed& ledger, Now now);
    std::optional<Duration> age_by_both_clocks(std::uint32_t sequence, Duration told, Now now);
    std::uint64_t passed_since_last_run(const LedgerClosed& ledger) const;
    bool begins_anew(const LedgerClosed& ledger) const;
    bool is_of_another_chain(std::uint32_t sequence, Duration ago, Now now) const;
    void begin_anew();
    void remember(const LedgerClosed& ledger, const LedgerArrival& arrival, Now now);
    void accept(std::uint32_t sequence, Now closed_at);
    void take_fees(const LedgerClosed& ledger);
    std::optional<Span> span(Now now) const;

    std::optional<std::uint32_t> sequence_;
    std::optional<Now> last_close_;
    bool close_by_one_clock_ = false;     ///< last_close_ is by the node's clock alone
    std::optional<Published> published_;  ///< by the newest event
    std::optional<LastEvent> last_run_;
    std::optional<Dated> dated_;
    LedgerFees fees_;
    std::deque<Recent> recent_;  ///< consecutive live ledgers
    std::optional<SteadyTime> last_arrival_;
    /// From a ledger's close time to its arrival on the steady clock, in ms: the least seen is what
    /// "not late" looks like, unless all that was seen came late.
    std::optional<double> least_distance_ms_;
    /// The same for a ledger published at once, by the last answer and both clocks.
    std::optional<double> told_distance_ms_;
    SteadyTime least_distance_at_{};
    std::optional<SteadyTime> last_late_;
    bool interrupted_ = false;
    int answers_of_another_chain_ = 0;  ///< in a row
    std::uint64_t closed_ = 0, late_ = 0, gaps_ = 0, unseen_ = 0;
    std::uint64_t repeats_ = 0, conflicts_ = 0, restarts_ = 0;
};

}  // namespace nodewatch::xrpl
