#include "networks/xrpl/live_tables.hpp"

#include <algorithm>

#include "base/json_writer.hpp"
#include "networks/xrpl/amendments_summary.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

std::string_view name_of(std::optional<AgreementClass> judgement) {
    if (!judgement) return "none";
    switch (*judgement) {
        case AgreementClass::pending:
            return "pending";
        case AgreementClass::agreed:
            return "agreed";
        case AgreementClass::disagreed:
            return "disagreed";
        case AgreementClass::missed:
            return "missed";
        case AgreementClass::repaired:
            return "repaired";
        case AgreementClass::unwatched:
            return "unwatched";
    }
    return "none";
}

/// Hexadecimal digits without leading zeros; bit 0 is the lowest of the last digit.
std::string hex(const std::bitset<SignedHash::max_validators>& bits) {
    std::string text;
    for (std::size_t digit = bits.size() / 4; digit-- > 0;) {
        std::size_t value = 0;
        for (std::size_t bit = 0; bit < 4; ++bit)
            value |= static_cast<std::size_t>(bits.test(4 * digit + bit)) << bit;
        if (value != 0 || !text.empty() || digit == 0) text += hex_digits[value];
    }
    return text;
}

/// Rows that are not among `shown` any more are removed.
void remove_others(LiveBoard& board, const std::string& topic, std::vector<std::string>& before,
                   std::vector<std::string> shown) {
    std::ranges::sort(shown);
    for (const std::string& key : before)
        if (!std::ranges::binary_search(shown, key)) board.remove(topic, key);
    before = std::move(shown);
}

std::string amendment_row(const Amendment& amendment) {
    JsonWriter json;
    json.begin_object().member("id", amendment.hash).member_if("name", amendment.name);
    json.member("enabled", amendment.enabled).member("supported", amendment.supported);
    json.member("vetoed", amendment.vetoed).member("obsolete", amendment.obsolete);
    json.member_if("majority_since", amendment.majority);
    if (amendment.majority && !amendment.enabled)
        json.member("eta", *amendment.majority + amendment_majority_seconds);
    json.member_if("votes", amendment.count).member_if("threshold", amendment.threshold);
    json.end_object();
    return json.take();
}

}  // namespace

LiveTables::LiveTables(LiveBoard* board, const Target& target)
    : board_(board),
      ledgers_topic_(live_topic({"table", target.network, target.node, "ledgers"})),
      validators_topic_(live_topic({"table", target.network, target.node, "validators"})),
      amendments_topic_(live_topic({"table", target.network, target.node, "amendments"})) {}

void LiveTables::ledger_closed(const LedgerClosed& ledger, Now now) {
    if (board_ == nullptr) return;
    // A network that began anew, or a node that went back: what follows is another chain.
    while (!ledgers_.empty() && ledgers_.back().sequence >= ledger.sequence) {
        board_->remove(ledgers_topic_, std::to_string(ledgers_.back().sequence));
        ledgers_.pop_back();
    }
    ledgers_.push_back({ledger.sequence, std::string(ledger.hash), ledger.close_time,
                        ledger.transactions, now.wall});
    has_new_ledger_ = true;
    if (ledgers_.size() <= kept_ledgers) return;
    board_->remove(ledgers_topic_, std::to_string(ledgers_.front().sequence));
    ledgers_.pop_front();
}

void LiveTables::refresh(const ValidationTracker& validations, const AgreementTracker& agreement) {
    if (board_ == nullptr) return;
    const std::size_t count =
        std::min(ledgers_.size(), has_new_ledger_ ? open_ledgers : young_ledgers);
    has_new_ledger_ = false;
    for (auto ledger = ledgers_.end() - static_cast<std::ptrdiff_t>(count);
         ledger != ledgers_.end(); ++ledger)
        board_->put(ledgers_topic_, std::to_string(ledger->sequence),
                    row(*ledger, validations, agreement));
    show_validators(validations);
}

std::string LiveTables::row(const Ledger& ledger, const ValidationTracker& validations,
                            const AgreementTracker& agreement) const {
    JsonWriter json;
    json.begin_object().member("seq", std::uint64_t{ledger.sequence}).member("hash", ledger.hash);
    json.member("closed", ledger.close_time).member("tx", ledger.transactions);
    json.member("arrived", std::int64_t{ledger.arrived.time_since_epoch().count()});
    json.member("own", name_of(agreement.judgement(ledger.sequence)));
    json.key("trusted");
    if (validations.trusted_known())
        json.value(std::uint64_t{validations.trusted_count()});
    else
        json.null();
    std::optional<std::uint64_t> quorum = validations.quorum();
    if (quorum == quorum_unreachable) quorum.reset();
    if (validations.is_by_gap(ledger.sequence)) json.member("gap", true);
    json.member("quorum", quorum).key("candidates").begin_array();
    for (const SignedHash& candidate : validations.signatures(ledger.sequence)) {
        json.begin_object().member("hash", candidate.hash.text());
        json.member("count", std::uint64_t{candidate.validators});
        json.member("mask", hex(candidate.voters)).member("quorum", candidate.quorum);
        json.end_object();
    }
    json.end_array().end_object();
    return json.take();
}

void LiveTables::show_validators(const ValidationTracker& validations) {
    std::vector<std::string> silent;
    for (TrustedValidator& validator : validations.silent_validators())
        silent.push_back(std::move(validator.key));
    std::vector<std::string> keys;
    for (const TrustedValidator& validator : validations.validators()) {
        JsonWriter json;
        json.begin_object().member("slot", std::uint64_t{validator.slot});
        json.member("key", validator.key);
        if (!validator.signing_key.empty()) json.member("signing_key", validator.signing_key);
        json.member("nunl", validator.negative_unl);
        const bool is_silent = std::ranges::binary_search(silent, validator.key);
        json.member("silent", is_silent);
        // Of those that sign the ledgers tell it; here it would change every few seconds.
        if (is_silent && validator.last_sequence)
            json.member("last", std::uint64_t{*validator.last_sequence});
        if (validator.version) json.member("version", to_string(*validator.version));
        json.end_object();
        board_->put(validators_topic_, validator.key, json.take());
        keys.push_back(validator.key);
    }
    remove_others(*board_, validators_topic_, shown_validators_, std::move(keys));
}

void LiveTables::show_amendments(const FeatureInfo& info) {
    if (board_ == nullptr) return;
    std::vector<std::string> ids;
    for (const Amendment& amendment : info.amendments) {
        board_->put(amendments_topic_, amendment.hash, amendment_row(amendment));
        ids.push_back(amendment.hash);
    }
    remove_others(*board_, amendments_topic_, shown_amendments_, std::move(ids));
}

}  // namespace nodewatch::xrpl
