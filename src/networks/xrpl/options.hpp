#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "networks/xrpl/limits.hpp"

namespace nodewatch::xrpl {

/// Time between two requests of each kind; zero switches one off.
struct Intervals {
    Duration server_info{1'000};
    Duration peers{5'000};
    Duration consensus_info{5'000};
    Duration fee{10'000};
    Duration server_state{60'000};
    Duration validators{60'000};
    Duration validator_list_sites{60'000};
    Duration validator_info{300'000};
    Duration ping{300'000};  ///< whether the server treats us as admin
    Duration feature{300'000};
    Duration get_counts{60'000};
    Duration crawl{300'000};
    Duration certificates{21'600'000};
    Duration process{5'000};
    Duration database{300'000};
};

/// What the domain logic is told by the operator.
struct WatcherOptions {
    Intervals intervals;
    bool realtime_names = true;       ///< also publish the seed's *_realtime metrics
    Duration agreement_grace{8'000};  ///< a validation later than this after its ledger is missed
    Duration agreement_repair{
        300'000};  ///< a missed one that still comes within this time is repaired
    Duration not_synced_after = limits::not_synced_after;
    Duration request_timeout{5'000};  ///< an answer may take so long
    bool has_stream = true;           ///< the target has a WebSocket address
    std::optional<std::string>
        validator_public_key;  ///< master or signing key; absent: as the node says
};

}  // namespace nodewatch::xrpl
