#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "networks/xrpl/watcher.hpp"
#include "networks/xrpl/watcher_state.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::string_view gaps_metric = "xrpl_stream_gaps_total";
constexpr std::string_view changes_metric = "xrpl_state_changes_total";
constexpr std::string_view restarts_metric = "xrpl_node_restarts_total";

using OfWatcher = std::pair<std::string_view, std::uint64_t WatcherTotals::*>;
constexpr std::array of_watcher{
    OfWatcher{"xrpl_ledgers_closed_total", &WatcherTotals::closed},
    OfWatcher{"xrpl_ledgers_late_total", &WatcherTotals::late},
    OfWatcher{"xrpl_ledgers_unseen_total", &WatcherTotals::unseen},
    OfWatcher{"xrpl_ledger_transactions_total", &WatcherTotals::transactions},
    OfWatcher{"xrpl_manifest_revocations_total", &WatcherTotals::revocations},
};
using OfAgreement = std::pair<std::string_view, std::uint64_t AgreementTotals::*>;
constexpr std::array of_agreement{
    OfAgreement{"xrpl_validation_agreements_total", &AgreementTotals::agreements},
    OfAgreement{"xrpl_validation_missed_total", &AgreementTotals::missed},
    OfAgreement{"xrpl_validations_total", &AgreementTotals::ours},
    OfAgreement{"xrpl_validations_partial_total", &AgreementTotals::partial},
    OfAgreement{"xrpl_validations_checked_total", &AgreementTotals::checked},
    OfAgreement{"xrpl_validations_repaired_total", &AgreementTotals::repaired},
    OfAgreement{"xrpl_validation_duplicates_total", &AgreementTotals::duplicates},
};

/// What was published last, when it is more than what is known.
std::uint64_t raised(const PublishedTotals& last, std::string_view metric, std::uint64_t known) {
    constexpr double largest_exact = 9'007'199'254'740'992;  // 2^53
    const auto found = last.find(metric);
    if (found == last.end() || !(found->second <= largest_exact)) return known;
    return std::max(known, static_cast<std::uint64_t>(std::max(found->second, 0.0)));
}

}  // namespace

std::vector<std::string_view> Watcher::kept_totals() {
    std::vector<std::string_view> metrics{gaps_metric, changes_metric, restarts_metric};
    for (const auto& [metric, member] : of_watcher)
        metrics.push_back(metric);
    for (const auto& [metric, member] : of_agreement)
        metrics.push_back(metric);
    return metrics;
}

void Watcher::raise_totals(const PublishedTotals& last) {
    State& s = *state_;
    const std::uint64_t ledgers_saved = s.totals.closed + s.totals.unseen;
    for (const auto& [metric, member] : of_watcher)
        s.totals.*member = raised(last, metric, s.totals.*member);
    // What was published does not count our absence yet, what was restored does.
    if (last.contains(gaps_metric))
        s.totals.gaps = std::max(s.totals.gaps, raised(last, gaps_metric, 0) + 1);
    // Ledgers that were published after the save did not pass unseen.
    s.ledgers.saw_before(s.totals.closed + s.totals.unseen - ledgers_saved);
    s.node.restore(raised(last, changes_metric, s.node.changes()),
                   raised(last, restarts_metric, s.node.restarts()));
    AgreementTotals agreement = s.agreement.totals();
    for (const auto& [metric, member] : of_agreement)
        agreement.*member = raised(last, metric, agreement.*member);
    s.agreement.restore_totals(agreement);
}

}  // namespace nodewatch::xrpl
