#include "networks/xrpl/validation_tracker.hpp"

#include <algorithm>

namespace nodewatch::xrpl {
namespace {

/// An index that nobody signed for so long gives its place to any other, also to a lower one: a
/// test network that began anew.
constexpr std::chrono::minutes abandoned_after{5};

}  // namespace

ValidationTracker::ValidationTracker() : ledgers_(max_ledgers) {}

// --- who is trusted ----------------------------------------------------------------------------

void ValidationTracker::set_trusted(const ValidatorsInfo& info, Now now) {
    trusted_known_ = true;
    release_unlisted(info.trusted_keys);
    for (const std::string& key : info.trusted_keys)
        take_slot(key);

    slot_by_key_.clear();
    for (std::size_t i = 0; i < slots_.size(); ++i)
        if (slots_[i].used) slot_by_key_.emplace(slots_[i].validator.key, i);
    negative_.reset();
    for (const std::string& key : info.negative_unl)
        if (auto found = slot_by_key_.find(key); found != slot_by_key_.end())
            negative_.set(found->second);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        TrustedValidator& validator = slots_[i].validator;
        validator.negative_unl = negative_.test(i);
        auto signing = info.signing_keys.find(validator.key);
        validator.signing_key = signing == info.signing_keys.end() ? "" : signing->second;
        if (slots_[i].used && !validator.signing_key.empty())
            slot_by_key_.emplace(validator.signing_key, i);
    }
    if (info.validation_quorum) quorum_ = info.validation_quorum;
    recount(now);
}

void ValidationTracker::release_unlisted(const std::vector<std::string>& keys) {
    Voters kept;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        Slot& slot = slots_[i];
        if (!slot.used) continue;
        if (std::find(keys.begin(), keys.end(), slot.validator.key) != keys.end())
            kept.set(i);
        else
            slot = Slot{};
    }
    for (Ledger& ledger : ledgers_)
        for (Candidate& candidate : ledger.candidate)
            candidate.voters &= kept;
}

void ValidationTracker::take_slot(const std::string& key) {
    auto has_key = [&](const Slot& slot) { return slot.used && slot.validator.key == key; };
    if (std::any_of(slots_.begin(), slots_.end(), has_key)) return;
    auto free = std::find_if(slots_.begin(), slots_.end(), [](const Slot& s) { return !s.used; });
    if (free == slots_.end()) {
        if (slots_.size() == max_validators) {
            ++counts_.too_many_validators;
            return;
        }
        free = slots_.emplace(slots_.end());
    }
    free->used = true;
    free->validator.slot = static_cast<std::size_t>(free - slots_.begin());
    free->validator.key = key;
    if (const auto ledger = newest()) free->validator.listed_at = ledger->sequence;
}

void ValidationTracker::set_quorum(std::optional<std::uint64_t> quorum, Now now) {
    if (quorum == quorum_) return;
    quorum_ = quorum;
    recount(now);
}

/// After a change of what counts: who is listed, who is on the negative UNL, how many are needed.
void ValidationTracker::recount(Now now) {
    for (Ledger& ledger : ledgers_) {
        for (std::uint8_t i = 0; i < ledger.candidates; ++i) {
            Candidate& candidate = ledger.candidate[i];
            candidate.count = (candidate.voters & ~negative_).count();
            check_quorum(ledger, i, now);
        }
    }
}

std::optional<std::size_t> ValidationTracker::slot_of(const ValidationReceived& v) const {
    auto found = slot_by_key_.end();
    if (!v.master_key.empty()) found = slot_by_key_.find(v.master_key);
    if (found == slot_by_key_.end()) found = slot_by_key_.find(v.signing_key);
    return found == slot_by_key_.end() ? std::nullopt : std::optional(found->second);
}

// --- what they sign ----------------------------------------------------------------------------

void ValidationTracker::validation(const ValidationReceived& v, Now now) {
    ++counts_.checked;
    auto slot = slot_of(v);
    if (!slot) {
        ++counts_.untrusted;
        return;
    }
    ++counts_.trusted;
    TrustedValidator& validator = slots_[*slot].validator;
    if (!v.full) return;  // it does not count towards the quorum
    auto hash = LedgerHash::parse(v.ledger_hash);
    if (!v.ledger_index || !hash) {
        ++counts_.malformed;
        return;
    }
    validator.last_sequence = v.ledger_index;
    if (v.server_version) validator.version = decode_server_version(*v.server_version);
    Ledger* ledger = ledger_for(*v.ledger_index, now);
    if (ledger == nullptr) {
        ++counts_.too_old;
        return;
    }
    add_vote(*ledger, *slot, *hash, now);
}

ValidationTracker::Ledger* ValidationTracker::ledger_for(std::uint32_t sequence, Now now) {
    Ledger& ledger = ledgers_[sequence % max_ledgers];
    if (!ledger.used || ledger.sequence != sequence) {
        bool abandoned = now.steady - ledger.touched > abandoned_after;
        if (ledger.used && sequence < ledger.sequence && !abandoned) return nullptr;
        ledger = Ledger{};
        ledger.used = true;
        ledger.sequence = sequence;
        ledger.first_at = now;
        if (!incomplete_through_) incomplete_through_ = sequence + 1;
        ledger.interrupted = sequence <= *incomplete_through_;
        if (sequence >= settled_after) settle(sequence - settled_after);
    }
    ledger.touched = now.steady;
    return &ledger;
}

void ValidationTracker::interrupted() {
    fork_suspected_.reset();
    incomplete_through_.reset();
    for (Ledger& ledger : ledgers_)
        ledger.interrupted = true;
}

/// Counts the ledger for its validators, once.
void ValidationTracker::settle(std::uint32_t sequence) {
    Ledger& ledger = ledgers_[sequence % max_ledgers];
    if (ledger.settled || !has_quorum(sequence) || is_by_gap(sequence)) return;
    ledger.settled = true;
    const Voters& voters = ledger.candidate[*ledger.quorum_candidate].voters;
    for (Slot& slot : slots_) {
        TrustedValidator& validator = slot.validator;
        if (!slot.used || (validator.listed_at && sequence <= *validator.listed_at)) continue;
        ++(voters.test(validator.slot) ? validator.agreed : validator.missed);
    }
}

void ValidationTracker::add_vote(Ledger& ledger, std::size_t slot, const LedgerHash& hash,
                                 Now now) {
    std::uint8_t chosen = ledger.candidates;
    bool elsewhere = false;
    for (std::uint8_t i = 0; i < ledger.candidates; ++i) {
        if (ledger.candidate[i].hash == hash)
            chosen = i;
        else
            elsewhere = elsewhere || ledger.candidate[i].voters.test(slot);
    }
    if (chosen == max_hashes) {
        ++counts_.too_many_hashes;
        return;
    }
    Candidate& candidate = ledger.candidate[chosen];
    if (chosen == ledger.candidates) {
        candidate.hash = hash;
        ++ledger.candidates;
    }
    if (candidate.voters.test(slot)) return;
    if (elsewhere) ++counts_.conflicting;
    candidate.voters.set(slot);
    if (!negative_.test(slot)) ++candidate.count;
    check_quorum(ledger, chosen, now);
}

void ValidationTracker::check_quorum(Ledger& ledger, std::uint8_t candidate, Now now) {
    if (ledger.quorum_candidate || !quorum_ || *quorum_ == 0 ||
        ledger.candidate[candidate].count < *quorum_)
        return;
    ledger.quorum_candidate = candidate;
    ++quorum_total_;
    bool newer = !last_quorum_ || ledger.sequence > last_quorum_->sequence;
    bool chain_anew = last_quorum_ && last_quorum_->sequence - ledger.sequence >= max_ledgers;
    if (newer || chain_anew)
        last_quorum_ = QuorumReached{ledger.sequence, ledger.candidate[candidate].hash, now};
    compare_with_node(ledger, now);
}

void ValidationTracker::node_validated(std::uint32_t sequence, std::string_view hash, Now now) {
    auto parsed = LedgerHash::parse(hash);
    if (!parsed) return;
    Ledger* ledger = ledger_for(sequence, now);
    if (ledger == nullptr || ledger->node_hash == parsed) return;
    ledger->node_hash = parsed;
    ledger->compared = false;
    compare_with_node(*ledger, now);
}

void ValidationTracker::compare_with_node(Ledger& ledger, Now now) {
    if (ledger.compared || !ledger.node_hash || !ledger.quorum_candidate) return;
    ledger.compared = true;
    const LedgerHash& quorum = ledger.candidate[*ledger.quorum_candidate].hash;
    fork_suspected_ = *ledger.node_hash != quorum;
    if (*fork_suspected_) {
        ++forks_total_;
        last_fork_ = ForkFinding{ledger.sequence, *ledger.node_hash, quorum, now};
    }
}

// --- results -----------------------------------------------------------------------------------

std::vector<TrustedValidator> ValidationTracker::validators() const {
    std::vector<TrustedValidator> all;
    for (const Slot& slot : slots_)
        if (slot.used) all.push_back(slot.validator);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return all;
}

std::size_t ValidationTracker::trusted_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(slots_, &Slot::used));
}

std::vector<TrustedValidator> ValidationTracker::silent_validators() const {
    const auto ledgers = recent(max_ledgers);
    std::vector<TrustedValidator> silent;
    if (ledgers.empty()) return silent;
    const std::uint32_t newest = ledgers.front().sequence;
    const std::uint32_t oldest = ledgers.back().sequence;
    for (TrustedValidator& validator : validators()) {
        const std::uint32_t heard =
            validator.last_sequence.value_or(validator.listed_at.value_or(oldest));
        if (newest > heard && newest - heard >= silent_after)
            silent.push_back(std::move(validator));
    }
    return silent;
}

LedgerTally ValidationTracker::tally(const Ledger& ledger) {
    auto end = ledger.candidate.begin() + ledger.candidates;
    auto most =
        std::max_element(ledger.candidate.begin(), end,
                         [](const Candidate& a, const Candidate& b) { return a.count < b.count; });
    return LedgerTally{.sequence = ledger.sequence,
                       .hash = most->hash,
                       .validators = most->count,
                       .hashes = ledger.candidates,
                       .quorum = ledger.quorum_candidate.has_value(),
                       .first_at = ledger.first_at};
}

const ValidationTracker::Ledger* ValidationTracker::find(std::uint32_t sequence) const {
    const Ledger& ledger = ledgers_[sequence % max_ledgers];
    return ledger.used && ledger.sequence == sequence ? &ledger : nullptr;
}

bool ValidationTracker::has_quorum(std::uint32_t sequence) const {
    const Ledger* ledger = find(sequence);
    return ledger != nullptr && ledger->quorum_candidate;
}

/// The one after is only missed when a later one is there.
bool ValidationTracker::is_by_gap(std::uint32_t sequence) const {
    const Ledger* ledger = find(sequence);
    if (ledger == nullptr) return false;
    if (ledger->interrupted || !has_quorum(sequence - 1)) return true;
    const bool is_old = std::ranges::any_of(ledgers_, [sequence](const Ledger& other) {
        return other.used && other.sequence > sequence + 1;
    });
    return is_old && !has_quorum(sequence + 1);
}

std::optional<LedgerTally> ValidationTracker::ledger(std::uint32_t sequence) const {
    const Ledger* ledger = find(sequence);
    if (ledger == nullptr || ledger->candidates == 0) return std::nullopt;
    return tally(*ledger);
}

std::vector<SignedHash> ValidationTracker::signatures(std::uint32_t sequence) const {
    const Ledger* ledger = find(sequence);
    std::vector<SignedHash> signatures;
    if (ledger == nullptr) return signatures;
    for (std::uint8_t i = 0; i < ledger->candidates; ++i) {
        const Candidate& candidate = ledger->candidate[i];
        signatures.push_back({.hash = candidate.hash,
                              .validators = candidate.count,
                              .voters = candidate.voters,
                              .quorum = ledger->quorum_candidate == i});
    }
    return signatures;
}

std::optional<LedgerTally> ValidationTracker::newest() const {
    auto newest = recent(1);
    return newest.empty() ? std::nullopt : std::optional(newest.front());
}

std::vector<LedgerTally> ValidationTracker::recent(std::size_t limit) const {
    std::vector<LedgerTally> all;
    for (const Ledger& ledger : ledgers_)
        if (ledger.used && ledger.candidates > 0) all.push_back(tally(ledger));
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.sequence > b.sequence; });
    all.resize(std::min(limit, all.size()));
    return all;
}

}  // namespace nodewatch::xrpl
