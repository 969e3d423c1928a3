#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "networks/bitcoin/chain_state.hpp"
#include "networks/bitcoin/measurements_chain.hpp"
#include "networks/bitcoin/measurements_node.hpp"
#include "networks/bitcoin/watcher.hpp"
#include "networks/bitcoin/wording.hpp"

/// What the watcher makes of silence, the state of the node, and what is kept over a restart.
namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;

constexpr int recent_intervals = 3;
/// An answer may take its time on top of the interval.
constexpr Duration recent_slack{10'000};

/// Blocks come every 10 minutes on average, each gap independent of the last: one of 90 minutes
/// happens once in e^9 blocks, some six times a year.
constexpr Duration mainnet_stale_after = 90min;
/// Test networks have gaps of hours when miners leave.
constexpr Duration testnet_stale_after = 6h;

enum class NodeState : std::uint8_t { down, starting, downloading, behind, synchronised };

}  // namespace

bool Watcher::info_is_recent(Now now) const {
    return info_ && elapsed(info_at_, now.steady) < recent_intervals * options_.fast + recent_slack;
}

bool Watcher::is_explained() const {
    return info_ && info_->best_block && chain_.explains(*info_->best_block);
}

bool Watcher::network_is_recent(Now now) const {
    return network_ &&
           elapsed(network_at_, now.steady) < recent_intervals * options_.slow + recent_slack;
}

/// By the clock of the block's miner, which may be wrong by two hours, or by when it came.
std::optional<Duration> Watcher::tip_age(Now now) const {
    if (!tip_ || !tip_->time) return std::nullopt;
    Duration age = std::max(Duration{0}, now.wall - from_unix_seconds(*tip_->time));
    if (chain_.last_arrival()) age = std::min(age, elapsed(*chain_.last_arrival(), now.steady));
    return age;
}

std::optional<Duration> Watcher::stale_after() const {
    if (options_.stale_tip_after) return options_.stale_tip_after;
    const auto& chain = info_->chain;
    if (chain == "main") return mainnet_stale_after;
    if (chain == "test" || chain == "testnet4" || chain == "signet") return testnet_stale_after;
    return std::nullopt;
}

ConditionInputs Watcher::condition_inputs(Now now) const {
    ConditionInputs in;
    in.answers = answers_;
    in.error = error_;
    in.timeouts = timeouts_;
    if (started_) in.silent = elapsed(last_answer_.value_or(*started_), now.steady);
    in.zmq = zmq_;
    in.last_reorganisation = chain_.last();
    in.surroundings = surroundings_;
    in.blocks_may_grow = blocks_may_grow_;
    if (info_is_recent(now)) {
        in.initial_download = info_->initial_block_download;
        in.progress = info_->verification_progress;
        in.blocks = info_->blocks;
        in.headers = info_->headers;
        in.warnings = info_->warnings;
        in.invalid_height = invalid_height_;
        in.chain_explained = is_explained();
        in.tip_age = tip_age(now);
        in.stale_after = stale_after();
    }
    if (network_is_recent(now)) {
        if (network_->connections && connections_before_)
            in.connections = std::max(*network_->connections, *connections_before_);
        in.network_active = network_->active;
        // Nodes of regtest have no peers to look for.
        const bool looks_for_peers = info_ && info_->chain != "regtest";
        if (looks_for_peers) in.outbound = outbound_;
        in.min_outbound = options_.min_outbound_peers;
    }
    return in;
}

ZmqEvidence Watcher::zmq_evidence(Now now) const {
    ZmqEvidence evidence;
    evidence.node_answers = answers() && info_is_recent(now);
    evidence.downloading = !info_ || downloads_chain() || arrived_in_download_;
    if (chain_.tip()) evidence.tip = chain_.tip()->hash;
    evidence.tip_arrival = chain_.last_arrival();
    if (mempool_) evidence.mempool_transactions = mempool_->transactions;
    evidence.start = start_;
    return evidence;
}

void Watcher::tick(Now now) {
    const bool was_gone = conditions_.node_gone();
    const bool was_starting = conditions_.active(Condition::warming_up);
    conditions_.update(condition_inputs(now), now);
    const bool is_gone = conditions_.node_gone();
    const bool is_starting = conditions_.active(Condition::warming_up);
    if ((is_gone || is_starting) && !forgotten_) forget_node(now);
    const bool changed = was_gone != is_gone || was_starting != is_starting;
    if (!changed && published_ && elapsed(*published_, now.steady) < publish_interval) return;
    published_ = now.steady;
    publish_node(now);
}

void Watcher::publish_node(Now now) {
    const auto& c = condition_measurement;
    Point conditions(c, now.wall, publish_interval);
    for (std::size_t i = 0; i < condition_count; ++i)
        conditions.set(c.fields[i], conditions_.holds(static_cast<Condition>(i)));
    publisher_.publish(conditions);

    std::optional<NodeState> state;
    if (conditions_.active(Condition::node_down) || conditions_.active(Condition::node_frozen))
        state = NodeState::down;
    else if (conditions_.active(Condition::warming_up))
        state = NodeState::starting;
    else if (info_is_recent(now) && info_->initial_block_download == true)
        state = NodeState::downloading;
    else if (conditions_.active(Condition::behind_headers))
        state = NodeState::behind;
    else if (info_is_recent(now) && info_->initial_block_download == false)
        state = NodeState::synchronised;
    if (!state && !answers()) return publisher_.retire(node_measurement, now.wall);
    const auto& m = node_measurement;
    Point point(m, now.wall, publish_interval);
    point.set(m.up, state != NodeState::down);
    if (state) point.set(m.state, static_cast<int>(*state));
    point.set(m.restarts, restarts_);
    publisher_.publish(point);
}

/// Values of a node that is not there must not stand still and look alive.
void Watcher::forget_node(Now now) {
    forgotten_ = true;
    info_.reset();
    network_.reset();
    mempool_.reset();
    tip_.reset();
    invalid_height_.reset();
    peer_ids_.reset();
    outbound_.reset();
    for (const Measurement* measurement : std::initializer_list<const Measurement*>{
             &node_info_measurement, &uptime_measurement, &blockchain_measurement,
             &tip_block_measurement, &chain_tip_measurement, &mempool_measurement, &fee_measurement,
             &peers_measurement, &peer_group_measurement, &network_measurement, &reach_measurement,
             &traffic_measurement, &mining_measurement, &index_measurement})
        publisher_.retire(*measurement, now.wall);
}

std::optional<std::string> Watcher::save_state(Now now) const {
    const auto saved = chain_.save(now);
    return saved ? std::optional(format_chain(*saved)) : std::nullopt;
}

Result<> Watcher::restore_state(std::string_view document, Now now) {
    const auto saved = parse_chain(document);
    if (!saved) return failure(saved.error());
    chain_.restore(*saved, now);
    return {};
}

NodeTip Watcher::node_tip(Now now) const {
    if (!info_is_recent(now) || downloads_chain()) return {};
    return {info_->blocks, info_->chain};
}

TargetState Watcher::state(Now now) const {
    if (conditions_.node_gone()) return TargetState::failed;
    if (conditions_.any_active()) return TargetState::degraded;
    return info_is_recent(now) ? TargetState::ok : TargetState::starting;
}

std::vector<std::string> Watcher::notices() const {
    std::vector<std::string> notices;
    if (info_ && info_->background)
        notices.push_back(fmt::format(
            "started from a snapshot (assumeutxo): the blocks before it are still being checked, "
            "{} so far",
            percent_or_unknown(info_->background->progress)));
    return notices;
}

}  // namespace nodewatch::bitcoin
