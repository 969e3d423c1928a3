#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "networks/xrpl/messages.hpp"

namespace nodewatch::xrpl {

/// An amendment comes into force when it has kept its majority for so long, at the next flag
/// ledger: https://xrpl.org/docs/concepts/networks-and-servers/amendments
inline constexpr std::int64_t amendment_majority_seconds = 14LL * 86'400;

/// An amendment that is not in force.
struct PendingAmendment {
    std::string name;  ///< its hash when it has no name
    std::optional<bool> supported, vetoed;
    std::optional<std::int64_t> majority_since;  ///< unix seconds
    std::optional<std::int64_t> in_force_at;     ///< unix seconds, if it keeps its majority
    std::optional<double> votes, threshold;
};

struct AmendmentsSummary {
    std::size_t total = 0, enabled = 0, unsupported = 0;
    /// Those the server does not know that hold a majority: they will block it.
    std::size_t unsupported_majority = 0;
    std::optional<std::int64_t> blocked_at;  ///< unix seconds: the first of them comes into force
    std::vector<PendingAmendment> pending;
};
AmendmentsSummary summarize(const FeatureInfo& info);

/// When the server itself expects to be blocked: warning 1001. Unix seconds.
std::optional<std::int64_t> announced_block(const ServerInfo& info);

}  // namespace nodewatch::xrpl
