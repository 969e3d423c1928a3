#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "networks/xrpl/agreement.hpp"

namespace nodewatch::xrpl {

/// What an AgreementTracker keeps over a restart. Times are distances before the moment of saving.
struct SavedAgreement {
    struct Watched {
        Duration from_ago, to_ago;
    };
    struct Ledger {
        std::uint32_t sequence;
        Duration ago;  ///< written in whole seconds
        AgreementClass classified;
    };
    WallTime at;
    std::vector<std::string> keys;
    AgreementTotals totals;
    std::vector<Watched> watched;  ///< oldest first
    std::vector<Ledger> ledgers;   ///< oldest first
};

/// Six lines of text:
///     nodewatch-xrpl-agreement 1
///     saved <unix milliseconds>
///     keys <key> ...
///     totals <agreements> <missed> <ours> <partial> <checked> <repaired> <duplicates> <evicted>
///     watched <milliseconds ago>-<milliseconds ago> ...
///     ledgers <seconds ago of the first> <letter of the class><seconds after the one before>...
/// In the last, "@<sequence>" stands before an entry whose sequence does not follow the one before.
std::string format_agreement(const SavedAgreement& saved);

/// Anything else than such a document, complete and within bounds, is ErrorKind::parse.
Result<SavedAgreement> parse_agreement(std::string_view document);

}  // namespace nodewatch::xrpl
