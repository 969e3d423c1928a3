#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a Bitcoin Core node tells, over its versions 18 to 31. A member that a version or a fork
/// leaves out is absent: unknown, which is not zero.
namespace nodewatch::bitcoin {

inline constexpr double satoshi_per_bitcoin = 1e8;

/// A node started from a snapshot (assumeutxo) says it is synchronised while it still checks the
/// blocks before the snapshot.
struct BackgroundValidation {
    std::optional<std::uint64_t> blocks;
    std::optional<std::uint64_t> snapshot_height;
    std::optional<double> progress;  ///< 0 to 1
};

struct BlockchainInfo {
    std::optional<std::string> chain;  ///< "main", "test", "testnet4", "signet", "regtest"
    std::optional<std::uint64_t> blocks;
    std::optional<std::uint64_t> headers;  ///< absent too while the node has none (-1)
    std::optional<std::string> best_block;
    std::optional<double> difficulty;
    std::optional<std::int64_t> median_time;      ///< unix seconds
    std::optional<double> verification_progress;  ///< 0 to 1; of a synchronised node just below 1
    std::optional<bool> initial_block_download;
    std::optional<double> size_on_disk_bytes;  ///< blocks and undo data, not the chain state
    std::optional<bool> pruned;
    std::optional<std::uint64_t> prune_height;
    std::optional<double> prune_target_bytes;
    std::optional<BackgroundValidation> background;
    std::optional<std::vector<std::string>> warnings;  ///< of either form: "" and [] are none
};

struct BlockHeader {
    std::string hash;
    std::optional<std::string> previous;  ///< absent for the first block of the chain
    std::uint64_t height = 0;
    std::int64_t confirmations = 0;    ///< -1: not on the active chain
    std::optional<std::int64_t> time;  ///< unix seconds, by the miner's clock
};

/// Amounts are satoshi, fee rates satoshi a virtual byte.
struct BlockStats {
    std::optional<std::string> hash;
    std::optional<std::uint64_t> height;
    std::optional<double> transactions;  ///< the coinbase included
    std::optional<double> inputs, outputs;
    std::optional<double> size_bytes, weight;  ///< without the coinbase
    std::optional<double> total_fee, subsidy;
    /// 10, 25, 50, 75, 90 by weight; whole numbers. Empty: not told, or there is a coinbase alone.
    std::vector<double> fee_rate_percentiles;
};

struct ChainTip {
    std::uint64_t height = 0;
    std::string hash;
    std::uint64_t branch_length = 0;
    std::string status;  ///< "active", "valid-fork", ..., or a word of the future
};

struct IndexInfo {
    std::string name;  ///< "txindex", "basic block filter index", ...
    std::optional<bool> synced;
    std::optional<std::uint64_t> height;
};

/// Fee rates are satoshi a virtual byte.
struct MempoolInfo {
    std::optional<bool> loaded;  ///< false for a while after a start
    std::optional<double> transactions;
    std::optional<double> virtual_bytes;
    std::optional<double> usage_bytes, max_usage_bytes;  ///< memory
    std::optional<double> total_fee;                     ///< satoshi
    std::optional<double> min_fee;  ///< to get in; above the relay fee while the mempool is full
    std::optional<double> min_relay_fee, incremental_relay_fee;
    std::optional<double> unbroadcast;
};

struct FeeEstimate {
    std::optional<double> fee_rate;       ///< satoshi a virtual byte; absent: no estimate
    std::optional<std::uint64_t> target;  ///< blocks; may differ from those asked for
    std::vector<std::string> errors;      ///< why there is no estimate
};

struct NetworkReach {
    std::string name;  ///< "ipv4", "ipv6", "onion", "i2p", "cjdns"
    std::optional<bool> reachable;
};

struct NetworkInfo {
    std::optional<std::uint64_t> version;  ///< 290000 is 29.0
    std::optional<std::string> subversion;
    std::optional<std::uint64_t> protocol_version;
    std::optional<double> connections, connections_in, connections_out;
    std::optional<bool> active;  ///< false: the operator switched the network off
    std::optional<double> time_offset_seconds;
    std::optional<double> relay_fee, incremental_fee;  ///< satoshi a virtual byte
    std::vector<NetworkReach> networks;
    std::optional<std::vector<std::string>> warnings;
};

struct Peer {
    std::optional<std::uint64_t> id;  ///< never used twice in one run of the node
    std::optional<bool> inbound;
    std::string network;  ///< by the address where the node (before 22) does not say; may be empty
    std::optional<std::string> connection_type;  ///< since 22
    std::optional<std::string> transport;        ///< "v1", "v2", "detecting"; since 26
    std::optional<std::uint64_t> protocol_version;
    std::optional<std::string> subversion;  ///< free text of the peer; absent before its handshake
    std::optional<double> ping_seconds, ping_wait_seconds;
    std::optional<double> time_offset_seconds;
    std::optional<bool> high_bandwidth_to, high_bandwidth_from;  ///< BIP 152
    std::optional<double> addresses_rate_limited;
    std::vector<std::uint64_t> blocks_in_flight;  ///< heights
    std::string address;  ///< with its port, as the node writes it; may be a host name, or empty
    std::optional<std::vector<std::string>> services;  ///< "NETWORK", "WITNESS", ...; since 0.19
    std::optional<double> min_ping_seconds;
    std::optional<double> received_bytes, sent_bytes;
    std::optional<std::int64_t> connected_at;  ///< unix seconds
    std::optional<std::uint64_t> mapped_as;    ///< by a table of the node's own (-asmap)
    std::optional<bool> relays_addresses;
    std::optional<double> addresses_processed;
    std::optional<double> min_fee;  ///< satoshi a virtual byte; absent until the peer told it
    std::optional<double> announcements_waiting;  ///< transactions, for this peer; since 31
};

struct NetTotals {
    std::optional<double> received_bytes, sent_bytes;  ///< since the node started
    std::optional<double> upload_target_bytes;         ///< 0: no limit
    std::optional<double> upload_left_bytes;           ///< of this cycle; absent without a limit
};

struct MiningInfo {
    std::optional<double> network_hash_rate;  ///< hashes a second, over 120 blocks
    std::optional<double> difficulty, next_difficulty;
    std::optional<double> pooled_transactions;
};

}  // namespace nodewatch::bitcoin
