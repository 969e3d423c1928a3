#include "networks/bitcoin/mempool_picture.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "base/json.hpp"
#include "fixtures.hpp"
#include "networks/bitcoin/fee_diagram.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Filler : MempoolListener {
    void on_entry(const MempoolEntry& entry) override { mempool.add(entry); }
    Mempool mempool;
};

Txid id(std::size_t number) {
    Txid id;
    id.bytes[30] = static_cast<std::uint8_t>(number / 256);
    id.bytes[31] = static_cast<std::uint8_t>(number % 256);
    return id;
}

void add(Mempool& mempool, std::size_t number, std::int64_t fee, std::uint32_t weight,
         const std::vector<std::size_t>& parents = {}) {
    MempoolEntry entry;
    entry.id = id(number);
    entry.fee = fee;
    entry.weight = weight;
    for (const std::size_t parent : parents)
        entry.parents.push_back(id(parent));
    mempool.add(entry);
}

/// {edge, virtual bytes, transactions} of the bands that are not empty.
std::vector<std::vector<double>> filled(const FeeBands& bands) {
    std::vector<std::vector<double>> filled;
    for (std::size_t i = 0; i < bands.size(); ++i)
        if (bands[i].weight > 0)
            filled.push_back({band_edges[i], static_cast<double>(bands[i].weight) / 4,
                              static_cast<double>(bands[i].transactions.value_or(0))});
    return filled;
}

class PictureFixtures : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(fixtures_folder()))
            GTEST_SKIP() << fixtures_folder() << " is not there";
    }
};

TEST_F(PictureFixtures, BandsByTheRatesOfPackages) {
    Filler filler;
    MempoolScanner scanner(filler);
    scanner.feed("{\"result\":" + fixture("constructed.getrawmempool.verbose.v29-packages.json") +
                 "}");
    ASSERT_TRUE(scanner.finish());
    const auto picture = picture_of(filler.mempool);
    ASSERT_TRUE(picture);
    // By package_rates_sat_vb and mining_order_by_package_rate of the *.expected.json: 10 has tx6,
    // tx9 and tx13+tx14; 8 has tx5 (9.996) and tx7+tx8 (8.7); 6 has tx10+tx11 (7.3).
    EXPECT_THAT(
        filled(picture->bands),
        ElementsAre(ElementsAre(0.1, 200, 1), ElementsAre(1, 141, 1), ElementsAre(2, 141, 1),
                    ElementsAre(5, 250, 1), ElementsAre(6, 600, 2), ElementsAre(8, 1400, 3),
                    ElementsAre(10, 770, 4), ElementsAre(50, 120'000, 1)));
    ASSERT_THAT(picture->blocks, SizeIs(1));
    const ProjectedBlock& block = picture->blocks[0];
    EXPECT_EQ(block.transactions, 14U);
    EXPECT_EQ(block.weight, 4U * 123'502);
    EXPECT_EQ(block.fees, 6'026'292);
    EXPECT_EQ(block.rates.front(), 0.1);
    EXPECT_EQ(block.rates.back(), 50.0);
    EXPECT_FALSE(block.last);
    EXPECT_EQ(picture->blocks_to_clear, 1U);
}

TEST_F(PictureFixtures, ChunksOfVersion31CountWithTheirRate) {
    Filler filler;
    MempoolScanner scanner(filler);
    scanner.feed("{\"result\":" + fixture("constructed.getrawmempool.verbose.v31-chunk.json") +
                 "}");
    const auto picture = picture_of(filler.mempool);
    ASSERT_TRUE(picture);
    // 7,392 satoshi for 5,334 / 4 virtual bytes: 5.54 for both.
    EXPECT_THAT(filled(picture->bands), ElementsAre(ElementsAre(5, 5334.0 / 4, 2)));
    EXPECT_NEAR(picture->blocks[0].rates.front(), 5.5433, 0.0001);
}

TEST(MempoolPicture, ChunksAreOfNoUseAfterAChange) {
    Mempool mempool;
    MempoolEntry parent;
    parent.id = id(1);
    parent.fee = 400;
    parent.weight = 400;
    parent.chunk = MempoolEntry::Chunk{400, 400};
    mempool.add(parent);
    EXPECT_THAT(filled(picture_of(mempool)->bands), ElementsAre(ElementsAre(4, 100, 1)));
    mempool.begin_listing();
    mempool.list(id(1));
    mempool.list(id(2));
    mempool.end_listing();
    MempoolEntry child = parent;
    child.id = id(2);
    child.fee = 3'600;
    child.parents = {id(1)};
    child.chunk = MempoolEntry::Chunk{4'000, 800};
    mempool.add(child);
    // It pays for both: 4,000 for 200 virtual bytes.
    EXPECT_THAT(filled(picture_of(mempool)->bands), ElementsAre(ElementsAre(20, 200, 2)));
}

double number_of(const json::Element& parent, std::string_view key) {
    return json::number(parent, key).value();
}

TEST_F(PictureFixtures, RecommendedFees) {
    simdjson::dom::parser input_parser, expected_parser;
    const json::Element input =
        input_parser.parse(fixture("mempoolspace.fees-mempool-blocks.json"));
    const json::Element all =
        expected_parser.parse(fixture("mempoolspace.fees-recommended.expected.json"));
    for (const char* name : {"subsat", "lowfee", "empty"}) {
        const json::Element expected = all[name];
        std::vector<ProjectedBlock> blocks;
        for (const json::Element told : input[name].get_array()) {
            ProjectedBlock& block = blocks.emplace_back();
            block.weight = static_cast<std::uint64_t>(4 * number_of(told, "blockVSize"));
            block.median = number_of(told, "medianFee");
        }
        const auto fees =
            recommended_fees(blocks, number_of(expected, "mempoolminfee_btc_kvb") * 1e5);
        EXPECT_EQ(fees.fastest, number_of(expected, "fastestFee")) << name;
        EXPECT_EQ(fees.half_hour, number_of(expected, "halfHourFee")) << name;
        EXPECT_EQ(fees.hour, number_of(expected, "hourFee")) << name;
        EXPECT_EQ(fees.economy, number_of(expected, "economyFee")) << name;
        EXPECT_EQ(fees.minimum, number_of(expected, "minimumFee")) << name;
    }
}

TEST_F(PictureFixtures, RecommendedFeesOfAFullMempool) {
    simdjson::dom::parser parser;
    const json::Element told = parser.parse(fixture("mempoolspace.ws-mempool.json"));
    std::vector<ProjectedBlock> blocks;
    for (const json::Element one : told["mempool-blocks"].get_array()) {
        ProjectedBlock& block = blocks.emplace_back();
        block.weight = static_cast<std::uint64_t>(4 * number_of(one, "blockVSize"));
        block.median = number_of(one, "medianFee");
    }
    const auto fees = recommended_fees(blocks, 1.305);
    const json::Element expected = told["fees"];
    EXPECT_EQ(fees.fastest, number_of(expected, "fastestFee"));
    EXPECT_EQ(fees.half_hour, number_of(expected, "halfHourFee"));
    EXPECT_EQ(fees.hour, number_of(expected, "hourFee"));
    EXPECT_EQ(fees.economy, number_of(expected, "economyFee"));
    EXPECT_EQ(fees.minimum, number_of(expected, "minimumFee"));
}

TEST(RecommendedFees, OfAnEmptyMempoolAreTheLeast) {
    const auto fees = recommended_fees({}, 0.1);
    EXPECT_EQ(fees.fastest, 1);
    EXPECT_EQ(fees.economy, 1);
}

TEST(MempoolPicture, OfNothing) {
    const auto picture = picture_of(Mempool());
    ASSERT_TRUE(picture);
    EXPECT_THAT(picture->blocks, IsEmpty());
    EXPECT_THAT(filled(picture->bands), IsEmpty());
    EXPECT_EQ(picture->bands[0].transactions, 0U) << "known to be none";
    EXPECT_EQ(picture->blocks_to_clear, 0U);
}

TEST(MempoolPicture, AParentThatAnotherChildPaidForIsNoBurdenAnyMore) {
    Mempool mempool;
    add(mempool, 1, 0, 4'000);            // 1,000 vB for nothing
    add(mempool, 2, 20'000, 4'000, {1});  // pays for it: 10 together
    add(mempool, 3, 5'000, 4'000, {1});   // 2.5 with the parent, 5 once it is mined
    const auto picture = picture_of(mempool);
    ASSERT_TRUE(picture);
    EXPECT_THAT(filled(picture->bands),
                ElementsAre(ElementsAre(5, 1000, 1), ElementsAre(10, 2000, 2)));
}

TEST(MempoolPicture, NoneIsWorthMoreThanItsAncestorsWereTakenFor) {
    Mempool mempool;
    add(mempool, 1, 0, 40'000);              // 10,000 vB for nothing
    add(mempool, 2, 1'000'000, 4'000, {1});  // 90.9 with it
    add(mempool, 3, 90'000, 400, {1});       // alone 900, but not before its parent
    const auto picture = picture_of(mempool);
    ASSERT_TRUE(picture);
    EXPECT_THAT(filled(picture->bands), ElementsAre(ElementsAre(90, 11'100, 3)));
}

TEST(MempoolPicture, AChildIsNotMinedBeforeItsParent) {
    Mempool mempool;
    // The first block has room for a small one alone, but its parent is in the second.
    add(mempool, 1, 10'000'000, 3'980'000);
    add(mempool, 2, 4'000'000, 2'000'000);
    add(mempool, 3, 300, 400, {2});
    const auto picture = picture_of(mempool);
    ASSERT_TRUE(picture);
    ASSERT_THAT(picture->blocks, SizeIs(2));
    EXPECT_EQ(picture->blocks[0].transactions, 1U);
    EXPECT_EQ(picture->blocks[1].transactions, 2U);
}

TEST(MempoolPicture, TransactionsThatDependOnEachOtherInACircleEndNothing) {
    Mempool mempool;
    add(mempool, 1, 100, 400, {2});
    add(mempool, 2, 300, 400, {1});
    add(mempool, 3, 300, 400, {3});
    const auto picture = picture_of(mempool);
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->blocks[0].transactions, 3U);
}

TEST(MempoolPicture, MoreRelativesThanAnyNodeAdmitsAreRefused) {
    Mempool mempool;
    constexpr std::size_t length = 20'000;
    for (std::size_t i = 0; i < length; ++i)
        add(mempool, i, 1'000, 400, i == 0 ? std::vector<std::size_t>{} : std::vector{i - 1});
    const auto picture = picture_of(mempool);
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().kind, ErrorKind::too_large);
}

/// The same by the rule as it is told: search all for the best ancestor set, take it, again.
std::vector<std::vector<double>> slow_bands(const Mempool& mempool) {
    const std::size_t count = mempool.size();
    std::vector<std::vector<bool>> above(count, std::vector<bool>(count));  // [i][j]: j is above i
    for (std::size_t i = 0; i < count; ++i) {
        above[i][i] = true;  // parents come before their children here
        for (const Txid& parent : mempool.parents(mempool.transactions()[i]))
            for (std::size_t j = 0; j < count; ++j)
                if (above[*mempool.find(parent)][j]) above[i][j] = true;
    }
    std::vector<double> taken_for(count, 0);
    FeeBands bands;
    for (std::size_t left = count; left > 0;) {
        std::size_t best = count;
        double best_rate = -1;
        for (std::size_t i = 0; i < count; ++i) {
            if (taken_for[i] > 0) continue;
            double fee = 0, weight = 0;
            for (std::size_t j = 0; j < count; ++j) {
                if (!above[i][j] || taken_for[j] > 0) continue;
                fee += static_cast<double>(mempool.transactions()[j].fee);
                weight += mempool.transactions()[j].weight;
            }
            if (4 * fee / weight > best_rate) {
                best = i;
                best_rate = 4 * fee / weight;
            }
        }
        double rate = best_rate;
        for (std::size_t j = 0; j < count; ++j)
            if (above[best][j] && taken_for[j] > 0) rate = std::min(rate, taken_for[j]);
        std::size_t band = 0;
        while (band + 1 < band_edges.size() && band_edges[band + 1] <= rate)
            ++band;
        for (std::size_t j = 0; j < count; ++j) {
            if (!above[best][j] || taken_for[j] > 0) continue;
            taken_for[j] = rate;
            bands[band].weight += mempool.transactions()[j].weight;
            *bands[band].transactions += 1;
            --left;
        }
    }
    return filled(bands);
}

TEST(MempoolPicture, IsWhatTheRuleSaysOfAnyRelations) {
    std::mt19937 random(7);
    for (int round = 0; round < 30; ++round) {
        Mempool mempool;
        for (std::size_t i = 0; i < 60; ++i) {
            std::vector<std::size_t> parents;
            while (i > 0 && random() % 2 == 0)
                parents.push_back(i - 1 - random() % std::min<std::size_t>(i, 8));
            // Fees that make no two rates equal: ties may be taken in any order.
            add(mempool, i, static_cast<std::int64_t>(1 + random() % 1'000'003),
                static_cast<std::uint32_t>(400 + random() % 4'001), parents);
        }
        const auto picture = picture_of(mempool);
        ASSERT_TRUE(picture);
        ASSERT_EQ(filled(picture->bands), slow_bands(mempool)) << round;
    }
}

TEST(PictureBuilder, TheLastOfEightBlocksHoldsTheRest) {
    PictureBuilder builder;
    for (int i = 0; i < 24; ++i)  // two fill a block
        builder.add({100.0 - i, 1'990'000, 500, 2});
    const auto picture = builder.finish();
    ASSERT_THAT(picture.blocks, SizeIs(8));
    EXPECT_EQ(picture.blocks[0].weight, 3'980'000U);
    EXPECT_EQ(picture.blocks[0].transactions, 4U);
    EXPECT_EQ(picture.blocks[0].fees, 1'000);
    EXPECT_FALSE(picture.blocks[6].last);
    EXPECT_TRUE(picture.blocks[7].last);
    EXPECT_EQ(picture.blocks[7].weight, 10U * 1'990'000);
    EXPECT_EQ(picture.blocks[7].rates.front(), 77.0);
    // 24 x 1,990,000 / 3,992,000 = 11.96
    EXPECT_EQ(picture.blocks_to_clear, 12U);
}

TEST(PictureBuilder, MedianIsTheMiddleOfAFullBlock) {
    PictureBuilder builder;
    builder.add({50, 1'000'000, 0, 1});
    builder.add({20, 999'000, 0, 1});
    builder.add({10, 1'001'000, 0, 1});
    // 1,000,000 weight units are empty and count as the lowest. The middle are those from 1,995,000
    // to 2,005,000 from below: 6,000 of them at 10 (up to 2,001,000), 4,000 at 20.
    const auto picture = builder.finish();
    EXPECT_DOUBLE_EQ(picture.blocks[0].median, (6'000 * 10 + 4'000 * 20) / 10'000.0);
    // Of the 3,000,000 that it has, 10 and 25 % are at 10, 50 % at 20, 75 and 90 % at 50.
    EXPECT_THAT(picture.blocks[0].rates, ElementsAre(10, 10, 10, 20, 50, 50, 50));
}

TEST(PictureBuilder, ABlockThatIsLessThanHalfFullHasNoMedianRate) {
    PictureBuilder builder;
    builder.add({50, 1'000'000, 0, 1});
    EXPECT_EQ(builder.finish().blocks[0].median, 0.0);
}

TEST(PictureBuilder, SmallOnesFillAGapUntilTheBlockIsGivenUp) {
    PictureBuilder builder;
    EXPECT_EQ(builder.add({50, 3'980'000, 0, 1}), 0U);
    EXPECT_EQ(builder.add({40, 20'000, 0, 1}), 1U) << "12,000 are free";
    EXPECT_EQ(builder.add({30, 9'000, 0, 1}), 0U);
    EXPECT_EQ(builder.add({20, 5'000, 0, 1}), 1U) << "3,000 are free";
    EXPECT_EQ(builder.add({10, 400, 0, 1}), 1U) << "nearly full";
}

TEST(FeeDiagram, WhatIsHeldBackCountsAsPayingNothing) {
    FeeDiagram diagram;
    MempoolScanner scanner(diagram);
    scanner.feed(R"({"result":[{"weight":0,"fee":0.00000000},{"weight":400,"fee":0.00001000},)"
                 R"({"weight":800,"fee":0.00000500},{"weight":1000,"fee":-21000000.00000000},)"
                 R"({"weight":1300,"fee":-42000000.00000000}]})");
    ASSERT_TRUE(scanner.finish());
    EXPECT_EQ(scanner.unusable(), 0U);
    EXPECT_TRUE(diagram.is_whole);
    EXPECT_THAT(filled(picture_of(diagram.steps).bands),
                ElementsAre(ElementsAre(0, 225, 0), ElementsAre(10, 100, 0)));
}

TEST(FeeDiagram, WhoseWeightGoesDownIsNone) {
    FeeDiagram diagram;
    diagram.on_diagram_point(400, 100);
    EXPECT_TRUE(diagram.is_whole);
    diagram.on_diagram_point(300, 200);
    EXPECT_FALSE(diagram.is_whole);
}

TEST(MempoolPicture, OfAFeeDiagramCountsNoTransactions) {
    const auto picture = picture_of(std::vector<DiagramStep>{{400, 1'000}, {4'000, 100}});
    EXPECT_THAT(filled(picture.bands),
                ElementsAre(ElementsAre(0.1, 1'000, 0), ElementsAre(10, 100, 0)));
    EXPECT_FALSE(picture.bands[0].transactions);
    EXPECT_FALSE(picture.blocks[0].transactions);
    EXPECT_EQ(picture.blocks[0].fees, 1'100);
}

}  // namespace
}  // namespace nodewatch::bitcoin
