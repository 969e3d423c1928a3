#pragma once

#include <vector>

#include "networks/bitcoin/chain_tracker.hpp"
#include "networks/bitcoin/messages.hpp"
#include "networks/bitcoin/peers_summary.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

/// From what the node told to points: one function a measurement, nothing kept between calls.
namespace nodewatch::bitcoin {

/// Time between two points about the watching itself.
inline constexpr Duration publish_interval{5'000};

/// How long a round of questions took.
Point poll_point(std::string_view loop, Duration took, Stamp stamp);
Point blockchain_point(const BlockchainInfo& info, Stamp stamp);
Point reorganisation_point(const ChainTracker& chain, Now now, Duration interval);
Point tip_block_point(const BlockStats& stats, Stamp stamp);
std::vector<Point> chain_tip_points(const std::vector<ChainTip>& tips, Stamp stamp);
/// The height of the highest branch that the node holds for invalid; 0: there is none.
std::uint64_t highest_invalid(const std::vector<ChainTip>& tips);
Point mempool_point(const MempoolInfo& info, Stamp stamp);
Point fee_point(unsigned target, const FeeEstimate& estimate, Stamp stamp);
Point peers_point(const PeersSummary& summary, Stamp stamp);
std::vector<Point> peer_group_points(const PeersSummary& summary, Stamp stamp);
Point network_point(const NetworkInfo& info, Stamp stamp);
std::vector<Point> reach_points(const NetworkInfo& info, Stamp stamp);
Point traffic_point(const NetTotals& totals, Stamp stamp);
Point mining_point(const MiningInfo& info, Stamp stamp);
std::vector<Point> index_points(const std::vector<IndexInfo>& indexes, Stamp stamp);

}  // namespace nodewatch::bitcoin
