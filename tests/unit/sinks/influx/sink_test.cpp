#include "sinks/influx/sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "net/gzip.hpp"
#include "support/recording_consumer.hpp"
#include "unit/net/script_server.hpp"
#include "unit/store/temporary_store.hpp"

namespace nodewatch::influx {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct LoadMeasurement : Measurement {
    LoadMeasurement() : Measurement("load", "Load") {}
    Field value = gauge("value", "node_load", "1", "Load");
};
const LoadMeasurement load;
struct PeersMeasurement : Measurement {
    PeersMeasurement() : Measurement("peers", "Peers") {}
    Field count = gauge("count", "node_peers", "1", "Peers");
};
const PeersMeasurement peers;
const SeriesGroup group{&load, {"xrpl", "val-1"}, {}, 0};

/// Takes writes and answers each with the next answer of its list, the last one again and again:
/// "204 No Content", or with a body after a line feed.
class Database {
public:
    Database(net::Loop& loop, std::vector<std::string> answers)
        : answers_(std::move(answers)),
          server_(loop, [this](net::Peer& peer) { return serve(peer); }) {}

    std::string address() const { return "http://" + server_.authority(); }

    std::vector<std::string> heads;
    std::vector<std::string> bodies;  ///< of all requests, decoded
    std::string written;              ///< of those that were answered with 204

private:
    Task<void> serve(net::Peer& peer) {
        for (;;) {
            const auto head = co_await peer.read_head();
            if (head.empty()) co_return;
            const auto length = head.find("Content-Length: ") + 16;
            const auto body = co_await peer.read_bytes(std::stoul(head.substr(length)));
            const std::string answer = answers_[std::min(bodies.size(), answers_.size() - 1)];
            const auto text = head.contains("Content-Encoding: gzip")
                                  ? net::gunzip(body, 1U << 20U).value_or("damaged")
                                  : body;
            heads.push_back(head);
            bodies.push_back(text);
            if (answer.starts_with("204")) written += text;
            const auto end = std::min(answer.find('\n'), answer.size());
            const std::string message = answer.substr(std::min(end + 1, answer.size()));
            co_await peer.write("HTTP/1.1 " + answer.substr(0, end) + "\r\nContent-Length: " +
                                std::to_string(message.size()) + "\r\n\r\n" + message);
        }
    }

    std::vector<std::string> answers_;
    net::ScriptServer server_;
};

/// The history, which cannot be read for some time.
class FailingSource final : public store::SeriesSource {
public:
    explicit FailingSource(store::TemporaryStore& store) : store_(store) {}

    Result<std::unique_ptr<store::Selection>> select(const std::vector<store::Matcher>& matchers,
                                                     store::TimeRange range,
                                                     std::size_t max_series) const override {
        const bool has_failed = failures > 0;
        if (has_failed) --failures;
        if (has_failed || (peers_fail && matchers.front().matches("node_peers"))) {
            return failure(ErrorKind::file, "nodewatch.db: the disk does not answer");
        }
        return store_->select(matchers, range, max_series);
    }
    Result<> for_each_series(
        const std::vector<store::Matcher>& matchers, store::TimeRange range,
        const std::function<bool(const store::Labels&)>& visit) const override {
        return store_->for_each_series(matchers, range, visit);
    }

    mutable std::atomic<int> failures = 0;
    std::atomic<bool> peers_fail = false;  ///< the second measurement, for as long as it is so

private:
    store::TemporaryStore& store_;
};

class InfluxSinkTest : public ::testing::Test {
protected:
    void SetUp() override { store.open(); }
    void TearDown() override { stop(); }

    void start(const std::string& address, const std::string& more = "token: hunter2") {
        auto settings =
            Settings::parse("{url: '" + address + "', org: '', bucket: b, " + more + "}", "test",
                            [](const std::string&) { return std::nullopt; });
        sink.emplace(*read_options(std::move(settings)),
                     InfluxSink::Parts{.executor = loop.executor(),
                                       .clock = clock,
                                       .pool = pool,
                                       .history = history,
                                       .documents = documents,
                                       .measurements = {&load, &peers},
                                       .random = [] { return 0.5; }});
        tasks.emplace(loop.executor());
        tasks->spawn("sink", sink->run(Publisher(hub, {"nodewatch", "here"})));
        // The first cursor is saved before anything is sent.
        ASSERT_TRUE(run_until([&] { return !!saved_cursor(); }));
    }
    void stop() {
        if (!tasks) return;
        tasks->cancel();
        loop.run(tasks->join());
        tasks.reset();
        sink.reset();
    }
    void publish(std::int64_t time, double value) {
        Point point(load, from_unix_milliseconds(time), Duration{0});
        point.set(load.value, value);
        store->points().accept(group, point);
        if (sink) sink->accept(group, point);
    }
    std::int64_t now() const { return clock.now().wall.time_since_epoch().count(); }

    /// Moves the clock, whenever the sink does nothing but wait for it, until it is so. False when
    /// that takes too long.
    bool run_until(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end) return false;
            loop.poll();
            if (clock.sleepers() == 3)  // the sender, the cursor and the metrics
                clock.advance(Duration{100});
            else
                std::this_thread::yield();
        }
        return true;
    }
    std::optional<std::string> saved_cursor() {
        return *loop.get(documents.load("sinks/influx/cursor"));
    }
    static std::string line(std::int64_t time, int value) {
        return "load,network=xrpl,node=val-1 value=" + std::to_string(value) + " " +
               std::to_string(time) + "\n";
    }

    net::Loop loop;
    ManualClock clock{from_unix_milliseconds(store::TestClock::start_ms)};
    WorkerPool pool{1};
    store::TemporaryStore store;
    FailingSource history{store};
    MemoryStateStore documents;
    Hub hub;
    std::optional<InfluxSink> sink;
    std::optional<TaskGroup> tasks;
};

TEST_F(InfluxSinkTest, WritesWhatComesAndSaysHowItIsWritten) {
    Database database(loop, {"204 No Content"});
    start(database.address());
    const std::int64_t time = now() + 1;
    publish(time, 7);
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    EXPECT_EQ(database.written, line(time, 7));
    EXPECT_THAT(database.heads.front(), HasSubstr("POST /api/v2/write?precision=ms&bucket=b "));
    EXPECT_THAT(database.heads.front(), HasSubstr("Authorization: Token hunter2\r\n"));
    EXPECT_THAT(database.heads.front(), HasSubstr("Content-Encoding: gzip\r\n"));
    EXPECT_THAT(database.heads.front(), HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
    EXPECT_FALSE(sink->problem(clock.now()));
}

TEST_F(InfluxSinkTest, SendsPlainTextWhenToldSo) {
    Database database(loop, {"204 No Content"});
    start(database.address(), "gzip: false");
    publish(now() + 1, 7);
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    EXPECT_THAT(database.heads.front(), Not(HasSubstr("Content-Encoding")));
    EXPECT_THAT(database.written, HasSubstr("value=7"));
}

TEST_F(InfluxSinkTest, AnOutageLosesNothing) {
    Database database(loop, {"503 Service Unavailable", "503 Service Unavailable",
                             "401 Unauthorized", "204 No Content"});
    start(database.address());
    std::string expected;
    const std::int64_t begin = now();
    for (std::int64_t i = 1; i <= 3; ++i) {
        publish(begin + i, static_cast<double>(i));
        expected += line(begin + i, static_cast<int>(i));
    }
    ASSERT_TRUE(run_until([&] { return database.bodies.size() == 3; }));
    EXPECT_THAT(database.written, IsEmpty());
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    EXPECT_EQ(database.written, expected);
}

TEST_F(InfluxSinkTest, AWrongTokenIsToldWithoutTheToken) {
    Database database(loop, {"401 Unauthorized"});
    start(database.address());
    publish(now() + 1, 7);
    ASSERT_TRUE(run_until([&] { return sink->problem(clock.now()).has_value(); }));
    EXPECT_THAT(*sink->problem(clock.now()), HasSubstr("401 Unauthorized"));
    EXPECT_THAT(*sink->problem(clock.now()), Not(HasSubstr("hunter2")));
}

TEST_F(InfluxSinkTest, AShortFailureIsNoProblemALongOneIs) {
    Database database(loop, {"503 Service Unavailable"});
    start(database.address());
    publish(now() + 1, 7);
    ASSERT_TRUE(run_until([&] { return database.bodies.size() == 1; }));
    EXPECT_FALSE(sink->problem(clock.now()));
    ASSERT_TRUE(run_until([&] { return sink->problem(clock.now()).has_value(); }));
    EXPECT_THAT(*sink->problem(clock.now()), HasSubstr("503 Service Unavailable"));
}

TEST_F(InfluxSinkTest, ARestartGoesOnWhereTheCursorWas) {
    Database first(loop, {"204 No Content"});
    start(first.address());
    const std::int64_t sent = now() + 1;
    publish(sent, 1);
    ASSERT_TRUE(run_until([&] { return !first.written.empty(); }));
    const auto before = saved_cursor();
    ASSERT_TRUE(run_until([&] { return saved_cursor() != before; }));
    const std::int64_t unsent = now() + 1;
    publish(unsent, 2);
    stop();

    clock.advance(std::chrono::hours{72});
    Database second(loop, {"204 No Content"});
    start(second.address());
    ASSERT_TRUE(run_until([&] { return second.written.contains(line(unsent, 2)); }));
    // At least once: the minute before the cursor is sent again.
    EXPECT_EQ(second.written, line(sent, 1) + line(unsent, 2));
}

TEST_F(InfluxSinkTest, TheFirstRunSendsAsMuchHistoryAsIsWanted) {
    Database database(loop, {"204 No Content"});
    publish(now() - 7'200'000, 1);
    start(database.address(), "backfill: 3h");
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    EXPECT_THAT(database.written, HasSubstr("value=1"));
}

TEST_F(InfluxSinkTest, ALatePointIsSentAfterAll) {
    Database database(loop, {"204 No Content"});
    start(database.address());
    const std::int64_t late = now() + 1;
    publish(now() + 2, 1);
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    const auto before = saved_cursor();
    ASSERT_TRUE(run_until([&] { return saved_cursor() != before; }));
    publish(late, 2);
    ASSERT_TRUE(run_until([&] { return database.written.contains(line(late, 2)); }));
}

TEST_F(InfluxSinkTest, AHistoryThatCannotBeReadIsReadAgain) {
    Database database(loop, {"204 No Content"});
    nodewatch::testing::RecordingConsumer consumer;
    hub.add(consumer);
    history.failures = 3;
    start(database.address());
    const std::int64_t time = now() + 1;
    publish(time, 7);
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    EXPECT_EQ(database.written, line(time, 7));
    ASSERT_TRUE(run_until([&] {
        return consumer.value("nodewatch_influx_failures_total", {{"reason", "history"}}) == 3.0;
    }));
}

TEST_F(InfluxSinkTest, ADamagedCursorBeginsAnew) {
    loop.get(documents.save("sinks/influx/cursor", "{\"sent_")).value();
    Database database(loop, {"204 No Content"});
    publish(now() - 7'200'000, 1);
    start(database.address(), "backfill: 3h");
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    EXPECT_EQ(database.written, line(store::TestClock::start_ms - 7'200'000, 1));
    // What was older and not sent yet is lost: nobody must find that out by a gap.
    ASSERT_TRUE(sink->problem(clock.now()));
    EXPECT_THAT(*sink->problem(clock.now()), HasSubstr("older than `backfill` (3h)"));
    clock.advance(std::chrono::hours{1});
    EXPECT_FALSE(sink->problem(clock.now()));
}

TEST_F(InfluxSinkTest, ALastingErrorOfTheHistoryIsToldThoughSomeOfItIsWritten) {
    Database database(loop, {"204 No Content"});
    history.peers_fail = true;
    start(database.address(), "batch_lines: 1");  // so the line before the error is sent
    publish(now() + 1, 7);
    ASSERT_TRUE(run_until([&] { return sink->problem(clock.now()).has_value(); }));
    EXPECT_THAT(*sink->problem(clock.now()), HasSubstr("the disk does not answer"));
    // In this minute at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
    EXPECT_EQ(database.bodies.size(), 7U);
    history.peers_fail = false;
    ASSERT_TRUE(run_until([&] { return !sink->problem(clock.now()); }));
}

TEST_F(InfluxSinkTest, ARestartInAnOutageSendsWhatCameLateInIt) {
    Database away(loop, {"503 Service Unavailable"});
    start(away.address());
    const std::int64_t late = now() - 120'000;
    publish(now() + 1, 1);
    ASSERT_TRUE(run_until([&] { return !away.bodies.empty(); }));
    const auto before = saved_cursor();
    publish(late, 2);
    ASSERT_TRUE(run_until([&] { return saved_cursor() != before; }));
    stop();

    Database database(loop, {"204 No Content"});
    start(database.address());
    ASSERT_TRUE(run_until([&] { return database.written.contains(line(late, 2)); }));
}

TEST_F(InfluxSinkTest, KeepsThePointsWhenTheServerRefusesTheRequest) {
    Database database(loop,
                      {"400 Bad Request\n{\"message\":\"Please provide either orgID or org\"}",
                       "204 No Content"});
    start(database.address());
    const std::int64_t time = now() + 1;
    publish(time, 7);
    ASSERT_TRUE(run_until([&] { return sink->problem(clock.now()).has_value(); }));
    EXPECT_THAT(*sink->problem(clock.now()), HasSubstr("either orgID or org"));
    ASSERT_TRUE(run_until([&] { return !database.written.empty(); }));
    EXPECT_EQ(database.written, line(time, 7));
    EXPECT_FALSE(sink->problem(clock.now()));
}

TEST_F(InfluxSinkTest, DroppedPointsAreToldForAnHour) {
    Database database(loop, {"400 Bad Request\n{\"error\":\"unable to parse 'x'\"}"});
    start(database.address());
    publish(now() + 1, 7);
    ASSERT_TRUE(run_until([&] { return sink->problem(clock.now()).has_value(); }));
    EXPECT_THAT(*sink->problem(clock.now()), HasSubstr("refused points: 1 since the start"));
    EXPECT_THAT(*sink->problem(clock.now()), HasSubstr("unable to parse 'x'"));
    clock.advance(std::chrono::hours{1});
    EXPECT_FALSE(sink->problem(clock.now()));
}

TEST_F(InfluxSinkTest, TellsOfItself) {
    nodewatch::testing::RecordingConsumer consumer;
    hub.add(consumer);
    Database database(loop, {"503 Service Unavailable", "204 No Content"});
    start(database.address());
    publish(now() + 1, 7);
    ASSERT_TRUE(run_until([&] { return consumer.value("nodewatch_influx_points_total") == 1.0; }));
    EXPECT_EQ(consumer.value("nodewatch_influx_batches_total"), 1.0);
    EXPECT_EQ(consumer.value("nodewatch_influx_failures_total", {{"reason", "unavailable"}}), 1.0);
    EXPECT_EQ(consumer.value("nodewatch_influx_failures_total", {{"reason", "timeout"}}), 0.0);
    EXPECT_EQ(consumer.value("nodewatch_influx_points_dropped_total", {{"reason", "refused"}}),
              0.0);
    const auto point = consumer.last("nodewatch_influx");
    ASSERT_TRUE(point);
    // The end of what was sent, as a time: less than two intervals ago.
    EXPECT_GT(point->get("lag"), to_unix_seconds(clock.now().wall) - 25);
}

}  // namespace
}  // namespace nodewatch::influx
