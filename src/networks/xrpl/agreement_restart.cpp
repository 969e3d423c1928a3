#include <algorithm>

#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/agreement_state.hpp"

namespace nodewatch::xrpl {

std::string AgreementTracker::save(Now now) const {
    SavedAgreement saved;
    saved.at = now.wall;
    saved.keys = keys_;
    saved.totals = totals_;
    auto ago = [&](SteadyTime t) { return std::min(day, elapsed(t, now.steady)); };

    // Ledgers that are still open are not saved: what was watched ends before them.
    SteadyTime end = now.steady;
    for (const auto& [sequence, record] : records_)
        if (record.ledger && record.state == AgreementClass::pending)
            end = std::min(end, record.since);
    auto add_watched = [&](SteadyTime from, SteadyTime to) {
        SavedAgreement::Watched watched{ago(from), ago(std::min(to, end))};
        if (watched.to_ago < watched.from_ago) saved.watched.push_back(watched);
    };
    for (const Coverage::Interval& interval : coverage_.intervals())
        add_watched(interval.from, interval.to);
    if (coverage_.since()) add_watched(*coverage_.since(), now.steady);
    for (const AgreementTable::Entry& entry : table_.entries())
        if (entry.classified() != AgreementClass::pending)
            saved.ledgers.push_back(
                {entry.sequence, ago(table_.time_of(entry)), entry.classified()});
    return format_agreement(saved);
}

Result<> AgreementTracker::restore(std::string_view document, Now now) {
    *this = AgreementTracker(options_);
    auto saved = parse_agreement(document);
    if (!saved) return failure(saved.error());
    keys_ = std::move(saved->keys);
    totals_ = saved->totals;
    // A wall clock that was set back tells nothing about the time between.
    Duration away = std::max(Duration{0}, now.wall - saved->at);
    if (away >= day) return {};
    SteadyTime then = now.steady - away;
    for (const SavedAgreement::Watched& w : saved->watched)
        coverage_.add({then - w.from_ago, then - w.to_ago});
    for (const SavedAgreement::Ledger& ledger : saved->ledgers)
        table_.add(ledger.sequence, then - ledger.ago, ledger.classified);
    table_.advance(now.steady);
    return {};
}

}  // namespace nodewatch::xrpl
