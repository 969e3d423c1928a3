#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "networks/bitcoin/chain_tracker.hpp"
#include "networks/bitcoin/conditions.hpp"
#include "networks/bitcoin/messages.hpp"
#include "networks/bitcoin/node_tip.hpp"
#include "networks/bitcoin/options.hpp"
#include "networks/bitcoin/peers_summary.hpp"
#include "networks/bitcoin/points.hpp"
#include "networks/bitcoin/zmq_tracker.hpp"
#include "telemetry/event_log.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::bitcoin {

/// All that nodewatch knows of one Bitcoin node. Takes what the node tells, and the time; publishes
/// points. No I/O and no clock of its own. Failed requests are told too: they decide what is
/// unknown and since when.
class Watcher {
public:
    /// The events outlive the watcher. Null: nobody looks.
    Watcher(WatcherOptions options, Publisher publisher, EventLog* events);

    // --- over a restart ---
    /// Nothing while there is nothing to save.
    std::optional<std::string> save_state(Now now) const;
    /// Call before the first answer. A document that is not used changes nothing.
    Result<> restore_state(std::string_view document, Now now);

    // --- each fast round ---
    void on_blockchain(const Result<BlockchainInfo>& answer, Now now);
    void on_mempool(const Result<MempoolInfo>& answer, Now now);
    void on_fee(unsigned target, const Result<FeeEstimate>& answer, Now now);
    /// Asked for until there is none: the headers that tell how the tip changed.
    const std::optional<std::string>& wanted_header() const { return wanted_header_; }
    void on_header(const Result<BlockHeader>& answer, Now now);
    /// The tip, until its header and its statistics were asked for and the node had the time.
    std::optional<std::string> undescribed_tip() const;
    /// Whether to ask for all branches: with each new tip, and now and then while it stands, since
    /// a branch that the node holds for invalid grows beside it. Not during the download.
    bool wants_chain_tips(Now now) const;
    /// Whether the node has no time for such questions.
    bool downloads_chain() const;
    void on_tip_header(const Result<BlockHeader>& answer, Now now);
    void on_block_stats(const Result<BlockStats>& answer, Now now);
    void on_chain_tips(const Result<std::vector<ChainTip>>& answer, Now now);
    /// As soon as the chain is told and explained: what else a round asks takes the node longer.
    void tell_chain(Now now);
    void end_round(Now now);

    // --- each slow round; the uptime first ---
    void on_uptime(const Result<Duration>& answer, Now now);
    void on_network(const Result<NetworkInfo>& answer, Now now);
    void on_peers(const Result<std::vector<Peer>>& answer, Now now);
    void on_totals(const Result<NetTotals>& answer, Now now);
    void on_mining(const Result<MiningInfo>& answer, Now now);
    void on_indexes(const Result<std::vector<IndexInfo>>& answer, Now now);

    void on_surroundings(Surroundings surroundings) { surroundings_ = std::move(surroundings); }
    /// What ZMQ has to tell as well, and what became of it.
    ZmqEvidence zmq_evidence(Now now) const;
    void on_zmq(std::optional<ZmqHealth> health) { zmq_ = std::move(health); }

    /// Once a second: judges the conditions, notices silence.
    void tick(Now now);

    // --- what the status page shows ---
    std::vector<StatusReason> reasons() const { return conditions_.reasons(); }
    TargetState state(Now now) const;
    std::vector<std::string> notices() const;
    /// Whether the last request for the chain was answered.
    bool answers() const { return answers_ == true; }
    /// Whether it was refused: asking again at once would only cost the node.
    bool is_refused() const { return error_ && error_->kind == ErrorKind::permission; }
    const ChainTracker& chain() const { return chain_; }
    /// What the node told last of its mempool, while it answers.
    const std::optional<MempoolInfo>& mempool() const { return mempool_; }
    /// 290000 is 29.0.
    std::optional<std::uint64_t> version() const {
        return network_ ? network_->version : std::nullopt;
    }
    /// Hash of the tip that the node told last, while it answers.
    std::optional<std::string> tip() const {
        return tip_ ? std::optional(tip_->hash) : std::nullopt;
    }
    /// To compare indexers with: absent while the node downloads the chain or does not answer.
    NodeTip node_tip(Now now) const;
    /// "main"; absent while the node does not tell.
    std::optional<std::string> chain_name() const { return info_ ? info_->chain : std::nullopt; }
    /// By the clock of its miner, unix seconds; absent until its header came.
    std::optional<std::int64_t> tip_time() const { return tip_ ? tip_->time : std::nullopt; }
    /// What the node told last of its chain, while it answers.
    const std::optional<BlockchainInfo>& blockchain() const { return info_; }
    /// The node is not there, and what was known of it is void.
    bool is_forgotten() const { return forgotten_; }

private:
    Stamp fast_stamp(Now now) const;
    Stamp slow_stamp(Now now) const;
    bool info_is_recent(Now now) const;
    /// Whether it is known how the tip came to be the tip.
    bool is_explained() const;
    bool network_is_recent(Now now) const;
    std::optional<Duration> tip_age(Now now) const;
    std::optional<Duration> stale_after() const;
    ConditionInputs condition_inputs(Now now) const;
    bool is_restart(Duration uptime, Now now) const;
    void tell_reorganisation(const Reorganisation& event, Now now);
    void publish_node(Now now);
    void publish_info(Now now);
    void forget_node(Now now);

    WatcherOptions options_;
    Publisher publisher_;
    EventLog* events_;
    ChainTracker chain_;
    Conditions conditions_;

    std::optional<bool> answers_;  ///< of the last request for the chain; absent before the first
    std::optional<Error> error_;
    unsigned timeouts_ = 0;  ///< in a row
    std::optional<SteadyTime> last_answer_, started_, published_;
    std::optional<BlockchainInfo> info_;
    SteadyTime info_at_{};
    std::optional<NetworkInfo> network_;
    SteadyTime network_at_{};
    std::optional<double> connections_before_;  ///< what the answer before that one told
    std::optional<std::string> wanted_header_;
    struct Tip {
        std::string hash;
        std::optional<std::int64_t> time;  ///< unix seconds
        bool asked = false;                ///< and answered, be it by an error
        std::optional<SteadyTime> branches_asked;
    };
    std::optional<Tip> tip_;
    bool arrived_in_download_ = false;  ///< the last tip whose coming was seen
    std::optional<std::uint64_t> invalid_height_;
    Surroundings surroundings_;
    std::optional<double> blocks_may_grow_;  ///< by how many bytes; kept while the node is away
    std::optional<double> fee_fast_, fee_slow_;
    std::optional<MempoolInfo> mempool_;
    std::optional<Duration> uptime_;
    std::optional<NodeStart> start_;
    std::optional<ZmqHealth> zmq_;
    std::uint64_t restarts_ = 0;
    std::optional<std::set<std::uint64_t>> peer_ids_;
    VersionFamilies families_;
    std::uint64_t peers_joined_ = 0, peers_left_ = 0;
    std::optional<std::size_t> outbound_;  ///< lasting ones; absent where the operator chose them
    bool forgotten_ = false;
};

}  // namespace nodewatch::bitcoin
