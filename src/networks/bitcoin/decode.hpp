#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/bitcoin/messages.hpp"

/// From the `result` of an answer, as JSON text, to structs. Pure. What is no such result at all is
/// ErrorKind::parse; a member that is missing or of another type is unknown.
namespace nodewatch::bitcoin {

// decode_chain.cpp
Result<BlockchainInfo> decode_blockchain_info(std::string_view result);
Result<BlockHeader> decode_block_header(std::string_view result);
Result<BlockStats> decode_block_stats(std::string_view result);
/// In the order of the node: by height, so that the first may be invalid or headers alone.
Result<std::vector<ChainTip>> decode_chain_tips(std::string_view result);
Result<std::vector<IndexInfo>> decode_index_info(std::string_view result);

// decode_mempool.cpp
Result<MempoolInfo> decode_mempool_info(std::string_view result);
Result<FeeEstimate> decode_fee_estimate(std::string_view result);

// decode_network.cpp
Result<NetworkInfo> decode_network_info(std::string_view result);
Result<std::vector<Peer>> decode_peers(std::string_view result);
Result<NetTotals> decode_net_totals(std::string_view result);
Result<MiningInfo> decode_mining_info(std::string_view result);
/// Since the node started.
Result<Duration> decode_uptime(std::string_view result);

/// "ipv4", "ipv6", "onion", "i2p" or "cjdns" by the form of a peer's address; empty for one that
/// tells nothing: a loopback address may be an inbound peer over Tor.
std::string_view network_of_address(std::string_view address);

}  // namespace nodewatch::bitcoin
