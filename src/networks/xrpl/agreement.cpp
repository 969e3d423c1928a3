#include "networks/xrpl/agreement.hpp"

#include <algorithm>

namespace nodewatch::xrpl {
namespace {

bool contains(const std::vector<std::string>& keys, std::string_view key) {
    return !key.empty() && std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// Keys come from the node: what cannot be one is left out.
bool is_key(std::string_view key) {
    auto alphanumeric = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    return key.size() <= AgreementTracker::max_key_length && !key.empty() &&
           std::all_of(key.begin(), key.end(), alphanumeric);
}

void add_key(std::vector<std::string>& keys, const std::string& key) {
    if (is_key(key) && !contains(keys, key) && keys.size() < AgreementTracker::max_keys)
        keys.push_back(key);
}

std::uint64_t count(const AgreementTable::Counts& counts, AgreementClass c) {
    return counts[static_cast<std::size_t>(c)];
}

}  // namespace

AgreementTracker::AgreementTracker(AgreementOptions options) : options_(options) {}

// --- whose validations -------------------------------------------------------------------------

void AgreementTracker::set_own_keys(const std::vector<std::string>& keys, Now now) {
    std::vector<std::string> known;
    for (const std::string& key : keys)
        add_key(known, key);
    if (known.empty()) {
        break_watch(now.steady);
        active_ = false;
        return;
    }
    bool shared = std::any_of(known.begin(), known.end(),
                              [&](const std::string& key) { return contains(keys_, key); });
    if (!shared && !keys_.empty())
        forget_ledgers();
    else
        for (const std::string& key : keys_)
            add_key(known, key);
    keys_ = std::move(known);
    active_ = true;
    if (connected_) coverage_.begin(now.steady);
}

void AgreementTracker::manifest(const ManifestReceived& manifest, Now now) {
    if (!active_ || !manifest.signing_key) return;
    if (contains(keys_, manifest.master_key) || contains(keys_, *manifest.signing_key))
        set_own_keys({manifest.master_key, *manifest.signing_key}, now);
}

bool AgreementTracker::is_own(const ValidationReceived& v) const {
    return active_ && (contains(keys_, v.signing_key) || contains(keys_, v.master_key));
}

void AgreementTracker::forget_ledgers() {
    records_.clear();
    table_.clear();
    coverage_.clear();
    last_ledger_.reset();
    evicted_through_.reset();
    last_event_.reset();
    last_duplicate_.reset();
}

// --- what was watched --------------------------------------------------------------------------

void AgreementTracker::start_watching(Now now) {
    if (connected_) return;
    connected_ = true;
    last_ledger_.reset();
    last_alive_ = now.steady;
    if (active_) coverage_.begin(now.steady);
}

void AgreementTracker::stop_watching(Now now) {
    if (!connected_) return;
    break_watch(std::min(last_alive_, now.steady));
    connected_ = false;
}

void AgreementTracker::lost_messages(Now now) {
    if (!connected_) return;
    break_watch(std::min(last_alive_, now.steady));
    if (active_) coverage_.begin(now.steady);
}

void AgreementTracker::notice_stall(Now now) {
    if (!last_tick_ || now.steady - *last_tick_ <= options_.grace / 2) return;
    break_watch(*last_tick_);
    if (connected_ && active_) coverage_.begin(now.steady);
    last_tick_ = now.steady;
}

void AgreementTracker::stream_alive(Now now) {
    notice_stall(now);
    last_alive_ = std::max(last_alive_, now.steady);
}

void AgreementTracker::break_watch(SteadyTime end) {
    coverage_.end(end);
    for (auto& [sequence, record] : records_)
        if (record.ledger && record.since + options_.grace > end) record.certain = false;
}

// --- records -----------------------------------------------------------------------------------

bool AgreementTracker::Record::has_full() const {
    return std::any_of(own.begin(), own.begin() + own_hashes,
                       [](const OwnHash& o) { return o.full; });
}

bool AgreementTracker::Record::agrees() const {
    return std::any_of(own.begin(), own.begin() + own_hashes,
                       [&](const OwnHash& o) { return o.full && o.hash == ledger; });
}

AgreementTracker::Record* AgreementTracker::record_for(std::uint32_t sequence, Now now) {
    auto found = records_.find(sequence);
    if (found != records_.end()) return &found->second;
    if (table_.has_recent(sequence)) return nullptr;  // finished before
    if (records_.size() >= max_records) {
        ++totals_.evicted;
        forget(records_.begin());
    }
    Record& record = records_[sequence];
    record.since = now.steady;
    return &record;
}

void AgreementTracker::forget(Records::iterator record) {
    auto& [sequence, r] = *record;
    if (!r.ledger)
        evicted_through_ = std::max(evicted_through_.value_or(0), sequence);
    else if (r.state == AgreementClass::pending)
        table_.classify(r.place, AgreementClass::unwatched);
    records_.erase(record);
}

void AgreementTracker::ledger_closed(const LedgerClosed& ledger, Now now, Duration late_by) {
    stream_alive(now);
    auto hash = LedgerHash::parse(ledger.hash);
    if (!active_ || !hash) return;
    if (last_ledger_ && ledger.sequence > last_ledger_->first &&
        ledger.sequence - last_ledger_->first > 1) {
        break_watch(last_ledger_->second);
        if (connected_) coverage_.begin(now.steady);
    }
    last_ledger_ = {ledger.sequence, now.steady};

    Record* record = record_for(ledger.sequence, now);
    if (record == nullptr || record->ledger) return;
    record->ledger = hash;
    record->since = now.steady;
    record->certain = coverage_.open() &&
                      *coverage_.since() + options_.grace + late_by <= now.steady &&
                      (!evicted_through_ || ledger.sequence > *evicted_through_);
    record->place = table_.add(ledger.sequence, now.steady, AgreementClass::pending);
    judge(ledger.sequence, *record, now);
}

void AgreementTracker::validation(const ValidationReceived& v, Now now) {
    ++totals_.checked;
    stream_alive(now);
    if (!is_own(v)) return;
    if (!v.full) ++totals_.partial;
    auto hash = LedgerHash::parse(v.ledger_hash);
    if (!v.ledger_index || !hash) return;
    Record* record = record_for(*v.ledger_index, now);
    if (record == nullptr) return;
    judge(*v.ledger_index, *record, now);  // it may be overdue by now: then this one is late
    add_own(*v.ledger_index, *record, v, *hash, now);
    judge(*v.ledger_index, *record, now);
}

void AgreementTracker::add_own(std::uint32_t sequence, Record& record, const ValidationReceived& v,
                               const LedgerHash& hash, Now now) {
    bool had_full = record.has_full();
    auto end = record.own.begin() + record.own_hashes;
    auto same =
        std::find_if(record.own.begin(), end, [&](const OwnHash& o) { return o.hash == hash; });
    if (same != end) {
        same->full = same->full || v.full;
    } else if (record.own_hashes < record.own.size()) {
        record.own[record.own_hashes++] = OwnHash{hash, v.full};
    }
    if (!had_full && record.has_full()) ++totals_.ours;

    bool other_cookie = v.cookie && record.cookie && *v.cookie != *record.cookie;
    if (!record.cookie) record.cookie = v.cookie;
    if ((other_cookie || record.own_hashes > 1) && !record.duplicate) {
        record.duplicate = true;
        ++totals_.duplicates;
        last_duplicate_ = DuplicateFinding{sequence, now};
    }
}

// --- judgement ---------------------------------------------------------------------------------

bool AgreementTracker::overdue(const Record& record, Now now) const {
    SteadyTime due = record.since + options_.grace;
    // A stream that has been silent since then proves nothing: it may be dead.
    return now.steady > due && last_alive_ >= due;
}

bool AgreementTracker::repairable(const Record& record, Now now) const {
    return now.steady <= record.since + options_.grace + options_.repair;
}

void AgreementTracker::judge(std::uint32_t sequence, Record& record, Now now) {
    using enum AgreementClass;
    if (!record.ledger) return;
    if (record.state == pending) {
        if (record.agrees())
            settle(sequence, record, agreed, now);
        else if (overdue(record, now))
            settle(sequence, record,
                   record.has_full() ? disagreed
                   : record.certain  ? missed
                                     : unwatched,
                   now);
    } else if (record.state == missed && record.has_full() && repairable(record, now)) {
        settle(sequence, record, record.agrees() ? repaired : disagreed, now);
    }
}

void AgreementTracker::settle(std::uint32_t sequence, Record& record, AgreementClass state,
                              Now now) {
    using enum AgreementClass;
    bool first = record.state == pending;
    if (first && state == agreed) ++totals_.agreements;
    if (first && (state == disagreed || state == missed)) ++totals_.missed;
    if (state == repaired) ++totals_.repaired;
    record.state = state;
    table_.classify(record.place, state);
    if (state != unwatched) last_event_ = AgreementEvent{sequence, state, now};
}

void AgreementTracker::tick(Now now) {
    notice_stall(now);
    last_tick_ = now.steady;
    for (auto it = records_.begin(); it != records_.end();) {
        auto current = it++;
        auto& [sequence, record] = *current;
        judge(sequence, record, now);
        bool finished =
            record.ledger && record.state != AgreementClass::pending && !repairable(record, now);
        bool abandoned = now.steady > record.since + day;
        if (finished || abandoned) forget(current);
    }
    table_.advance(now.steady);
}

// --- results -----------------------------------------------------------------------------------

AgreementWindow AgreementTracker::window(const AgreementTable::Counts& counts, Duration length,
                                         Now now) const {
    AgreementWindow w;
    w.repaired = count(counts, AgreementClass::repaired);
    w.agreed = count(counts, AgreementClass::agreed) + w.repaired;
    w.disagreed = count(counts, AgreementClass::disagreed);
    w.missed = count(counts, AgreementClass::missed) + w.disagreed;
    if (w.agreed + w.missed > 0)
        w.percent =
            100.0 * static_cast<double>(w.agreed) / static_cast<double>(w.agreed + w.missed);
    w.coverage = coverage_.share(length, now.steady);
    w.incomplete = w.coverage < 1.0;
    return w;
}

AgreementWindow AgreementTracker::window_1h(Now now) {
    table_.advance(now.steady);
    return window(table_.shorter(), hour, now);
}

AgreementWindow AgreementTracker::window_24h(Now now) {
    table_.advance(now.steady);
    return window(table_.longer(), day, now);
}

std::optional<AgreementClass> AgreementTracker::judgement(std::uint32_t sequence) const {
    if (!active_) return std::nullopt;
    const auto open = records_.find(sequence);
    if (open != records_.end() && open->second.ledger) return open->second.state;
    constexpr std::size_t recent = 512;
    const auto& entries = table_.entries();
    const auto end =
        entries.rbegin() + static_cast<std::ptrdiff_t>(std::min(recent, entries.size()));
    const auto found = std::find_if(entries.rbegin(), end, [sequence](const auto& entry) {
        return entry.sequence == sequence;
    });
    return found == end ? std::nullopt : std::optional(found->classified());
}

std::size_t AgreementTracker::open_records() const {
    return static_cast<std::size_t>(std::count_if(
        records_.begin(), records_.end(),
        [](const auto& entry) { return entry.second.state == AgreementClass::pending; }));
}

}  // namespace nodewatch::xrpl
