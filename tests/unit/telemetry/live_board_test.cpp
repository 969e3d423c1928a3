#include "telemetry/live_board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace nodewatch {
namespace {

class LiveBoardTest : public ::testing::Test {
protected:
    LiveReader reader(const std::vector<std::string>& topics) {
        std::vector<LivePattern> patterns;
        for (const auto& topic : topics)
            patterns.push_back(LivePattern::parse(topic).value());
        return {board, std::move(patterns)};
    }
    /// The body of the next frame; "nothing" when there is none.
    static std::string next(LiveReader& reader) {
        const auto frame = reader.next(WallTime{Duration{7}});
        if (!frame) return "nothing";
        return (frame->snapshot ? "snapshot " : "delta ") + frame->json;
    }

    ManualClock clock;
    LiveBoard board{clock};
};

TEST_F(LiveBoardTest, BeginsWithAllRowsThatAreWantedAndGoesOnWithTheirChanges) {
    board.put("target/xrpl/a", "", "1");
    board.put("target/xrpl/b", "", "2");
    board.put("event/xrpl/a", "9", "3");
    auto all = reader({"target/*/*"});
    EXPECT_EQ(next(all),
              R"(snapshot {"now":7,"rows":[["target/xrpl/a","",1],["target/xrpl/b","",2]]})");
    EXPECT_EQ(next(all), "nothing");
    board.put("event/xrpl/a", "10", "4");
    EXPECT_EQ(next(all), "nothing") << "not wanted";
    board.put("target/xrpl/b", "", "5");
    board.put("target/xrpl/c", "k", "6");
    EXPECT_EQ(
        next(all),
        R"(delta {"now":7,"rows":[["target/xrpl/b","",5],["target/xrpl/c","k",6]],"gone":[]})");
}

TEST_F(LiveBoardTest, TopicsWithoutRowsGiveTheirPlaceToOthers) {
    auto old = reader({"t/1", "t/300"});
    next(old);
    for (int i = 0; i < 1'000; ++i) {
        const std::string topic = "t/" + std::to_string(i);
        board.put(topic, "", std::to_string(i));
        if (i == 1) EXPECT_EQ(next(old), R"(delta {"now":7,"rows":[["t/1","",1]],"gone":[]})");
        if (i == 300) EXPECT_THAT(next(old), ::testing::HasSubstr(R"("rows":[["t/300","",300]])"));
        board.remove(topic, "");
        clock.advance(LiveBoard::remembered / 10);
        EXPECT_LE(board.topics(), 12U);
    }
}

TEST_F(LiveBoardTest, ATopicThatIsRememberedAsGoneKeepsItsPlace) {
    board.put("a", "", "1");
    auto reader_of_a = reader({"a"});
    next(reader_of_a);
    board.remove("a", "");
    board.put("b", "", "2");
    EXPECT_EQ(next(reader_of_a), R"(delta {"now":7,"rows":[],"gone":[["a",""]]})");
}

TEST_F(LiveBoardTest, ASnapshotMayBeEmpty) {
    auto none = reader({"target/*/*"});
    EXPECT_EQ(next(none), R"(snapshot {"now":7,"rows":[]})");
}

TEST_F(LiveBoardTest, ASlowReaderGetsTheNewestValueAlone) {
    auto slow = reader({"t"});
    next(slow);
    for (int i = 0; i < 1'000; ++i)
        board.put("t", "k", std::to_string(i));
    EXPECT_EQ(next(slow), R"(delta {"now":7,"rows":[["t","k",999]],"gone":[]})");
}

TEST_F(LiveBoardTest, TheSameValueIsNoChange) {
    board.put("t", "k", "1");
    auto one = reader({"t"});
    next(one);
    board.put("t", "k", "1");
    EXPECT_EQ(next(one), "nothing");
}

TEST_F(LiveBoardTest, TellsWhatWentAlsoWhenItCameBack) {
    board.put("t", "k", "1");
    board.put("t", "l", "1");
    auto one = reader({"t"});
    next(one);
    board.remove("t", "k");
    board.remove("t", "l");
    board.remove("t", "unknown");
    board.put("t", "l", "2");
    EXPECT_EQ(next(one), R"(delta {"now":7,"rows":[["t","l",2]],"gone":[["t","l"],["t","k"]]})");
    EXPECT_EQ(board.size(), 1U);
}

TEST_F(LiveBoardTest, RendersWhenAskedAndOnceForAll) {
    int rendered = 0;
    const auto render = [&] { return std::to_string(++rendered); };
    for (int i = 0; i < 5; ++i)
        board.touch("t", "k", render);
    EXPECT_EQ(rendered, 0);
    auto one = reader({"t"});
    auto other = reader({"t"});
    EXPECT_EQ(next(one), R"(snapshot {"now":7,"rows":[["t","k",1]]})");
    EXPECT_EQ(next(other), R"(snapshot {"now":7,"rows":[["t","k",1]]})");
    board.touch("t", "k", render);
    EXPECT_EQ(next(one), R"(delta {"now":7,"rows":[["t","k",2]],"gone":[]})");
}

TEST_F(LiveBoardTest, AReaderThatWasAwayGoesOnWhereItWas) {
    board.put("t", "a", "1");
    const auto seen = board.change();
    board.put("t", "b", "2");
    auto back = reader({"t"});
    back.resume(seen);
    EXPECT_EQ(next(back), R"(delta {"now":7,"rows":[["t","b",2]],"gone":[]})");
}

TEST_F(LiveBoardTest, AReaderThatWasAwayForLongBeginsAnew) {
    board.put("t", "a", "1");
    board.put("t", "b", "2");
    const auto seen = board.change();
    board.remove("t", "a");
    clock.advance(LiveBoard::remembered + Duration{1});
    auto back = reader({"t"});
    back.resume(seen);
    EXPECT_EQ(next(back), R"(snapshot {"now":7,"rows":[["t","b",2]]})");
    auto from_the_future = reader({"t"});
    from_the_future.resume(board.change() + 1);
    EXPECT_EQ(next(from_the_future), R"(snapshot {"now":7,"rows":[["t","b",2]]})");
}

TEST_F(LiveBoardTest, AReaderBeginsAnewWhenTooMuchWentWhileItSlept) {
    for (std::size_t i = 0; i < LiveBoard::max_remembered + 1; ++i)
        board.put("t", std::to_string(i), "1");
    auto slow = reader({"t"});
    next(slow);
    for (std::size_t i = 0; i < LiveBoard::max_remembered + 1; ++i)
        board.remove("t", std::to_string(i));
    EXPECT_EQ(next(slow), R"(snapshot {"now":7,"rows":[]})");
}

/// What a browser makes of the frames.
class Picture {
public:
    void apply(const LiveReader::Frame& frame) {
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(frame.json);
        if (frame.snapshot) rows.clear();
        if (const auto gone = json::array(body, "gone")) {
            for (const auto one : *gone)
                rows.erase(name(one));
        }
        const json::Array changed = json::array(body, "rows").value();
        for (const auto row : changed)
            rows[name(row)] = std::int64_t{row.at(2)};
        change = frame.change;
    }

    std::map<std::string, std::int64_t> rows;
    std::uint64_t change = 0;

private:
    static std::string name(const simdjson::dom::element& row) {
        return std::string(std::string_view(row.at(0))) + " " +
               std::string(std::string_view(row.at(1)));
    }
};

TEST_F(LiveBoardTest, WhoComesAndGoesEndsWithWhatIsThere) {
    std::mt19937 random(1);
    std::map<std::string, std::int64_t> there;
    Picture picture;
    std::optional<LiveReader> browser{reader({"t/*"})};
    int resumed = 0;
    for (std::int64_t step = 0; step < 20'000; ++step) {
        const std::string topic = "t/" + std::to_string(random() % 5);
        const std::string key = std::to_string(random() % 20);
        if (random() % 3 == 0) {
            board.remove(topic, key);
            there.erase(topic + " " + key);
        } else {
            board.put(topic, key, std::to_string(step));
            there[topic + " " + key] = step;
        }
        if (random() % 10 == 0) clock.advance(Duration{random() % 30'000});
        if (random() % 20 == 0) {
            browser.emplace(reader({"t/*"}));
            browser->resume(picture.change);
        }
        if (random() % 5 != 0) continue;
        const auto frame = browser->next(WallTime{});
        if (!frame) continue;
        picture.apply(*frame);
        resumed += frame->snapshot ? 0 : 1;
        ASSERT_EQ(picture.rows, there) << "after step " << step;
    }
    EXPECT_GT(resumed, 1'000);
}

TEST_F(LiveBoardTest, NamesCannotForgeTopics) {
    EXPECT_EQ(live_topic({"target", "xrpl", "a/b,*%"}), "target/xrpl/a%2Fb%2C%2A%25");
    board.put(live_topic({"target", "xrpl", "*"}), "\"<b>", "1");
    auto star = reader({"target/xrpl/a"});
    EXPECT_EQ(next(star), R"(snapshot {"now":7,"rows":[]})");
    auto named = reader({"target/xrpl/%2A"});
    EXPECT_EQ(next(named), R"(snapshot {"now":7,"rows":[["target/xrpl/%2A","\"<b>",1]]})");
}

TEST_F(LiveBoardTest, PatternsHaveBounds) {
    EXPECT_FALSE(LivePattern::parse(""));
    EXPECT_TRUE(LivePattern::parse(std::string(LivePattern::max_bytes, 'x')));
    EXPECT_FALSE(LivePattern::parse(std::string(LivePattern::max_bytes + 1, 'x')));
}

TEST_F(LiveBoardTest, TellsItsListenerOfEachChange) {
    int changes = 0;
    board.on_change([&] { ++changes; });
    board.put("t", "k", "1");
    board.put("t", "k", "1");
    board.touch("t", "l", [] { return std::string("2"); });
    board.remove("t", "k");
    EXPECT_EQ(changes, 3);
}

}  // namespace
}  // namespace nodewatch
