#include "networks/bitcoin/chain_state.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

std::string hash(char digit) {
    return std::string(64, digit);
}

/// Ten blocks by their digit; the node's active chain is what is told so.
class ChainStateTest : public ::testing::Test {
protected:
    /// The header of a block, as the node gives it; nothing follows the active chain's
    /// confirmations.
    static BlockHeader header(char digit, char previous, std::uint64_t height, bool active) {
        return {hash(digit), hash(previous), height, active ? 1 : -1, {}};
    }
    ChainTracker restarted(const ChainTracker& tracker, Duration later) {
        const auto saved = tracker.save(clock_.now());
        const auto read = parse_chain(format_chain(*saved));
        EXPECT_TRUE(read) << read.error().message;
        clock_.advance(later);
        ChainTracker next;
        next.restore(*read, clock_.now());
        return next;
    }

    ManualClock clock_;
};

TEST_F(ChainStateTest, AReorganisationThatNobodyWatchedIsFound) {
    ChainTracker before;
    before.on_tip({hash('a'), 100});
    ChainTracker after = restarted(before, 10min);
    ASSERT_EQ(after.on_tip({hash('e'), 102}), hash('a'));
    ASSERT_EQ(after.on_header(header('a', 'b', 100, false), clock_.now()), hash('b'));
    EXPECT_EQ(after.on_header(header('b', 'c', 99, true), clock_.now()), std::nullopt);
    EXPECT_EQ(after.reorganisations(), 1U);
    EXPECT_THAT(after.last()->fallen, ElementsAre(hash('a')));
    EXPECT_EQ(after.max_depth_of_day(clock_.now()), 1U);
    EXPECT_EQ(after.last_arrival(), std::nullopt) << "its blocks came at an unknown time";
}

TEST_F(ChainStateTest, CountsGoOnAndTheDayEnds) {
    ChainTracker before;
    before.on_tip({hash('a'), 100});
    before.on_tip({hash('e'), 102});
    before.on_header(header('a', 'b', 100, false), clock_.now());
    before.on_header(header('b', 'c', 99, true), clock_.now());
    clock_.advance(20h);
    ChainTracker after = restarted(before, 3h);
    EXPECT_EQ(after.reorganisations(), 1U);
    EXPECT_EQ(after.fallen_blocks(), 1U);
    EXPECT_EQ(after.last()->ancestor, (BlockId{hash('b'), 99}));
    EXPECT_EQ(after.max_depth_of_day(clock_.now()), 1U);
    clock_.advance(1h + 1s);
    EXPECT_EQ(after.max_depth_of_day(clock_.now()), 0U);
}

TEST_F(ChainStateTest, BlocksAfterTheFirstTipAreTimedAgain) {
    ChainTracker before;
    before.on_tip({hash('a'), 100});
    ChainTracker after = restarted(before, 1min);
    EXPECT_EQ(after.on_tip({hash('a'), 100}), std::nullopt);
    after.on_tip({hash('b'), 101});
    after.on_header(header('a', 'c', 100, true), clock_.now());
    EXPECT_EQ(after.last_arrival(), clock_.now().steady);
}

TEST_F(ChainStateTest, NothingIsSavedBeforeTheFirstTip) {
    EXPECT_FALSE(ChainTracker{}.save(clock_.now()).has_value());
}

TEST(ChainStateDocument, OthersAreRefused) {
    const std::string good = format_chain({{hash('a'), 7}, 1, 2, 3, {{WallTime{5s}, 2}}, {}});
    ASSERT_TRUE(parse_chain(good));
    const auto refuses = [&](const std::string& what, const std::string& by) {
        std::string text = good;
        const std::size_t at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        text.replace(at, what.size(), by);
        const auto parsed = parse_chain(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().kind, ErrorKind::parse);
    };
    refuses("\"version\":1", "\"version\":2");
    refuses("aaaa", "aaa");
    refuses("aaaa", "aaaA");
    refuses("\"height\":7", "\"height\":-7");
    refuses("[[5000,2]]", "[[5000]]");
    refuses("[[5000,2]]", "7");
    refuses("\"unexplained\":3,", "");
    refuses("}", "");
}

}  // namespace
}  // namespace nodewatch::bitcoin
