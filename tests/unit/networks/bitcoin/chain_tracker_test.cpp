#include "networks/bitcoin/chain_tracker.hpp"

#include <gmock/gmock.h>

#include <map>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "fixtures.hpp"
#include "networks/bitcoin/decode.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

/// A node as the tracker sees it: blocks by name, each with its parent, and one chain of them.
class FakeNode {
public:
    /// "a b c" extends the active chain from the named block on; what was after it falls out.
    void extend(const std::string& parent, const std::vector<std::string>& blocks) {
        std::uint64_t height = parent.empty() ? 0 : height_.at(parent) + 1;
        active_.resize(height);
        std::string previous = parent;
        for (const std::string& block : blocks) {
            parent_[block] = previous;
            height_[block] = height++;
            active_.push_back(block);
            previous = block;
        }
    }
    void truncate(const std::string& tip) { active_.resize(height_.at(tip) + 1); }
    void forget_everything() { parent_.clear(); }

    BlockId tip() const { return {active_.back(), active_.size() - 1}; }
    Result<BlockHeader> header(const std::string& block) const {
        if (!parent_.contains(block))
            return failure(ErrorKind::server, "getblockheader: not found", "-5");
        const std::uint64_t height = height_.at(block);
        const bool active = height < active_.size() && active_[height] == block;
        const auto depth = static_cast<std::int64_t>(active_.size() - height);
        const std::string& parent = parent_.at(block);
        return BlockHeader{block, parent.empty() ? std::nullopt : std::optional(parent), height,
                           active ? depth : -1, 0};
    }

private:
    std::map<std::string, std::string> parent_;
    std::map<std::string, std::uint64_t> height_;
    std::vector<std::string> active_;
};

class ChainTracking : public ::testing::Test {
protected:
    /// One reading of the tip with all headers it takes; how many those were.
    std::size_t poll() {
        std::size_t asked = 0;
        auto wanted = tracker_.on_tip(node_.tip());
        for (; wanted; ++asked)
            wanted = tracker_.on_header(node_.header(*wanted), clock_.now());
        return asked;
    }

    ManualClock clock_;
    FakeNode node_;
    ChainTracker tracker_;
};

TEST_F(ChainTracking, AChainThatGrowsIsNoReorganisation) {
    node_.extend("", {"g", "a", "b"});
    EXPECT_EQ(poll(), 0U) << "the first reading tells of nothing";
    EXPECT_EQ(poll(), 0U);
    node_.extend("b", {"c"});
    EXPECT_EQ(poll(), 1U);
    node_.extend("c", {"d", "e", "f"});
    EXPECT_EQ(poll(), 1U) << "however many blocks came";
    EXPECT_EQ(tracker_.tip(), node_.tip());
    EXPECT_EQ(tracker_.reorganisations(), 0U);
    EXPECT_FALSE(tracker_.last());
}

TEST_F(ChainTracking, ALongerBranchThatTakesOverIsFoundAlthoughTheHeightGrows) {
    node_.extend("", {"g", "a", "b", "c"});
    poll();
    node_.extend("a", {"b2", "c2", "d2"});
    poll();
    ASSERT_TRUE(tracker_.last());
    EXPECT_EQ(tracker_.last()->depth(), 2U);
    EXPECT_THAT(tracker_.last()->fallen, ElementsAre("c", "b"));
    EXPECT_EQ(tracker_.last()->ancestor, (BlockId{"a", 1}));
    EXPECT_EQ(tracker_.last()->old_tip, (BlockId{"c", 3}));
    EXPECT_EQ(tracker_.last()->new_tip, (BlockId{"d2", 4}));
    EXPECT_EQ(tracker_.max_depth_of_day(clock_.now()), 2U);
}

TEST_F(ChainTracking, AnotherTipOfTheSameHeightIsAReorganisationOfOne) {
    node_.extend("", {"g", "a", "b"});
    poll();
    node_.extend("a", {"b2"});
    poll();
    EXPECT_EQ(tracker_.last()->depth(), 1U);
    EXPECT_EQ(tracker_.reorganisations(), 1U);
}

TEST_F(ChainTracking, BlocksThatAreOnlyTakenAwayDidNotFallOutYet) {
    node_.extend("", {"g", "a", "b", "c", "d"});
    poll();
    clock_.advance(60s);
    node_.truncate("b");
    EXPECT_EQ(poll(), 3U);
    EXPECT_EQ(poll(), 0U) << "it is not asked again while the node stays there";
    EXPECT_EQ(tracker_.reorganisations(), 0U);
    EXPECT_TRUE(tracker_.explains("b"));
    node_.extend("b", {"c"});
    poll();
    node_.extend("c", {"d"});
    EXPECT_EQ(poll(), 0U);
    EXPECT_FALSE(tracker_.last_arrival()) << "these blocks had come before";
    node_.extend("d", {"e"});
    EXPECT_EQ(poll(), 1U);
    EXPECT_EQ(tracker_.reorganisations(), 0U);
    EXPECT_EQ(tracker_.unexplained(), 0U);
    EXPECT_EQ(tracker_.tip(), (BlockId{"e", 5}));
}

TEST_F(ChainTracking, AnotherBranchAfterBlocksWereTakenAwayHasTheWholeDepth) {
    node_.extend("", {"g", "a", "b", "c", "d"});
    poll();
    node_.truncate("b");
    poll();
    node_.extend("b", {"c2"});
    poll();
    ASSERT_TRUE(tracker_.last());
    EXPECT_THAT(tracker_.last()->fallen, ElementsAre("d", "c"));
    EXPECT_EQ(tracker_.last()->old_tip, (BlockId{"d", 4}));
    EXPECT_EQ(tracker_.tip(), (BlockId{"c2", 3}));
    EXPECT_EQ(tracker_.reorganisations(), 1U);
}

TEST_F(ChainTracking, WhatTheNodeDoesNotKnowAnyMoreIsUnexplainedAndNotZero) {
    node_.extend("", {"g", "a", "b"});
    poll();
    node_ = FakeNode{};
    node_.extend("", {"G", "A"});
    poll();
    EXPECT_EQ(tracker_.unexplained(), 1U);
    EXPECT_EQ(tracker_.reorganisations(), 0U);
    EXPECT_EQ(tracker_.tip(), (BlockId{"A", 1}));
}

TEST_F(ChainTracking, AFailureInTheMiddleIsMadeUpForByTheNextReading) {
    node_.extend("", {"g", "a", "b", "c"});
    poll();
    node_.extend("a", {"b2", "c2", "d2"});
    const auto wanted = tracker_.on_tip(node_.tip());
    ASSERT_EQ(wanted, "c");
    EXPECT_EQ(tracker_.on_header(node_.header("c"), clock_.now()), "b");
    EXPECT_FALSE(tracker_.on_header(failure(ErrorKind::timeout, "too slow"), clock_.now()));
    EXPECT_FALSE(tracker_.last());
    poll();
    EXPECT_EQ(tracker_.last()->depth(), 2U);
    EXPECT_EQ(tracker_.reorganisations(), 1U);
}

TEST_F(ChainTracking, AWalkEndsAtItsBound) {
    std::vector<std::string> first = {"g"}, second;
    for (std::size_t i = 0; i < ChainTracker::max_depth + 10; ++i) {
        first.push_back("a" + std::to_string(i));
        second.push_back("b" + std::to_string(i));
    }
    node_.extend("", first);
    poll();
    node_.extend("g", second);
    EXPECT_LE(poll(), ChainTracker::max_depth + 1);
    EXPECT_EQ(tracker_.unexplained(), 1U);
    EXPECT_EQ(tracker_.tip(), node_.tip());
}

TEST_F(ChainTracking, IntervalsAreMeasuredByArrival) {
    node_.extend("", {"g", "a"});
    poll();
    EXPECT_FALSE(tracker_.last_arrival()) << "the block was there before";
    clock_.advance(100s);
    node_.extend("a", {"b"});
    poll();
    EXPECT_FALSE(tracker_.block_interval());
    clock_.advance(600s);
    node_.extend("b", {"c", "d"});
    poll();
    EXPECT_EQ(tracker_.block_interval(), 300s);
}

TEST_F(ChainTracking, TheDeepestOfTheDayIsForgottenAfterADay) {
    node_.extend("", {"g", "a", "b"});
    poll();
    node_.extend("g", {"a2", "b2", "c2"});
    poll();
    clock_.advance(23h);
    node_.extend("b2", {"c3", "d3"});
    poll();
    EXPECT_EQ(tracker_.max_depth_of_day(clock_.now()), 2U);
    clock_.advance(1h);
    EXPECT_EQ(tracker_.max_depth_of_day(clock_.now()), 1U);
    clock_.advance(24h);
    EXPECT_EQ(tracker_.max_depth_of_day(clock_.now()), 0U);
    EXPECT_EQ(tracker_.fallen_blocks(), 3U);
}

/// Two nodes were parted, mined 2 and 4 blocks, and met again. The heights that a poller saw: 221,
/// 223, 225.
TEST_F(ChainTracking, TheRecordedReorganisationHasDepthTwoAndNothingElseHasAny) {
    const std::string text = fixture("reorg-sequence.v30-regtest.json");
    if (text.empty()) GTEST_SKIP() << fixtures_folder() << " is not there";
    simdjson::dom::parser parser;
    const json::Element root = parser.parse(text);
    std::vector<std::string> common(222), alone, stronger;
    for (std::size_t i = 0; i < 221; ++i)
        common[i] = "common " + std::to_string(i);
    std::vector<std::uint64_t> depths;
    const auto steps = json::array(root, "steps");
    for (const json::Element& step : *steps) {
        std::vector<std::string> mined;
        if (const auto list = json::array(step, "mined"))
            for (const json::Element& hash : *list)
                mined.emplace_back(hash.get_string().value());
        const bool is_a = json::text(step, "node") == "A";
        if (!mined.empty()) (is_a ? alone : stronger) = mined;
        const auto info = json::find(step, "getblockchaininfo");
        if (!is_a || !info) continue;
        const std::string tip(*json::text(*info, "bestblockhash"));
        if (common.back().empty()) {
            common.back() = tip;
            node_.extend("", common);
        } else if (tip == alone.back()) {
            node_.extend(common.back(), alone);
        } else {
            ASSERT_EQ(tip, stronger.back());
            node_.extend(common.back(), stronger);
        }
        ASSERT_EQ(node_.tip(), (BlockId{tip, *json::unsigned_integer(*info, "blocks")}));
        poll();
        poll();
        depths.push_back(tracker_.last() ? tracker_.last()->depth() : 0);
    }
    const auto expected = json::find(root, "expected");
    EXPECT_THAT(depths, ElementsAre(0, 0, 2));
    EXPECT_EQ(tracker_.reorganisations(), 1U);
    EXPECT_EQ(tracker_.last()->depth(), json::unsigned_integer(*expected, "reorg_depth"));
    EXPECT_EQ(tracker_.last()->ancestor.height, json::unsigned_integer(*expected, "fork_height"));
}

}  // namespace
}  // namespace nodewatch::bitcoin
