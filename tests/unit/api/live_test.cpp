// The push over real sockets; the clock moves by hand.
#include "api/live.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/connect.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A browser: what came over its connection.
class Browser {
public:
    Browser(net::Loop& loop, const std::string& authority, const std::string& query,
            const std::string& fields = {})
        : loop_(loop) {
        const auto url = net::parse_url("http://" + authority + "/").value();
        stream_ = loop.get(net::connect(url, nullptr, phase_)).value();
        EXPECT_TRUE(loop.get(stream_->write("GET /api/live?" + query + " HTTP/1.1\r\nHost: x\r\n" +
                                            fields + "\r\n")));
    }
    /// Reads until that was there; all that came since the last call.
    std::string until(const std::string& text) {
        while (received_.find(text) == std::string::npos) {
            char room[4096];
            const auto size = loop_.get(stream_->read_some(asio::buffer(room)));
            if (!size) {
                ADD_FAILURE() << "the stream ended after: " << received_;
                break;
            }
            received_.append(room, *size);
        }
        return std::exchange(received_, {});
    }
    /// All that comes until the stream ends.
    std::string rest() {
        char room[4096];
        while (const auto size = loop_.get(stream_->read_some(asio::buffer(room))))
            received_.append(room, *size);
        return std::exchange(received_, {});
    }
    void leave() { stream_->close(); }
    /// That of the first event among what came.
    static std::string id_in(const std::string& events) {
        const auto start = events.find("id: ") + 4;
        return events.substr(start, events.find('\n', start) - start);
    }

private:
    net::Loop& loop_;
    std::string_view phase_;
    std::unique_ptr<net::ByteStream> stream_;
    std::string received_;
};

class LivePushTest : public ::testing::Test {
protected:
    LivePushTest() {
        push.install(server);
        EXPECT_TRUE(server.listen());
        tasks.spawn("server", server.run(Duration{0}));
        tasks.spawn("push", push.run());
        loop.poll();
    }
    ~LivePushTest() override { stop(); }
    void stop() {
        tasks.cancel();
        loop.run(tasks.join());
    }
    std::string authority() const { return "127.0.0.1:" + std::to_string(server.ports().at(0)); }
    /// Lets the push notice what changed, and the time pass that it gathers for.
    void pass(Duration d = api::LivePush::gather) {
        loop.poll();
        clock.advance(d);
        loop.poll();
    }

    net::Loop loop;
    ManualClock clock{from_unix_seconds(1'763'700'000)};
    LiveBoard board{clock};
    net::HttpServer server{loop.executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}}};
    std::optional<WallTime> session_end;
    api::LivePush push{loop.executor(), board, clock,
                       [this](const net::HttpRequest&) { return session_end; }};
    TaskGroup tasks{loop.executor()};
};

TEST_F(LivePushTest, SendsASnapshotThenWhatChangesWithinTheGatheringTime) {
    board.put("t", "k", "1");
    Browser browser(loop, authority(), "topics=t,u");
    const std::string head = browser.until("]]}\n\n");
    EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(head, HasSubstr("Cache-Control: no-store\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(head, HasSubstr("event: snapshot\ndata: {\"now\":1763700000000,\"rows\":[[\"t\","
                                "\"k\",1]]}\n\n"));
    pass();
    board.put("t", "k", "2");
    board.put("u", "", "3");
    pass();
    EXPECT_THAT(browser.until("]}\n\n"),
                HasSubstr("event: delta\ndata: {\"now\":1763700000040,\"rows\":[[\"t\",\"k\",2],"
                          "[\"u\",\"\",3]],\"gone\":[]}\n\n"));
    EXPECT_EQ(push.counters().frames, 2U);
    EXPECT_EQ(push.counters().snapshots, 1U);
}

TEST_F(LivePushTest, ABrowserThatComesBackGetsWhatItMissed) {
    board.put("t", "k", "1");
    std::string id;
    {
        Browser browser(loop, authority(), "topics=t");
        id = Browser::id_in(browser.until("]]}\n\n"));
        browser.leave();
    }
    board.put("t", "l", "2");
    Browser back(loop, authority(), "topics=t", "Last-Event-ID: " + id + "\r\n");
    const std::string missed = back.until("]}\n\n");
    EXPECT_THAT(missed, HasSubstr("event: delta"));
    EXPECT_THAT(missed, HasSubstr("\"rows\":[[\"t\",\"l\",2]]"));
    Browser other_run(loop, authority(), "topics=t", "Last-Event-ID: 0-1\r\n");
    EXPECT_THAT(other_run.until("]]}\n\n"), HasSubstr("event: snapshot"));
}

TEST_F(LivePushTest, ABrowserThatComesBackHearsAtOnceThatItMissedNothing) {
    board.put("t", "k", "1");
    std::string id;
    {
        Browser browser(loop, authority(), "topics=t");
        id = Browser::id_in(browser.until("]]}\n\n"));
        browser.leave();
    }
    Browser back(loop, authority(), "topics=t&since=" + id);
    EXPECT_THAT(
        back.until("]}\n\n"),
        HasSubstr("id: " + id + "\nevent: delta\ndata: {\"now\":1763700000000,\"rows\":[],"));
}

TEST_F(LivePushTest, ShowsThatItLives) {
    Browser browser(loop, authority(), "topics=t");
    browser.until("\"rows\":[]}\n\n");
    pass(api::LivePush::heartbeat);
    EXPECT_THAT(browser.until("]}\n\n"),
                HasSubstr("event: delta\ndata: {\"now\":1763700002000,\"rows\":[],\"gone\":[]}"));
}

TEST_F(LivePushTest, ABeatCarriesTheIdOnPastWhatTheBrowserDoesNotWatch) {
    Browser browser(loop, authority(), "topics=t");
    browser.until("\"rows\":[]}\n\n");
    pass();
    board.put("elsewhere", "", "1");
    pass();
    pass(api::LivePush::heartbeat);
    EXPECT_THAT(browser.until("]}\n\n"), HasSubstr("-1\nevent: delta\n"));
}

TEST_F(LivePushTest, NoticesThatABrowserLeft) {
    {
        Browser browser(loop, authority(), "topics=t");
        browser.until("\n\n");
        EXPECT_EQ(push.counters().clients, 1U);
        browser.leave();
    }
    while (push.counters().clients != 0)
        loop.poll();
}

TEST_F(LivePushTest, TheEndOfTheServerEndsTheStreams) {
    Browser browser(loop, authority(), "topics=t");
    browser.until("\n\n");
    stop();
    browser.rest();
    EXPECT_EQ(push.counters().clients, 0U);
}

TEST_F(LivePushTest, AStreamEndsWithTheLoginThatOpenedIt) {
    session_end = clock.now().wall + api::LivePush::heartbeat + Duration{1};
    Browser browser(loop, authority(), "topics=t");
    browser.until("\n\n");
    pass(api::LivePush::heartbeat);
    EXPECT_EQ(push.counters().clients, 1U);
    board.put("t", "k", "\"secret\"");
    pass();
    EXPECT_THAT(browser.rest(), Not(HasSubstr("secret")));
}

TEST_F(LivePushTest, RefusesTopicsThatAreNone) {
    Browser none(loop, authority(), "topics=");
    EXPECT_THAT(none.until("}"), HasSubstr("topics: an empty topic"));
    std::string many = "t";
    for (std::size_t i = 0; i < LiveReader::max_patterns; ++i)
        many += ",t";
    Browser greedy(loop, authority(), "topics=" + many);
    EXPECT_THAT(greedy.until("}"), HasSubstr("at most 64 topics"));
}

}  // namespace
}  // namespace nodewatch
