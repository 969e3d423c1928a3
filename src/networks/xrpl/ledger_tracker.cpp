#include "networks/xrpl/ledger_tracker.hpp"

#include <algorithm>
#include <limits>

namespace nodewatch::xrpl {
namespace {

constexpr std::size_t max_intervals = 16;
/// Close times are rounded to up to 10 s, so live ledgers differ by that much; see the facts in
/// recordings/xrpl.
constexpr Duration late_after{20'000};
/// No network closes ledgers faster; mainnet needs 2 s at least.
constexpr Duration least_interval{200};
/// So long after the last late ledger the node no longer counts as catching up.
constexpr Duration catching_up_for{30'000};
/// By how much the steady clock may drift from the network's time, per unit of time.
constexpr double clock_drift = 1e-4;
/// The server itself writes 0 for more.
constexpr double max_age_seconds = 1e6;

/// So many answers in a row must tell of another chain: one may come of another server behind the
/// same address.
constexpr int answers_to_believe = 3;

double milliseconds(SteadyTime::duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
}

double seconds(SteadyTime::duration d) {
    return std::chrono::duration<double>(d).count();
}

double distance_ms(std::int64_t close_time, Now now) {
    return milliseconds(now.steady.time_since_epoch()) - 1000.0 * static_cast<double>(close_time);
}

Now before(Now now, Duration ago) {
    return {now.wall - ago, now.steady - ago};
}

}  // namespace

/// Close times and arrivals are compared on the steady clock, so that neither the wall clock of
/// this machine nor its steps matter: the least distance seen so far is that of a ledger published
/// at once. Of a node that has been behind from the start, the answers tell it.
Duration LedgerTracker::lateness(const LedgerClosed& ledger, Now now) {
    if (!ledger.close_time) return Duration{0};
    dated_ = Dated{ledger.sequence, *ledger.close_time};
    double distance = distance_ms(*ledger.close_time, now);
    if (!least_distance_ms_) {
        least_distance_ms_ = distance;
    } else {
        double drift = clock_drift * milliseconds(now.steady - least_distance_at_);
        least_distance_ms_ = std::min(distance, *least_distance_ms_ + drift);
    }
    least_distance_at_ = now.steady;
    double late_ms =
        distance - std::min(*least_distance_ms_, told_distance_ms_.value_or(*least_distance_ms_));
    if (late_ms <= static_cast<double>(late_after.count())) return Duration{0};
    return Duration{static_cast<std::int64_t>(late_ms)};
}

LedgerArrival LedgerTracker::ledger_closed(const LedgerClosed& ledger, Now now) {
    LedgerArrival arrival;
    arrival.after_reconnect = published_ && interrupted_;
    if (published_ && ledger.sequence <= published_->sequence && !begins_anew(ledger)) {
        auto hash = LedgerHash::parse(ledger.hash);
        if (ledger.sequence == published_->sequence && hash && published_->hash &&
            hash != published_->hash)
            ++conflicts_;
        ++repeats_;
        return arrival;
    }
    arrival.counted = true;
    arrival.late_by = lateness(ledger, now);
    arrival.late = arrival.late_by > Duration{0};
    if (published_ && ledger.sequence <= published_->sequence) {
        begin_anew();
    } else if (published_ && ledger.sequence - published_->sequence > 1) {
        arrival.unseen = ledger.sequence - published_->sequence - 1;
        unseen_ += arrival.unseen;
        ++gaps_;
    }
    if (!published_) unseen_ += passed_since_last_run(ledger);
    last_run_.reset();
    ++closed_;
    if (arrival.late) {
        ++late_;
        last_late_ = now.steady;
    } else {
        last_late_.reset();
    }
    accept(ledger.sequence, before(now, arrival.late_by));
    take_fees(ledger);
    remember(ledger, arrival, now);
    published_ = Published{ledger.sequence, LedgerHash::parse(ledger.hash), ledger.close_time};
    interrupted_ = false;
    return arrival;
}

bool LedgerTracker::begins_anew(const LedgerClosed& ledger) const {
    return ledger.sequence < published_->sequence && ledger.close_time && published_->close_time &&
           *ledger.close_time > *published_->close_time;
}

void LedgerTracker::begin_anew() {
    ++restarts_;
    sequence_.reset();
    last_close_.reset();
    dated_.reset();
    recent_.clear();
}

void LedgerTracker::remember(const LedgerClosed& ledger, const LedgerArrival& arrival, Now now) {
    // Rates need ledgers without a hole between them, at the times of their closes.
    if (arrival.unseen > 0 || arrival.after_reconnect || arrival.late) recent_.clear();
    // A burst was held up on its way: of its ledgers only the order is known.
    const bool held_up = last_arrival_ && now.steady - *last_arrival_ < least_interval;
    last_arrival_ = now.steady;
    if (held_up) recent_.clear();
    if (arrival.late || held_up) return;
    recent_.push_back({now.steady, ledger.transactions});
    if (recent_.size() > max_intervals + 1) recent_.pop_front();
}

/// Of the newest ledger the first account holds, until another shows that it is far older: the
/// answer to subscribe, or the first event of a node that is behind, do not tell that.
void LedgerTracker::accept(std::uint32_t sequence, Now closed_at) {
    if (sequence_ && sequence < *sequence_) return;
    const bool older = last_close_ && closed_at.steady + late_after < last_close_->steady;
    if (sequence_ == sequence && !older) return;
    sequence_ = sequence;
    last_close_ = closed_at;
    close_by_one_clock_ = false;
}

void LedgerTracker::take_fees(const LedgerClosed& ledger) {
    auto take = [](std::optional<double>& to, const std::optional<double>& from) {
        if (from) to = from;
    };
    take(fees_.base_drops, ledger.base_fee_drops);
    take(fees_.reserve_base_drops, ledger.reserve_base_drops);
    take(fees_.reserve_increment_drops, ledger.reserve_increment_drops);
}

void LedgerTracker::subscribed(const LedgerClosed& ledger, Now now) {
    accept(ledger.sequence, before(now, lateness(ledger, now)));
    take_fees(ledger);
}

void LedgerTracker::server_info(const ServerInfo& info, Now now) {
    const auto& ledger = info.validated_ledger;
    if (!ledger || !ledger->sequence || !ledger->age_seconds) return;
    double age = std::clamp(*ledger->age_seconds, 0.0, max_age_seconds);
    Duration ago{static_cast<std::int64_t>(1000.0 * age)};
    answers_of_another_chain_ =
        is_of_another_chain(*ledger->sequence, ago, now) ? answers_of_another_chain_ + 1 : 0;
    if (answers_of_another_chain_ >= answers_to_believe) {
        begin_anew();
        published_.reset();
        answers_of_another_chain_ = 0;
    }
    if (const auto age_by_both = age_by_both_clocks(*ledger->sequence, ago, now)) {
        // What one clock said alone gives way.
        if (close_by_one_clock_ && sequence_ == ledger->sequence) sequence_.reset();
        return accept(*ledger->sequence, before(now, *age_by_both));
    }
    if (sequence_ && *ledger->sequence <= *sequence_) return;
    // A ledger after one that we know closed after it.
    Now closed_at = before(now, ago);
    if (last_close_ && closed_at.steady < last_close_->steady) closed_at = *last_close_;
    accept(*ledger->sequence, closed_at);
    close_by_one_clock_ = true;
}

/// Absent for a ledger whose close time is not known.
std::optional<Duration> LedgerTracker::age_by_both_clocks(std::uint32_t sequence, Duration told,
                                                          Now now) {
    if (!dated_ || dated_->sequence != sequence) return std::nullopt;
    const double since_close_ms =
        1000.0 * (to_unix_seconds(now.wall) - static_cast<double>(dated_->close_time));
    const double age_ms =
        std::min(static_cast<double>(told.count()), std::max(0.0, since_close_ms));
    told_distance_ms_ = distance_ms(dated_->close_time, now) - age_ms;
    return Duration{static_cast<std::int64_t>(age_ms)};
}

/// On one chain a ledger that closed later has a higher sequence. An age of 0 is also written for
/// one that is too old to say.
bool LedgerTracker::is_of_another_chain(std::uint32_t sequence, Duration ago, Now now) const {
    if (!sequence_ || sequence >= *sequence_) return false;
    return ago > Duration{0} && ago <= late_after &&
           now.steady - ago > last_close_->steady + late_after;
}

void LedgerTracker::interrupted() {
    interrupted_ = true;
}

std::optional<LedgerTracker::LastEvent> LedgerTracker::last_event() const {
    if (!published_) return last_run_;
    if (!published_->close_time) return std::nullopt;
    return LastEvent{published_->sequence, *published_->close_time};
}

void LedgerTracker::restore(LastEvent last) {
    last_run_ = last;
}

void LedgerTracker::saw_before(std::uint64_t ledgers) {
    constexpr std::uint64_t largest = std::numeric_limits<std::uint32_t>::max();
    if (last_run_)
        last_run_->sequence =
            static_cast<std::uint32_t>(std::min(largest, last_run_->sequence + ledgers));
}

/// None when the chain is another one now: ledgers take at least a second each.
std::uint64_t LedgerTracker::passed_since_last_run(const LedgerClosed& ledger) const {
    if (!last_run_ || !ledger.close_time || ledger.sequence <= last_run_->sequence) return 0;
    const std::uint64_t unseen = ledger.sequence - last_run_->sequence - 1;
    const double seconds =
        static_cast<double>(*ledger.close_time) - static_cast<double>(last_run_->close_time);
    return static_cast<double>(unseen) <= seconds ? unseen : 0;
}

// --- results -----------------------------------------------------------------------------------

std::optional<std::uint32_t> LedgerTracker::published_sequence() const {
    return published_ ? std::optional(published_->sequence) : std::nullopt;
}

std::optional<std::uint64_t> LedgerTracker::unpublished() const {
    if (!published_ || !sequence_) return std::nullopt;
    return *sequence_ - published_->sequence;
}

std::optional<Duration> LedgerTracker::age(Now now) const {
    if (!last_close_) return std::nullopt;
    return std::max(Duration{0}, elapsed(last_close_->steady, now.steady));
}

std::optional<LedgerTracker::Span> LedgerTracker::span(Now now) const {
    if (recent_.size() < 2) return std::nullopt;
    std::size_t intervals = recent_.size() - 1;
    double closed = seconds(recent_.back().at - recent_.front().at);
    double until_now = seconds(now.steady - recent_.front().at);
    double tolerated = 2.0 * closed / static_cast<double>(intervals);
    double span = std::max(closed, until_now - tolerated);
    if (span <= 0.0) return std::nullopt;
    return Span{intervals, span};
}

std::optional<double> LedgerTracker::close_interval_seconds(Now now) const {
    auto s = span(now);
    return s ? std::optional(s->seconds / static_cast<double>(s->intervals)) : std::nullopt;
}

std::optional<double> LedgerTracker::transaction_rate(Now now) const {
    auto s = span(now);
    if (!s) return std::nullopt;
    double transactions = 0.0;
    // Those of the first ledger came before the span.
    for (auto it = recent_.begin() + 1; it != recent_.end(); ++it) {
        if (!it->transactions) return std::nullopt;
        transactions += *it->transactions;
    }
    return transactions / s->seconds;
}

bool LedgerTracker::catching_up(Now now) const {
    return last_late_ && now.steady - *last_late_ < catching_up_for;
}

}  // namespace nodewatch::xrpl
