#include "networks/bitcoin/block_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Blocks by name: "a7" is that of height 7 on the branch a.
class BlockTableTest : public ::testing::Test {
protected:
    static BlockHeader header(const std::string& block, const std::string& previous) {
        return {block, previous, std::stoull(block.substr(1)), 1, 1'700'000'000};
    }
    static BlockStats statistics(double transactions) {
        BlockStats stats;
        stats.transactions = transactions;
        stats.weight = 3'990'000;
        stats.fee_rate_percentiles = {1, 2, 3, 4, 5};
        return stats;
    }
    static std::string before(const std::string& block) {
        return fmt::format("{}{}", block[0], std::stoull(block.substr(1)) - 1);
    }
    /// Answers all questions; blocks from `fork` on have their predecessor on the branch a.
    void answer(const std::string& fork = "") {
        while (const auto question = table_.wanted()) {
            asked_.push_back(question->hash + (question->statistics ? " statistics" : ""));
            if (question->statistics) {
                table_.on_statistics(question->hash, statistics(7));
                continue;
            }
            std::string previous = before(question->hash);
            if (question->hash == fork) previous[0] = 'a';
            table_.on_header(question->hash, header(question->hash, previous));
        }
    }
    void tip(const std::string& block, const std::string& fork = "") {
        clock_.advance(60s);
        table_.on_tip(block, clock_.now());
        answer(fork);
    }
    /// The rows now, as JSON by their keys.
    std::map<std::string, std::string> rows() {
        LiveReader reader(board_, {LivePattern::parse("table/bitcoin/main-1/blocks").value()});
        const auto frame = reader.next(WallTime{});
        std::map<std::string, std::string> rows;
        simdjson::dom::parser parser;
        for (const auto row : parser.parse(frame->json)["rows"].get_array())
            rows[std::string(row.at(1).get_string().value())] =
                std::string(simdjson::minify(row.at(2)));
        return rows;
    }
    std::vector<std::string> fallen() {
        std::vector<std::string> names;
        for (const auto& [name, json] : rows())
            if (json.contains("\"fell_out\":true")) names.push_back(name);
        return names;
    }

    ManualClock clock_;
    LiveBoard board_{clock_};
    BlockTable table_{&board_, {"bitcoin", "main-1"}};
    std::vector<std::string> asked_;
};

TEST_F(BlockTableTest, BeginsWithTheBlocksBelowTheTip) {
    tip("a100");
    EXPECT_EQ(rows().size(), BlockTable::depth);
    EXPECT_EQ(rows().at("a89"),
              R"({"height":89,"hash":"a89","time":1700000000,"tx":7,"weight":3990000,)"
              R"("rates":[1,2,3,4,5]})");
    EXPECT_FALSE(rows().at("a100").contains("arrived")) << "it was there before";
}

TEST_F(BlockTableTest, ANewBlockIsAskedForAlone) {
    tip("a100");
    asked_.clear();
    tip("a101");
    EXPECT_THAT(asked_, ElementsAre("a101", "a101 statistics"));
    EXPECT_TRUE(rows().at("a101").contains(
        fmt::format("\"arrived\":{}", clock_.now().wall.time_since_epoch().count())));
}

TEST_F(BlockTableTest, BlocksThatCameTogetherAreAllAskedFor) {
    tip("a100");
    asked_.clear();
    tip("a103");
    EXPECT_THAT(asked_, UnorderedElementsAre("a101", "a102", "a103", "a101 statistics",
                                             "a102 statistics", "a103 statistics"));
    EXPECT_TRUE(rows().at("a101").contains("arrived"));
    EXPECT_FALSE(rows().at("a100").contains("arrived"));
}

TEST_F(BlockTableTest, MarksWhatFellOut) {
    tip("a100");
    tip("a101");
    EXPECT_THAT(fallen(), IsEmpty());
    tip("b102", "b100");  // b100 follows a99
    EXPECT_THAT(fallen(), ElementsAre("a100", "a101"));
    EXPECT_TRUE(rows().at("b100").contains("arrived")) << "it came with the reorganisation";
    tip("a103");  // a102 and a103 on top of a101
    EXPECT_THAT(fallen(), ElementsAre("b100", "b101", "b102"));
}

TEST_F(BlockTableTest, ANodeThatWentBackHasBlocksThatFellOut) {
    tip("a100");
    tip("a98");
    EXPECT_THAT(fallen(), ElementsAre("a100", "a99"));
}

TEST_F(BlockTableTest, KeepsTheNewest) {
    for (int height = 100; height < 100 + 80; ++height)
        tip(fmt::format("a{}", height));
    const auto kept = rows();
    EXPECT_EQ(kept.size(), BlockTable::kept);
    EXPECT_TRUE(kept.contains("a179"));
    EXPECT_TRUE(kept.contains("a120"));
}

TEST_F(BlockTableTest, AChainThatBeganAnewTakesThePlaceOfALongerOne) {
    for (int height = 100; height < 100 + 60; ++height)
        tip(fmt::format("a{}", height));
    for (int height = 20; height < 20 + 50; ++height)
        tip(fmt::format("c{}", height));
    const auto kept = rows();
    EXPECT_EQ(kept.size(), BlockTable::kept);
    for (int height = 20; height < 20 + 50; ++height)
        EXPECT_TRUE(kept.contains(fmt::format("c{}", height))) << height;
}

TEST_F(BlockTableTest, ABlockWhoseContentsThePrunedNodeHasNotIsShownWithoutThem) {
    table_.on_tip("a100", clock_.now());
    const Error pruned{ErrorKind::server, "Block not available (pruned data)", "-1"};
    table_.on_header("a100", header("a100", "a99"));
    table_.on_header("a99", failure(pruned));
    table_.on_statistics("a100", failure(pruned));
    EXPECT_EQ(rows().at("a100"), R"({"height":100,"hash":"a100","time":1700000000})");
    EXPECT_EQ(table_.wanted(), (BlockTable::Question{"a99", true}));
}

TEST_F(BlockTableTest, WhatTheNodeHadNoTimeForIsAskedAgain) {
    table_.on_tip("a100", clock_.now());
    table_.on_header("a100", failure(ErrorKind::timeout, "no answer"));
    EXPECT_EQ(table_.wanted(), (BlockTable::Question{"a100", false}));
}

}  // namespace
}  // namespace nodewatch::bitcoin
