#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/messages.hpp"
#include "networks/xrpl/validation_tracker.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::xrpl {

/// What pages show of a node that is no time series: its last ledgers and who signed them, the
/// trusted validators, and the amendments, as rows of table/xrpl/<node>/<table> (docs/api.md).
class LiveTables {
public:
    static constexpr std::size_t kept_ledgers = 256;
    /// The newest ledgers, whose rows change while validations come and are judged.
    static constexpr std::size_t young_ledgers = 8;
    /// Those that may change at all: a validation may be repaired for five minutes.
    static constexpr std::size_t open_ledgers = 100;

    /// `board` outlives this; null: nobody looks.
    LiveTables(LiveBoard* board, const Target& target);

    /// A ledger that the node told of as an event.
    void ledger_closed(const LedgerClosed& ledger, Now now);
    /// Shows what is known now of ledgers and validators: of the young ledgers, and of all open
    /// ones after each new ledger.
    void refresh(const ValidationTracker& validations, const AgreementTracker& agreement);
    void show_amendments(const FeatureInfo& info);

private:
    struct Ledger {
        std::uint32_t sequence;
        std::string hash;
        std::optional<std::int64_t> close_time;  ///< unix seconds
        std::optional<double> transactions;
        WallTime arrived;
    };
    std::string row(const Ledger& ledger, const ValidationTracker& validations,
                    const AgreementTracker& agreement) const;
    void show_validators(const ValidationTracker& validations);

    LiveBoard* board_;
    std::string ledgers_topic_, validators_topic_, amendments_topic_;
    std::deque<Ledger> ledgers_;  ///< the newest last
    bool has_new_ledger_ = false;
    std::vector<std::string> shown_validators_, shown_amendments_;
};

}  // namespace nodewatch::xrpl
