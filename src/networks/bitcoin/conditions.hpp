#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/bitcoin/chain_tracker.hpp"
#include "networks/bitcoin/surroundings.hpp"
#include "networks/bitcoin/zmq_tracker.hpp"
#include "networks/condition_set.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::bitcoin {

/// What can be wrong with a node. In the order of the status page.
enum class Condition : std::uint8_t {
    node_down,             ///< nobody answers at its address
    node_frozen,           ///< it takes connections and answers nothing
    node_address_wrong,    ///< its name or its certificate keeps us from it
    node_refuses,          ///< it wants other credentials, or does not let this host in
    node_answers_wrongly,  ///< something answers there, but not as a node does
    node_overloaded,       ///< its queue of requests is full, or it stops
    warming_up,            ///< it starts and answers nothing else yet
    initial_block_download,
    behind_headers,  ///< it knows of blocks that it does not have
    no_peers,
    no_outbound_peers,  ///< those that it has came to it: they may all be one man's
    few_outbound_peers,
    network_inactive,      ///< the operator switched its network off
    tip_stale,             ///< no new block for a long time
    invalid_chain_longer,  ///< a branch that it holds for invalid is longer than its chain
    deep_reorganisation,
    node_warning,  ///< the node's own words
    disk_full,     ///< no room is left for the node's data, or soon not
    disk_almost_full,
    indexer_down,      ///< Fulcrum or electrs beside the node does not answer
    indexer_behind,    ///< it lacks blocks that the node has
    zmq_disconnected,  ///< a stream that it publishes does not reach us
    zmq_silent,        ///< one does, and does not tell what polling sees
};
inline constexpr std::size_t condition_count = static_cast<std::size_t>(Condition::zmq_silent) + 1;

/// Its stable code: "no_peers".
std::string_view to_string(Condition condition);

/// What the conditions are judged by. Absent is unknown.
struct ConditionInputs {
    std::optional<bool> answers;  ///< the last request for the chain; absent before the first
    std::optional<Error> error;   ///< of that request
    unsigned timeouts = 0;  ///< requests for the chain in a row that were not answered in time
    Duration silent{0};     ///< since the last answer, or since watching began

    // The node's own words; all absent unless they are recent
    std::optional<bool> initial_download;
    std::optional<double> progress;
    std::optional<std::uint64_t> blocks, headers;
    std::optional<double> connections;  ///< the greater of the last two tellings
    std::optional<bool> network_active;
    /// Lasting ones; absent too where the operator chose which there are.
    std::optional<std::size_t> outbound;
    std::uint64_t min_outbound = 0;  ///< 0: it needs none
    std::optional<std::vector<std::string>> warnings;
    std::optional<std::uint64_t> invalid_height;  ///< of the highest invalid branch; 0: none
    std::optional<Duration> tip_age;  ///< by its miner's clock, or by when it came if that is less
    std::optional<Duration> stale_after;  ///< absent: blocks of this chain come when they like

    Surroundings surroundings;
    /// By how many bytes the blocks on disk may grow: infinite unless the node deletes old ones.
    std::optional<double> blocks_may_grow;
    std::optional<ZmqHealth> zmq;

    std::optional<Reorganisation> last_reorganisation;
    bool chain_explained = false;  ///< whether it is known how the chain came to its tip
};

/// Judges every condition, with the times that tell a condition from a moment. Pure.
class Conditions : public ConditionSet<Condition, condition_count> {
public:
    /// Reorganisations of one block happen now and then.
    static constexpr std::uint64_t deep = 2;
    /// One answer may be late: the second decides.
    static constexpr unsigned frozen_timeouts = 2;
    /// An event that has no end is shown so long.
    static constexpr Duration event_shown{3'600'000};
    /// Blocks that a synchronised node may lack for a moment.
    static constexpr std::uint64_t usual_lag = 2;

    Conditions();

    void update(ConditionInputs inputs, Now now);

    /// Nobody answers, or nobody who says more than that we may not ask.
    bool node_gone() const;
    std::vector<StatusReason> reasons() const;

private:
    std::optional<bool> signs(Condition condition, Now now) const;
    std::string describe(Condition condition) const;

    ConditionInputs inputs_;
};

}  // namespace nodewatch::bitcoin
