#include "networks/bitcoin/zmq_tracker.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "networks/bitcoin/measurements_zmq.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string hexadecimal_of(char c) {
    std::string text;
    for (int i = 0; i < 32; ++i)
        text += fmt::format("{:02x}", c);
    return text;
}

class Streams : public ::testing::Test {
protected:
    Streams() {
        tracker_.follow({{ZmqStream::hashblock, address(1)},
                         {ZmqStream::rawtx, address(1)},
                         {ZmqStream::rawtx, address(2)},
                         {ZmqStream::sequence, address(1)}});
        evidence_.node_answers = true;
        evidence_.mempool_transactions = 100;
    }
    static net::ZmqAddress address(std::uint16_t port) { return {"127.0.0.1", port, {}}; }
    void connect_all() {
        for (std::size_t i = 0; i < tracker_.size(); ++i)
            tracker_.on_connected(i, clock_.now().steady);
    }
    std::optional<std::string> message(std::size_t publisher, const std::string& body,
                                       int number = 0) {
        const std::string topic(to_string(tracker_.publication(publisher).stream));
        const std::string counter{static_cast<char>(number), '\0', '\0', '\0'};
        const std::array<std::string_view, 3> frames = {topic, body, counter};
        return tracker_.on_message(publisher, frames, clock_.now());
    }
    std::optional<std::string> transaction(std::size_t publisher, int number) {
        return message(publisher, std::string(250, 't'), number);
    }
    /// In ticks of a second, as the source does.
    void pass(Duration time) {
        for (; time > 0s; time -= 1s) {
            clock_.advance(1s);
            tracker_.on_evidence(evidence_, clock_.now());
        }
    }
    std::optional<double> value(std::string_view stream, Field field) {
        for (const Point& point : tracker_.points(clock_.now(), 5s))
            if (point.tag_values() == std::vector{std::string(stream)}) return point.get(field);
        return std::nullopt;
    }
    std::vector<std::string> silent() const { return tracker_.health().value().silent; }

    static constexpr std::size_t hashblock = 0, rawtx = 1, other_rawtx = 2, sequence = 3;
    ManualClock clock_;
    ZmqTracker tracker_{5s, 30s};
    ZmqEvidence evidence_;
    const ZmqMeasurement& m_ = zmq_measurement;
};

TEST_F(Streams, TwoPublishersOfAStreamAreCountedByThemselvesAndToldAsOne) {
    connect_all();
    for (const int number : {10, 11, 12})
        transaction(rawtx, number);
    for (const int number : {200, 203})
        transaction(other_rawtx, number);
    EXPECT_EQ(value("rawtx", m_.messages), 5);
    EXPECT_EQ(value("rawtx", m_.lost), 2);
    EXPECT_EQ(value("rawtx", m_.restarts), 0);
    EXPECT_EQ(value("rawtx", m_.connected), 1);
    EXPECT_EQ(value("hashblock", m_.messages), 0);
    EXPECT_EQ(value("hashblock", m_.since), std::nullopt) << "never is no time";
    EXPECT_EQ(value("rawblock", m_.messages), std::nullopt) << "not published";
    EXPECT_EQ(value("rawtx", m_.added), std::nullopt);
    tracker_.on_disconnected(other_rawtx);
    EXPECT_EQ(value("rawtx", m_.connected), 0);
    tracker_.on_connected(other_rawtx, clock_.now().steady);
    EXPECT_EQ(value("rawtx", m_.reconnects), 1);
}

TEST_F(Streams, TellsWhenTheChainChanged) {
    connect_all();
    EXPECT_EQ(message(hashblock, std::string(32, 'b')), hexadecimal_of('b'));
    EXPECT_EQ(message(sequence, std::string(32, 'b') + "C"), hexadecimal_of('b'));
    EXPECT_EQ(message(sequence, std::string(32, 'b') + "D", 1), "") << "the one before it";
    EXPECT_FALSE(message(sequence, std::string(32, 'b') + "A" + std::string(8, '\0'), 2));
    EXPECT_FALSE(transaction(rawtx, 0));
    EXPECT_FALSE(message(hashblock, "no block", 1));
    EXPECT_EQ(value("sequence", m_.connected_blocks), 1);
    EXPECT_EQ(value("sequence", m_.disconnected_blocks), 1);
    EXPECT_EQ(value("sequence", m_.added), 1);
    EXPECT_EQ(value("sequence", m_.removed), 0);
    EXPECT_EQ(value("hashblock", m_.malformed), 1);
    EXPECT_EQ(value("hashblock", m_.messages), 1);
}

TEST_F(Streams, AgeIsThatOfTheLastMessage) {
    connect_all();
    const double at = to_unix_seconds(clock_.now().wall);
    transaction(rawtx, 0);
    clock_.advance(90s);
    EXPECT_EQ(value("rawtx", m_.since), at);
}

TEST_F(Streams, ABlockThatPollingSawAndTheStreamDidNotTellIsSilence) {
    connect_all();
    pass(20s);
    EXPECT_THAT(silent(), IsEmpty());
    evidence_.tip = hexadecimal_of('a');
    evidence_.tip_arrival = clock_.now().steady + 1s;
    message(sequence, std::string(32, 'a') + "C");
    pass(2s);
    EXPECT_THAT(silent(), ElementsAre("hashblock of tcp://127.0.0.1:1"));
    message(hashblock, std::string(32, 'a'));
    pass(2s);
    EXPECT_THAT(silent(), IsEmpty());
}

TEST_F(Streams, AStreamThatTellsABlockAgainIsNotSilentBeforePollingHasSeenThatBlock) {
    connect_all();
    pass(20s);
    evidence_.tip = hexadecimal_of('a');
    evidence_.tip_arrival = clock_.now().steady;
    message(sequence, std::string(32, 'a') + "C");
    pass(2s);
    ASSERT_THAT(silent(), ElementsAre("hashblock of tcp://127.0.0.1:1"));
    message(hashblock, std::string(32, 'b'));
    pass(2s);  // the tip is known to be 'a' still
    EXPECT_THAT(silent(), IsEmpty());
    evidence_.tip = hexadecimal_of('b');
    evidence_.tip_arrival = clock_.now().steady;
    pass(60s);
    EXPECT_THAT(silent(), ElementsAre("sequence of tcp://127.0.0.1:1"));
}

TEST_F(Streams, WhoConnectedAfterTheBlockCannotHaveTold) {
    evidence_.tip = hexadecimal_of('a');
    evidence_.tip_arrival = clock_.now().steady;
    clock_.advance(1s);
    connect_all();
    pass(60s);
    EXPECT_THAT(silent(), IsEmpty());
}

TEST_F(Streams, ABlockMayHaveComeBeforeThePollThatSawIt) {
    connect_all();
    evidence_.tip = hexadecimal_of('a');
    // An interval of polling, 5 s, and 10 s that a poll may take.
    evidence_.tip_arrival = clock_.now().steady + 15s;
    pass(60s);
    EXPECT_THAT(silent(), IsEmpty());
    evidence_.tip_arrival = *evidence_.tip_arrival + 1ms;
    pass(1s);
    EXPECT_THAT(silent(), SizeIs(2)) << "hashblock and sequence";
}

TEST_F(Streams, DuringTheDownloadOfTheChainNoBlocksAreTold) {
    connect_all();
    evidence_.downloading = true;
    clock_.advance(20s);
    evidence_.tip = hexadecimal_of('a');
    evidence_.tip_arrival = clock_.now().steady;
    pass(60s);
    EXPECT_THAT(silent(), IsEmpty());
}

TEST_F(Streams, AMempoolThatGrowsWithoutAMessageIsSilence) {
    connect_all();
    pass(60s);
    EXPECT_THAT(silent(), IsEmpty()) << "nothing happened";
    transaction(other_rawtx, 0);
    message(sequence, std::string(32, 'x') + "A" + std::string(8, '\0'));
    evidence_.mempool_transactions = 101;
    pass(1s);
    EXPECT_THAT(silent(), ElementsAre("rawtx of tcp://127.0.0.1:1"));
    transaction(rawtx, 0);
    pass(1s);
    EXPECT_THAT(silent(), IsEmpty());
    evidence_.mempool_transactions = 90;
    pass(60s);
    EXPECT_THAT(silent(), IsEmpty()) << "a block takes transactions without a word";
}

TEST_F(Streams, OfANodeThatDoesNotAnswerNothingIsJudged) {
    connect_all();
    tracker_.on_disconnected(rawtx);
    tracker_.on_problem(rawtx, "refused");
    pass(1s);
    EXPECT_THAT(tracker_.health()->disconnected,
                ElementsAre("rawtx of tcp://127.0.0.1:1: refused"));
    evidence_.node_answers = false;
    pass(1s);
    EXPECT_FALSE(tracker_.health());
    tracker_.follow({});
    evidence_.node_answers = true;
    pass(1s);
    EXPECT_FALSE(tracker_.health()) << "nor of one that publishes nothing";
    EXPECT_THAT(tracker_.points(clock_.now(), 5s), IsEmpty());
}

TEST_F(Streams, WhoStaysKeepsItsCounts) {
    connect_all();
    for (const int number : {1, 3})
        transaction(rawtx, number);
    tracker_.follow({{ZmqStream::rawtx, address(1)}});
    EXPECT_THAT(tracker_.points(clock_.now(), 5s), SizeIs(1));
    EXPECT_EQ(value("rawtx", m_.messages), 2);
    EXPECT_EQ(value("rawtx", m_.connected), 0) << "its connection begins anew";
    tracker_.on_connected(0, clock_.now().steady);
    transaction(0, 7);
    evidence_.start = NodeStart{.at = clock_.now().steady - 1h, .told = clock_.now().steady};
    pass(1s);
    EXPECT_EQ(value("rawtx", m_.lost), 1 + 3);
}

TEST_F(Streams, ActivitiesTellWhatEachIs) {
    tracker_.on_connected(hashblock, clock_.now().steady);
    message(hashblock, std::string(32, 'b'));
    const auto activities = tracker_.activities();
    ASSERT_THAT(activities, SizeIs(4));
    EXPECT_EQ(activities[0].name, "zmq hashblock of tcp://127.0.0.1:1");
    EXPECT_EQ(activities[0].successes, 1U);
    EXPECT_EQ(activities[0].note, "");
    EXPECT_EQ(activities[1].note, "not connected");
}

}  // namespace
}  // namespace nodewatch::bitcoin
