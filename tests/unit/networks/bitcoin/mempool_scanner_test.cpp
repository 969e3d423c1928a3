#include "networks/bitcoin/mempool_scanner.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "fixtures.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string id_1(64, '1');
const std::string id_2 = "042896dc1966b8a6214e5383aba5b8b931cfa049d17aafa37eb8a77c859b95da";

/// What it was told, as text.
struct Heard : MempoolListener {
    void on_entry(const MempoolEntry& entry) override {
        std::string text =
            fmt::format("{} fee {} weight {}", to_string(entry.id), entry.fee, entry.weight);
        if (entry.chunk) text += fmt::format(" chunk {} {}", entry.chunk->fee, entry.chunk->weight);
        for (const Txid& parent : entry.parents)
            text += " after " + to_string(parent);
        all.push_back(text);
    }
    void on_txid(const Txid& id) override { all.push_back(to_string(id)); }
    void on_diagram_point(std::uint64_t weight, std::int64_t fee) override {
        all.push_back(fmt::format("{} {}", weight, fee));
    }
    std::vector<std::string> all;
};

struct Outcome {
    std::vector<std::string> heard;
    std::string error;
    std::uint64_t unusable;
    bool operator==(const Outcome&) const = default;
};

Outcome scan(std::string_view text, std::size_t piece_bytes = std::string_view::npos) {
    Heard heard;
    MempoolScanner scanner(heard);
    while (!text.empty() && scanner.feed(text.substr(0, piece_bytes)))
        text.remove_prefix(std::min(piece_bytes, text.size()));
    const auto whole = scanner.finish();
    return {heard.all, whole ? "" : whole.error().message, scanner.unusable()};
}

std::string answer_with(const std::string& result) {
    return R"({"jsonrpc":"2.0","result":)" + result + R"(,"id":1})";
}

std::string entry(const std::string& members) {
    return "{\"" + id_2 + "\":{" + members + "}}";
}

class ScanFixtures : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(fixtures_folder()))
            GTEST_SKIP() << fixtures_folder() << " is not there";
    }
};

// Values were read in the files by eye.

TEST_F(ScanFixtures, EntriesOfVersion29WithTheirParents) {
    const auto outcome =
        scan(answer_with(fixture("constructed.getrawmempool.verbose.v29-packages.json")));
    EXPECT_EQ(outcome.error, "");
    ASSERT_THAT(outcome.heard, SizeIs(14));
    EXPECT_EQ(outcome.heard[0], id_2 + " fee 282 weight 564");
    EXPECT_EQ(
        outcome.heard[7],
        "f3bc822097333cae6697b15854e917ef62e98a4a6a6be0ca0cc616912f3dea9a fee 9000 weight 600 "
        "after bf7be128c7d4dc05da04c62f93c864bf00620d58d53613b228ba8085440cf858");
    EXPECT_EQ(outcome.heard[12],
              "959b91529855d314ebd7551ab08b54e3f5947e0abc7a6161edcd53cf7f074c94 fee 0 weight 440");
}

TEST_F(ScanFixtures, OldEntriesHaveNoWeight) {
    const auto outcome = scan(answer_with(fixture("getrawmempool.verbose.v18-testnet-2tx.json")));
    EXPECT_THAT(
        outcome.heard,
        ElementsAre(
            "9d4e511e5138b90cf530e1b33e391bf2f04f68a6d5bec3218b03d353655e3769 fee 543 weight 596",
            "2275109000640d8e45ec8e23cf74ba8a82850bb5c01993972f1a40dd20fa9484 fee 16797 weight "
            "664"));
}

TEST_F(ScanFixtures, AWholeAnswerWithSpacesAndAWeightThatIsNotRounded) {
    const auto outcome = scan(fixture("getrawmempool.verbose.v24plus-mainnet-1tx.envelope.json"));
    EXPECT_EQ(outcome.error, "");
    EXPECT_THAT(
        outcome.heard,
        ElementsAre(
            "940352ce2be1f34f2a88ed32ba9bfcd01d4d8cbd68b79c88ce97115d1d8da8ce fee 307 weight 602 "
            "after e17275ca632c7083ce2f36415d4a52eda928901624e90f104c51696bc3338379"));
}

TEST_F(ScanFixtures, ChunksOfVersion31) {
    const auto outcome =
        scan(answer_with(fixture("constructed.getrawmempool.verbose.v31-chunk.json")));
    ASSERT_THAT(outcome.heard, SizeIs(2));
    EXPECT_THAT(outcome.heard[0], HasSubstr("fee 2372 weight 4732 chunk 7392 5334"));
}

TEST_F(ScanFixtures, OneEntryWithExponents) {
    const auto id = *parse_txid(id_1);
    const auto entry =
        decode_mempool_entry(id, fixture("getmempoolentry.mainnet-946208-subsat-chain.json"));
    ASSERT_TRUE(entry) << entry.error().message;
    EXPECT_EQ(entry->id, id);
    EXPECT_EQ(entry->fee, 16);
    EXPECT_EQ(entry->weight, 501U);
    ASSERT_THAT(entry->parents, SizeIs(1));
    EXPECT_EQ(to_string(entry->parents[0]),
              "f7e985fafd576c63895a071121832377244366729b581509ed8b11f6b566cedf");
}

TEST_F(ScanFixtures, PiecesCutAnywhereAreTheSame) {
    const std::string text =
        answer_with(fixture("constructed.getrawmempool.verbose.v29-packages.json"));
    const Outcome whole = scan(text);
    for (std::size_t bytes = 1; bytes < 700; ++bytes)
        ASSERT_EQ(scan(text, bytes), whole) << bytes;
}

TEST(MempoolScanner, Ids) {
    const std::string text =
        R"({"result" : [ ")" + id_1 + "\",\n\"" + id_2 + R"("],"error":null,"id":1})" + "\n";
    const Outcome whole = scan(text);
    EXPECT_EQ(whole, (Outcome{{id_1, id_2}, "", 0}));
    for (std::size_t bytes = 1; bytes < text.size(); ++bytes)
        ASSERT_EQ(scan(text, bytes), whole) << bytes;
    EXPECT_EQ(scan(answer_with("[]")), (Outcome{{}, "", 0}));
    EXPECT_EQ(scan(answer_with("{}")), (Outcome{{}, "", 0}));
}

TEST(MempoolScanner, PointsOfAFeeDiagram) {
    EXPECT_THAT(
        scan(answer_with(R"([{"weight":0,"fee":0.00000000},{"weight":564,"fee":0.00000282},)"
                         R"({"fee":1.50000000,"weight":4000}])"))
            .heard,
        ElementsAre("0 0", "564 282", "4000 150000000"));
}

TEST(MempoolScanner, SignatureOperationsThatCountForMoreThanTheBytes) {
    // Rounded up from a weight of at least 3,997.
    EXPECT_EQ(scan(answer_with(entry(R"("vsize":1000,"weight":800,"fees":{"base":0.00001000})")))
                  .heard[0],
              id_2 + " fee 1000 weight 3997");
}

TEST(MempoolScanner, EntriesThatLackSomethingAreLeftOutAndCounted) {
    for (const char* members :
         {R"("vsize":100)", R"("fees":{"base":0.00001})", R"("vsize":0,"fees":{"base":0.1})",
          R"("vsize":100,"fees":{"base":-0.1})", R"("vsize":100,"fees":{"base":22000000.0})",
          R"("vsize":100,"fees":{"base":10000.00000001})",
          R"("vsize":99999999999999999999,"fees":{"base":0.1})",
          R"("vsize":4000000000,"fees":{"base":0.1})", R"("vsize":1.5,"fees":{"base":0.1})"}) {
        const auto outcome = scan(answer_with(entry(members)));
        EXPECT_EQ(outcome, (Outcome{{}, "", 1})) << members;
    }
    EXPECT_EQ(scan(answer_with(R"(["no id"])")), (Outcome{{}, "", 1}));
}

TEST(MempoolScanner, WhatIsNoMempool) {
    EXPECT_THAT(scan("<html>").error, HasSubstr("not told as JSON"));
    EXPECT_THAT(scan("").error, HasSubstr("ends amid it"));
    EXPECT_THAT(scan(R"({"result":[")" + id_1 + "\"").error, HasSubstr("ends amid it"));
    EXPECT_THAT(scan(R"({"result":null,"error":{"code":-1},"id":1})").error,
                HasSubstr("tells no mempool"));
    EXPECT_THAT(scan(R"({"result":[]}{)").error, HasSubstr("not told as JSON"));
    EXPECT_THAT(scan(R"({"result":[,]})").error, HasSubstr("not told as JSON"));
    EXPECT_THAT(scan(R"({"result":[")" + id_1 + R"(",]})").error, HasSubstr("not told as JSON"));
    EXPECT_THAT(scan(R"({"result":{"a":]}})").error, HasSubstr("not told as JSON"));
}

TEST(MempoolScanner, AnEntryHasABound) {
    const std::string large(MempoolScanner::max_entry_bytes, ' ');
    EXPECT_THAT(scan(R"({"result":{"a":{"b":")" + large).error, HasSubstr("one entry"));
}

TEST(MempoolScanner, ALargeEntryInTinyPieces) {
    std::string children;
    for (int i = 0; i < 14'000; ++i)
        children += (i == 0 ? "\"" : ",\"") + id_1 + "\"";
    const std::string text = answer_with(
        entry(R"("vsize":100,"fees":{"base":0.00001000},"spentby":[)" + children + "]"));
    EXPECT_EQ(scan(text, 1), (Outcome{{id_2 + " fee 1000 weight 400"}, "", 0}));
}

TEST(MempoolScanner, AStrangeMemberIsPassedOver) {
    EXPECT_EQ(scan(answer_with(entry(R"("x\"}":{"a":["}",[]],"vsize":7},"vsize":100,)"
                                     R"("fees":{"new":[1],"base":1e-5},"depends":[])")))
                  .heard[0],
              id_2 + " fee 1000 weight 400");
}

}  // namespace
}  // namespace nodewatch::bitcoin
