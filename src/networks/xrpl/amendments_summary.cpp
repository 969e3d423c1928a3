#include "networks/xrpl/amendments_summary.hpp"

#include <algorithm>

namespace nodewatch::xrpl {
namespace {

constexpr std::int64_t unsupported_majority_warning = 1001;

void earlier(std::optional<std::int64_t>& known, std::int64_t other) {
    known = known ? std::min(*known, other) : other;
}

}  // namespace

AmendmentsSummary summarize(const FeatureInfo& info) {
    AmendmentsSummary summary;
    summary.total = info.amendments.size();
    for (const Amendment& amendment : info.amendments) {
        const bool unsupported = amendment.supported == false;
        if (unsupported) ++summary.unsupported;
        if (amendment.enabled) {
            ++summary.enabled;
            continue;
        }
        if (amendment.obsolete) continue;
        PendingAmendment pending{.name = amendment.name.value_or(amendment.hash),
                                 .supported = amendment.supported,
                                 .vetoed = amendment.vetoed,
                                 .majority_since = amendment.majority,
                                 .in_force_at = std::nullopt,
                                 .votes = amendment.count,
                                 .threshold = amendment.threshold};
        if (amendment.majority) {
            pending.in_force_at = *amendment.majority + amendment_majority_seconds;
            if (unsupported) {
                ++summary.unsupported_majority;
                earlier(summary.blocked_at, *pending.in_force_at);
            }
        }
        summary.pending.push_back(std::move(pending));
    }
    return summary;
}

std::optional<std::int64_t> announced_block(const ServerInfo& info) {
    std::optional<std::int64_t> at;
    for (const ServerWarning& warning : info.warnings) {
        if (warning.id == unsupported_majority_warning && warning.expected_date)
            earlier(at, *warning.expected_date);
    }
    return at;
}

}  // namespace nodewatch::xrpl
