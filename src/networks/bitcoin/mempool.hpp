#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "networks/bitcoin/mempool_scanner.hpp"
#include "networks/bitcoin/txid.hpp"

namespace nodewatch::bitcoin {

/// The transactions of a node's mempool, as far as fees need them: some 100 bytes for each. Pure.
class Mempool {
public:
    /// Further ones are left out and counted.
    static constexpr std::size_t max_transactions = 500'000;
    /// Nodes admit 25 ancestors, or 64 in a cluster: an entry with more is left out, too.
    static constexpr std::size_t max_parents_of_one = 1'000;
    /// Of all together; most have one or none. They take 64 MB then.
    static constexpr std::size_t max_parents = 2'000'000;

    struct Transaction {
        Txid id;
        std::int64_t fee = 0;        ///< satoshi
        std::int64_t chunk_fee = 0;  ///< satoshi; of use where chunk_weight is not 0
        std::uint32_t weight = 0;
        std::uint32_t chunk_weight = 0;
        std::uint32_t first_parent = 0;
        std::uint16_t parents = 0;
        bool listed = false;
    };

    Mempool();

    /// Makes room, so that adding so many does not take its time for it.
    void reserve(std::size_t transactions);
    void add(const MempoolEntry& entry);

    // A list of all ids brings it up to date: begin, list each, end; then the unknown are added.
    void begin_listing();
    void list(const Txid& id);
    /// Removes what was not listed, and all chunks: those that came since may have changed them,
    /// which the list does not tell. Takes some 100 ms for the most transactions.
    void end_listing();
    /// Ids that were listed and are not there.
    const std::vector<Txid>& unknown() const { return unknown_; }

    const std::vector<Transaction>& transactions() const { return transactions_; }
    std::size_t size() const { return transactions_.size(); }
    /// Not taken for want of room since the last begin_listing().
    std::uint64_t left_out() const { return left_out_; }
    /// Its place among the transactions.
    std::optional<std::uint32_t> find(const Txid& id) const;
    /// As the node told them: those that were mined since are not there any more.
    std::span<const Txid> parents(const Transaction& transaction) const {
        return std::span(parents_).subspan(transaction.first_parent, transaction.parents);
    }

private:
    std::size_t slot_of(const Txid& id) const;
    void rebuild_index(std::size_t transactions);

    std::uint64_t salt_;  ///< who makes transactions does not know which ids collide
    std::vector<Transaction> transactions_;
    std::vector<Txid> parents_;
    std::vector<std::uint32_t> index_;  ///< open addressing; 0: free, else place + 1
    std::vector<Txid> unknown_;
    std::uint64_t left_out_ = 0;
};

}  // namespace nodewatch::bitcoin
