#include "networks/bitcoin/mempool.hpp"

#include <gmock/gmock.h>

#include <set>

namespace nodewatch::bitcoin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Txid id(std::uint32_t number) {
    Txid id;
    for (unsigned i = 0; i < 4; ++i)
        id.bytes[31 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

MempoolEntry entry(std::uint32_t number, std::vector<Txid> parents = {}) {
    MempoolEntry entry;
    entry.id = id(number);
    entry.fee = number;
    entry.weight = 400;
    entry.parents = std::move(parents);
    return entry;
}

/// The fee is the number, which is the id.
std::set<std::int64_t> numbers(const Mempool& mempool) {
    std::set<std::int64_t> numbers;
    for (const auto& transaction : mempool.transactions()) {
        EXPECT_EQ(transaction.id, id(static_cast<std::uint32_t>(transaction.fee)));
        numbers.insert(transaction.fee);
    }
    EXPECT_EQ(numbers.size(), mempool.size());
    return numbers;
}

TEST(Mempool, AListBringsItUpToDate) {
    Mempool mempool;
    for (std::uint32_t i = 1; i <= 5; ++i)
        mempool.add(entry(i, {id(100 + i), id(i - 1)}));
    mempool.begin_listing();
    for (const std::uint32_t i : {5U, 2U, 4U, 9U})
        mempool.list(id(i));
    mempool.end_listing();
    EXPECT_THAT(numbers(mempool), ElementsAre(2, 4, 5));
    EXPECT_THAT(mempool.unknown(), ElementsAre(id(9)));
    for (const auto& one : mempool.transactions())
        EXPECT_THAT(mempool.parents(one), ElementsAre(id(100 + static_cast<std::uint32_t>(one.fee)),
                                                      id(static_cast<std::uint32_t>(one.fee) - 1)));
    EXPECT_FALSE(mempool.find(id(3)));
    mempool.add(entry(9));
    EXPECT_THAT(numbers(mempool), ElementsAre(2, 4, 5, 9));
    EXPECT_EQ(mempool.transactions()[*mempool.find(id(9))].id, id(9));
    mempool.begin_listing();
    EXPECT_THAT(mempool.unknown(), IsEmpty());
}

TEST(Mempool, ATransactionIsTakenOnce) {
    Mempool mempool;
    mempool.add(entry(1));
    mempool.add(entry(1));
    EXPECT_EQ(mempool.size(), 1U);
}

TEST(Mempool, FindsEveryOneOfMany) {
    Mempool mempool;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        mempool.add(entry(i));
    for (std::uint32_t i = 0; i < 10'000; ++i)
        ASSERT_EQ(mempool.find(id(i)), i);
    EXPECT_FALSE(mempool.find(id(10'000)));
}

TEST(Mempool, WhatIsBeyondTheBoundIsCounted) {
    Mempool mempool;
    mempool.reserve(Mempool::max_transactions);
    for (std::uint32_t i = 0; i < Mempool::max_transactions + 3; ++i)
        mempool.add(entry(i));
    EXPECT_EQ(mempool.size(), Mempool::max_transactions);
    EXPECT_EQ(mempool.left_out(), 3U);
    mempool.begin_listing();
    EXPECT_EQ(mempool.left_out(), 0U);
}

TEST(Mempool, ParentsAreBoundedForOneAndForAll) {
    Mempool mempool;
    mempool.add(entry(0, std::vector<Txid>(1'001)));
    EXPECT_EQ(mempool.size(), 0U);
    EXPECT_EQ(mempool.left_out(), 1U);
    for (std::uint32_t i = 0; i < 2'001; ++i)
        mempool.add(entry(i, std::vector<Txid>(1'000)));
    EXPECT_EQ(mempool.size(), 2'000U);
    EXPECT_EQ(mempool.left_out(), 2U);
    mempool.add(entry(5'000));
    EXPECT_EQ(mempool.size(), 2'001U) << "one without parents has room";
}

}  // namespace
}  // namespace nodewatch::bitcoin
