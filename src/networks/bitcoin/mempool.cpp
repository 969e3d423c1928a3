#include "networks/bitcoin/mempool.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <random>

namespace nodewatch::bitcoin {
namespace {

constexpr std::size_t least_slots = 1'024;

std::uint64_t mix(std::uint64_t value) {
    value ^= value >> 32U;
    value *= 0x9e3779b97f4a7c15U;
    return value ^ (value >> 29U);
}

}  // namespace

Mempool::Mempool() : salt_(std::random_device{}()), index_(least_slots) {}

void Mempool::reserve(std::size_t transactions) {
    transactions = std::min(transactions, max_transactions);
    transactions_.reserve(transactions);
    if (2 * transactions > index_.size()) rebuild_index(transactions);
}

std::size_t Mempool::slot_of(const Txid& id) const {
    std::array<std::uint64_t, 4> words{};
    std::memcpy(words.data(), id.bytes.data(), sizeof words);
    std::uint64_t hash = salt_;
    for (const std::uint64_t word : words)
        hash = mix(hash ^ word);
    std::size_t slot = hash & (index_.size() - 1);
    while (index_[slot] != 0 && transactions_[index_[slot] - 1].id != id)
        slot = (slot + 1) & (index_.size() - 1);
    return slot;
}

/// At most half of the slots are used.
void Mempool::rebuild_index(std::size_t transactions) {
    index_.assign(std::bit_ceil(std::max(2 * transactions, least_slots)), 0);
    for (std::uint32_t i = 0; i < transactions_.size(); ++i)
        index_[slot_of(transactions_[i].id)] = i + 1;
}

std::optional<std::uint32_t> Mempool::find(const Txid& id) const {
    const std::uint32_t entry = index_[slot_of(id)];
    return entry == 0 ? std::nullopt : std::optional(entry - 1);
}

void Mempool::add(const MempoolEntry& entry) {
    if (find(entry.id)) return;
    if (transactions_.size() >= max_transactions || entry.parents.size() > max_parents_of_one ||
        parents_.size() + entry.parents.size() > max_parents) {
        ++left_out_;
        return;
    }
    if (2 * (transactions_.size() + 1) > index_.size()) rebuild_index(index_.size());
    Transaction& transaction = transactions_.emplace_back();
    transaction.id = entry.id;
    transaction.fee = entry.fee;
    transaction.weight = entry.weight;
    if (entry.chunk) {
        transaction.chunk_fee = entry.chunk->fee;
        transaction.chunk_weight = entry.chunk->weight;
    }
    transaction.first_parent = static_cast<std::uint32_t>(parents_.size());
    transaction.parents = static_cast<std::uint16_t>(entry.parents.size());
    parents_.insert(parents_.end(), entry.parents.begin(), entry.parents.end());
    transaction.listed = true;
    // Its slot is found by the ids that are there: before it is.
    const auto place = static_cast<std::uint32_t>(transactions_.size());
    index_[slot_of(entry.id)] = place;
}

void Mempool::begin_listing() {
    for (Transaction& transaction : transactions_)
        transaction.listed = false;
    unknown_.clear();
    left_out_ = 0;
}

void Mempool::list(const Txid& id) {
    if (const auto place = find(id))
        transactions_[*place].listed = true;
    else if (unknown_.size() < max_transactions)
        unknown_.push_back(id);
    else
        ++left_out_;
}

void Mempool::end_listing() {
    std::size_t kept = 0;
    std::uint32_t parents_kept = 0;
    for (std::size_t i = 0; i < transactions_.size(); ++i) {
        Transaction transaction = transactions_[i];
        if (!transaction.listed) continue;
        std::copy_n(parents_.begin() + transaction.first_parent, transaction.parents,
                    parents_.begin() + parents_kept);
        transaction.first_parent = parents_kept;
        parents_kept += transaction.parents;
        transaction.chunk_weight = 0;
        transactions_[kept++] = transaction;
    }
    transactions_.resize(kept);
    parents_.resize(parents_kept);
    rebuild_index(transactions_.size() + unknown_.size());
}

}  // namespace nodewatch::bitcoin
