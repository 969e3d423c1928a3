#include "networks/bitcoin/watcher.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "networks/bitcoin/measurements_chain.hpp"
#include "networks/bitcoin/measurements_node.hpp"
#include "networks/bitcoin/reply.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr unsigned fast_target = 3, slow_target = 6;  ///< blocks, as the seed asks
/// Blocks named in the text of an event.
constexpr std::size_t max_named_blocks = 6;
/// To list the branches costs the node some 100 ms.
constexpr Duration branches_interval{300'000};
/// With both, a start seems to be after an older one's answer only where the answer took longer
/// than their sum.
constexpr Duration min_uptime_to_compare{10'000}, start_slack{5'000};

/// By how many bytes its blocks may grow before the node deletes old ones; infinite where it does
/// not.
std::optional<double> growth_of_blocks(const BlockchainInfo& info) {
    if (!info.pruned) return std::nullopt;
    if (!*info.pruned || !info.prune_target_bytes) return std::numeric_limits<double>::infinity();
    return std::max(0.0, *info.prune_target_bytes - info.size_on_disk_bytes.value_or(0));
}

}  // namespace

Watcher::Watcher(WatcherOptions options, Publisher publisher, EventLog* events)
    : options_(options), publisher_(publisher), events_(events) {}

Stamp Watcher::fast_stamp(Now now) const {
    return {now.wall, options_.fast};
}

Stamp Watcher::slow_stamp(Now now) const {
    return {now.wall, options_.slow};
}

void Watcher::on_blockchain(const Result<BlockchainInfo>& answer, Now now) {
    if (!started_) started_ = now.steady;
    answers_ = answer.has_value();
    error_ = answer ? std::nullopt : std::optional(answer.error());
    timeouts_ = error_ && error_->kind == ErrorKind::timeout ? timeouts_ + 1 : 0;
    if (!answer) return;
    last_answer_ = now.steady;
    forgotten_ = false;
    info_ = *answer;
    info_at_ = now.steady;
    if (const auto growth = growth_of_blocks(*info_)) blocks_may_grow_ = growth;
    if (!info_->blocks || !info_->best_block) return;
    wanted_header_ = chain_.on_tip({*info_->best_block, *info_->blocks});
    if (!tip_ || tip_->hash != *info_->best_block) tip_ = Tip{*info_->best_block, {}, false, {}};
}

void Watcher::on_header(const Result<BlockHeader>& answer, Now now) {
    const std::uint64_t before = chain_.reorganisations();
    const auto arrival_before = chain_.last_arrival();
    wanted_header_ = chain_.on_header(answer, now);
    if (chain_.last_arrival() != arrival_before) arrived_in_download_ = downloads_chain();
    if (chain_.reorganisations() != before) tell_reorganisation(*chain_.last(), now);
}

void Watcher::tell_reorganisation(const Reorganisation& event, Now now) {
    if (events_ == nullptr) return;
    const std::size_t named = std::min(event.fallen.size(), max_named_blocks);
    const std::vector<std::string> fallen(
        event.fallen.begin(), event.fallen.begin() + static_cast<std::ptrdiff_t>(named));
    // Of a moment, and over with it: what lasts of a deep one is a condition, which warns.
    events_->add(publisher_.target(), now.wall, Severity::info, "reorganisation",
                 fmt::format("Reorganisation of depth {} after height {}: the chain went from {} "
                             "to {}; fallen out: {}{}",
                             event.depth(), event.ancestor.height, event.old_tip.height,
                             event.new_tip.height, fmt::join(fallen, ", "),
                             named < event.fallen.size() ? ", ..." : ""));
}

std::optional<std::string> Watcher::undescribed_tip() const {
    return tip_ && !tip_->asked ? std::optional(tip_->hash) : std::nullopt;
}

bool Watcher::wants_chain_tips(Now now) const {
    if (!tip_ || downloads_chain()) return false;
    return !tip_->branches_asked || elapsed(*tip_->branches_asked, now.steady) >= branches_interval;
}

bool Watcher::downloads_chain() const {
    return info_ && info_->initial_block_download != false;
}

void Watcher::on_tip_header(const Result<BlockHeader>& answer, Now) {
    if (!tip_) return;
    if (answer && answer->hash == tip_->hash) tip_->time = answer->time;
    tip_->asked = answer || !is_passing(answer.error());
}

void Watcher::on_block_stats(const Result<BlockStats>& answer, Now now) {
    // They hold until the next block.
    if (answer)
        publisher_.publish(tip_block_point(*answer, {now.wall, Duration{0}}));
    else
        publisher_.retire(tip_block_measurement, now.wall);
    if (tip_ && !answer && is_passing(answer.error())) tip_->asked = false;
}

void Watcher::on_chain_tips(const Result<std::vector<ChainTip>>& answer, Now now) {
    if (tip_ && (answer || !is_passing(answer.error()))) tip_->branches_asked = now.steady;
    if (!answer) {
        invalid_height_.reset();
        publisher_.retire(chain_tip_measurement, now.wall);
        return;
    }
    invalid_height_ = highest_invalid(*answer);
    publisher_.publish_set(chain_tip_measurement,
                           chain_tip_points(*answer, {now.wall, Duration{0}}), now.wall);
}

void Watcher::on_mempool(const Result<MempoolInfo>& answer, Now) {
    mempool_ = answer ? std::optional(*answer) : std::nullopt;
}

void Watcher::on_fee(unsigned target, const Result<FeeEstimate>& answer, Now now) {
    const std::optional<double> rate = answer ? answer->fee_rate : std::nullopt;
    if (target == fast_target) fee_fast_ = rate;
    if (target == slow_target) fee_slow_ = rate;
    if (answer) publisher_.publish(fee_point(target, *answer, fast_stamp(now)));
}

void Watcher::tell_chain(Now now) {
    if (!answers()) return;
    const auto& b = blockchain_measurement;
    Point chain = blockchain_point(*info_, fast_stamp(now));
    if (is_explained()) chain.set(b.max_reorg_depth, chain_.max_depth_of_day(now));
    if (chain_.block_interval()) chain.set(b.block_interval, to_seconds(*chain_.block_interval()));
    if (tip_) chain.set(b.tip_age, tip_->time);
    if (chain_.last_arrival()) chain.set(b.tip_arrival, unix_time_of(*chain_.last_arrival(), now));
    publisher_.publish(chain);
    // Where the node refuses its headers, it is not known whether blocks fell out.
    if (is_explained()) publisher_.publish(reorganisation_point(chain_, now, options_.fast));
}

/// What takes several answers.
void Watcher::end_round(Now now) {
    if (!answers() || !mempool_) return;
    const auto& m = mempool_measurement;
    Point mempool = mempool_point(*mempool_, fast_stamp(now));
    mempool.set(m.fee_fast, fee_fast_);
    mempool.set(m.fee_slow, fee_slow_);
    publisher_.publish(mempool);
}

/// Less uptime than before; or as much, but only since the old run told its own. The moment of the
/// start alone does not tell: an answer that took its time moves it.
bool Watcher::is_restart(Duration uptime, Now now) const {
    if (!uptime_) return false;
    if (uptime < *uptime_) return true;
    return *uptime_ >= min_uptime_to_compare && now.steady - uptime > start_->told + start_slack;
}

void Watcher::on_uptime(const Result<Duration>& answer, Now now) {
    if (!answer) return;
    if (is_restart(*answer, now)) {
        ++restarts_;
        peer_ids_.reset();  // they begin with 0 again
    }
    uptime_ = *answer;
    start_ = NodeStart{.at = now.steady - *answer, .told = now.steady};
    const auto& m = uptime_measurement;
    Point point(m, now.wall, options_.slow);
    point.set(m.uptime, unix_time_of(now.steady - *answer, now));
    publisher_.publish(point);
}

void Watcher::on_network(const Result<NetworkInfo>& answer, Now now) {
    if (!answer) return;
    connections_before_ = network_ ? network_->connections : std::nullopt;
    network_ = *answer;
    network_at_ = now.steady;
    publisher_.publish(network_point(*answer, slow_stamp(now)));
    publisher_.publish_set(reach_measurement, reach_points(*answer, slow_stamp(now)), now.wall);
    publish_info(now);
}

void Watcher::on_peers(const Result<std::vector<Peer>>& answer, Now now) {
    if (!answer) {
        if (!is_passing(answer.error())) outbound_.reset();
        return;
    }
    std::set<std::uint64_t> ids;
    for (const Peer& peer : *answer)
        if (peer.id) ids.insert(*peer.id);
    if (peer_ids_) {
        const auto missing_in = [](const auto& all) {
            return [&all](std::uint64_t id) { return !all.contains(id); };
        };
        peers_joined_ +=
            static_cast<std::uint64_t>(std::ranges::count_if(ids, missing_in(*peer_ids_)));
        peers_left_ +=
            static_cast<std::uint64_t>(std::ranges::count_if(*peer_ids_, missing_in(ids)));
    }
    peer_ids_ = std::move(ids);
    const PeersSummary summary = summarise(*answer, families_);
    outbound_ = summary.outbound_by_hand ? std::nullopt : std::optional(summary.lasting_outbound);
    const auto& m = peers_measurement;
    Point point = peers_point(summary, slow_stamp(now));
    point.set(m.joined, peers_joined_);
    point.set(m.left, peers_left_);
    publisher_.publish(point);
    publisher_.publish_set(peer_group_measurement, peer_group_points(summary, slow_stamp(now)),
                           now.wall);
}

void Watcher::on_totals(const Result<NetTotals>& answer, Now now) {
    if (answer) publisher_.publish(traffic_point(*answer, slow_stamp(now)));
}

void Watcher::on_mining(const Result<MiningInfo>& answer, Now now) {
    if (answer) publisher_.publish(mining_point(*answer, slow_stamp(now)));
}

void Watcher::on_indexes(const Result<std::vector<IndexInfo>>& answer, Now now) {
    if (answer)
        publisher_.publish_set(index_measurement, index_points(*answer, slow_stamp(now)), now.wall);
}

void Watcher::publish_info(Now now) {
    const auto& m = node_info_measurement;
    Point point(m, now.wall, options_.slow,
                {std::to_string(*network_->version), network_->subversion.value_or(""),
                 info_ ? info_->chain.value_or("") : ""});
    point.set(m.value, 1);
    publisher_.publish_set(m, {point}, now.wall);
}

}  // namespace nodewatch::bitcoin
