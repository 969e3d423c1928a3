#pragma once

#include <array>
#include <string>

#include "telemetry/schema.hpp"

/// The chain and the mempool. Measurements and fields that the seed has (bitcoin-node-monitoring)
/// keep its names: `blockchain` with `best_height`. Their metric is bitcoin_<measurement>_<field>.
namespace nodewatch::bitcoin {

struct BlockchainMeasurement : Measurement {
    BlockchainMeasurement()
        : Measurement("blockchain", "Chain of the node, by getblockchaininfo") {}

    Field best_height = gauge("best_height", "bitcoin_blockchain_best_height", "1",
                              "Height of the best block that the node has checked");
    Field headers_height = gauge("headers_height", "bitcoin_blockchain_headers_height", "1",
                                 "Height of the best header that the node knows");
    Field block_lag = gauge("block_lag", "bitcoin_blockchain_block_lag", "1",
                            "Headers whose blocks the node does not have yet");
    Field progress =
        gauge("verification_progress", "bitcoin_blockchain_verification_progress", "ratio",
              "Part of the chain that is checked, by the node's estimate; "
              "just below 1 for a synchronised node before version 30");
    Field difficulty =
        gauge("difficulty", "bitcoin_blockchain_difficulty", "1", "Difficulty of the best block");
    Field max_reorg_depth =
        gauge("max_reorg_depth", "bitcoin_blockchain_max_reorg_depth", "1",
              "Blocks that fell out in the deepest reorganisation of the last 24 h; 0 when there "
              "was none while nodewatch ran");
    Field block_interval =
        gauge("block_interval_seconds", "bitcoin_blockchain_block_interval_seconds", "seconds",
              "Time between the last two blocks, by when they came; absent until two came");
    Field initial_download = gauge("initial_download", "bitcoin_initial_block_download", "1",
                                   "1 while the node downloads the chain");
    Field size_on_disk = gauge("size_on_disk", "bitcoin_blocks_size_bytes", "bytes",
                               "Blocks and undo data on disk, without the chain state");
    Field pruned = gauge("pruned", "bitcoin_pruned", "1", "1 when the node deletes old blocks");
    Field prune_height = gauge("prune_height", "bitcoin_prune_height", "1",
                               "First height from which all blocks are kept");
    Field prune_target = gauge("prune_target", "bitcoin_prune_target_bytes", "bytes",
                               "Size to which the node prunes its blocks");
    Field warnings =
        gauge("warnings", "bitcoin_warnings", "1", "Warnings that the node gives of itself");
    Field background_progress =
        gauge("background_progress", "bitcoin_background_validation_progress", "ratio",
              "Part of the blocks before a snapshot (assumeutxo) that is checked; absent without");
    Field tip_age = age("tip_age", "bitcoin_tip_age_seconds",
                        "Time since the best block, by the clock of its miner");
    Field tip_arrival = age("tip_arrival", "bitcoin_tip_arrival_age_seconds",
                            "Time since the node was last seen with a new block");
};

struct ReorganisationMeasurement : Measurement {
    ReorganisationMeasurement()
        : Measurement("bitcoin_reorganisation",
                      "Reorganisations of the chain, since the start of "
                      "nodewatch") {}

    Field count = counter("count", "bitcoin_reorganisations_total", "1",
                          "Times blocks fell out of the active chain");
    Field fallen = counter("fallen", "bitcoin_reorganised_blocks_total", "1",
                           "Blocks that fell out of the active chain");
    Field unexplained =
        counter("unexplained", "bitcoin_unexplained_tip_changes_total", "1",
                "Changes of the best block whose predecessor the node does not know any more (a "
                "new data folder), or more than 1,000 blocks deep");
    Field depth = gauge("depth", "bitcoin_last_reorganisation_depth", "1",
                        "Blocks that fell out in the last reorganisation; absent before one");
    Field last = age("last", "bitcoin_last_reorganisation_age_seconds",
                     "Time since the last reorganisation was seen; absent before one");
};

struct TipBlockMeasurement : Measurement {
    TipBlockMeasurement() : Measurement("bitcoin_tip_block", "The best block, by getblockstats") {}

    Field transactions = gauge("transactions", "bitcoin_tip_block_transactions", "1",
                               "Transactions of the best block, coinbase included");
    Field inputs = gauge("inputs", "bitcoin_tip_block_inputs", "1", "Inputs of the best block");
    Field outputs = gauge("outputs", "bitcoin_tip_block_outputs", "1", "Outputs of the best block");
    Field size = gauge("size", "bitcoin_tip_block_size_bytes", "bytes",
                       "Size of the best block's transactions without the coinbase");
    Field weight = gauge("weight", "bitcoin_tip_block_weight", "1",
                         "Weight of the best block's transactions without the coinbase");
    Field fullness = gauge("fullness", "bitcoin_tip_block_fullness_ratio", "ratio",
                           "That weight as a part of the largest allowed, 4,000,000");
    Field total_fee =
        gauge("total_fee", "bitcoin_tip_block_fees_bitcoins", "bitcoins", "Fees of the best block");
    Field subsidy = gauge("subsidy", "bitcoin_tip_block_subsidy_bitcoins", "bitcoins",
                          "New coins of the best block");
    std::array<Field, 5> fee_rates = {fee_rate("10"), fee_rate("25"), fee_rate("50"),
                                      fee_rate("75"), fee_rate("90")};

private:
    Field fee_rate(const std::string& percentile) {
        return gauge("fee_rate_p" + percentile, "bitcoin_tip_block_fee_rate_sat_per_vbyte",
                     "satoshi per virtual byte",
                     "Fee rates of the best block by weight; the node cuts them to whole numbers",
                     {{"percentile", percentile}});
    }
};

struct ChainTipMeasurement : Measurement {
    ChainTipMeasurement()
        : Measurement("bitcoin_chain_tip", "Ends of all branches that the node knows", {"status"}) {
    }
    Field tips = gauge("tips", "bitcoin_chain_tips", "1", "Branches, by their status");
    Field longest = gauge("longest", "bitcoin_chain_tip_longest_branch", "1",
                          "Blocks of the longest branch with this status, beside the main chain");
};

struct MempoolMeasurement : Measurement {
    MempoolMeasurement() : Measurement("mempool", "Unconfirmed transactions of the node") {}

    Field tx_count =
        gauge("tx_count", "bitcoin_mempool_tx_count", "1", "Transactions in the mempool");
    Field vsize_mb = gauge("vsize_mb", "bitcoin_mempool_vsize_mb", "megabytes",
                           "Virtual size of the mempool, millions of bytes");
    Field fee_fast = gauge("fee_fast", "bitcoin_mempool_fee_fast", "satoshi per virtual byte",
                           "Fee estimate for 3 blocks; absent while the node has none");
    Field fee_slow = gauge("fee_slow", "bitcoin_mempool_fee_slow", "satoshi per virtual byte",
                           "Fee estimate for 6 blocks; absent while the node has none");
    Field usage = gauge("usage", "bitcoin_mempool_usage_bytes", "bytes",
                        "Memory that the mempool takes; briefly above the limit");
    Field max_usage = gauge("max_usage", "bitcoin_mempool_max_bytes", "bytes",
                            "Memory that the mempool may take (maxmempool)");
    Field total_fee = gauge("total_fee", "bitcoin_mempool_fees_bitcoins", "bitcoins",
                            "Fees of all transactions in the mempool");
    Field min_fee =
        gauge("min_fee", "bitcoin_mempool_minimum_fee_sat_per_vbyte", "satoshi per virtual byte",
              "Fee rate below which the mempool takes nothing; rises while it is full");
    Field min_relay_fee = gauge("min_relay_fee", "bitcoin_minimum_relay_fee_sat_per_vbyte",
                                "satoshi per virtual byte", "Configured floor of that rate");
    Field incremental_fee =
        gauge("incremental_fee", "bitcoin_incremental_relay_fee_sat_per_vbyte",
              "satoshi per virtual byte", "Fee rate that a replacement must pay more");
    Field unbroadcast = gauge("unbroadcast", "bitcoin_mempool_unbroadcast", "1",
                              "Own transactions that no peer asked for yet");
    Field loaded = gauge("loaded", "bitcoin_mempool_loaded", "1",
                         "0 while the node still reads its mempool from disk after a start");
};

struct FeeMeasurement : Measurement {
    FeeMeasurement() : Measurement("bitcoin_fee", "Fee estimates of the node", {"target"}) {}

    Field rate = gauge("rate", "bitcoin_fee_estimate_sat_per_vbyte", "satoshi per virtual byte",
                       "Fee rate with which a transaction should be in a block after so many as "
                       "the label says; absent while the node has no estimate");
    Field blocks = gauge("blocks", "bitcoin_fee_estimate_blocks", "1",
                         "Blocks that the estimate is really for; may differ from those asked");
};

extern const BlockchainMeasurement blockchain_measurement;
extern const ReorganisationMeasurement reorganisation_measurement;
extern const TipBlockMeasurement tip_block_measurement;
extern const ChainTipMeasurement chain_tip_measurement;
extern const MempoolMeasurement mempool_measurement;
extern const FeeMeasurement fee_measurement;

}  // namespace nodewatch::bitcoin
