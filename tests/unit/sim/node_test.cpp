#include "sim/xrpl/node.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/settings.hpp"
#include "fakes.hpp"
#include "loop.hpp"
#include "net/http_client.hpp"
#include "net/websocket_client.hpp"
#include "sim/xrpl/demo.hpp"

namespace nodewatch::sim::xrpl {
namespace {

/// Reads a WebSocket to its end and keeps what came.
struct Listener {
    std::unique_ptr<net::WebSocketClient> socket;
    std::vector<std::string> messages;
    std::optional<Error> ended;

    Task<void> read() {
        while (true) {
            auto message = co_await socket->read();
            if (!message) {
                ended = message.error();
                co_return;
            }
            messages.emplace_back(*message);
        }
    }
    bool has(std::string_view part) const {
        return std::ranges::any_of(messages, [part](const std::string& message) {
            return message.find(part) != std::string::npos;
        });
    }
};

constexpr Duration timeout{5'000};

struct NodeTest : testing::Test {
    Loop loop;
    Network network{NetworkOptions{}, loop.clock.now()};
    net::HttpClient http{loop.executor(), {}};
    std::unique_ptr<Node> node;
    std::unique_ptr<Listener> listener;

    void start(bool admin = true) {
        ModelOptions model;
        model.validator = 0;
        ServerOptions server;
        server.admin = admin;
        node = std::make_unique<Node>(loop.executor(), loop.clock, network, model, server);
        serve();
        loop.spawn("network", network.run(loop.clock));
    }
    void serve() {
        ASSERT_TRUE(node->start().has_value());
        loop.spawn("node", node->run());
    }
    void TearDown() override { loop.stop(); }

    Result<net::HttpResponse> post(std::string body, Duration limit = timeout) {
        net::HttpRequest request;
        request.method = "POST";
        request.body = std::move(body);
        return loop.get(http.send(*net::parse_url(node->http_url()), std::move(request), limit));
    }
    Result<net::HttpResponse> ask(std::string_view method, Duration limit = timeout) {
        return post(fmt::format(R"({{"method":"{}","params":[{{}}]}})", method), limit);
    }
    Result<std::unique_ptr<net::WebSocketClient>> connect(net::WebSocketOptions options = {}) {
        return loop.get(net::WebSocketClient::connect(
            loop.executor(), *net::parse_url(node->websocket_url()), options));
    }
    void listen(const std::string& request, net::WebSocketOptions options = {}) {
        auto socket = connect(options);
        ASSERT_TRUE(socket.has_value()) << socket.error().message;
        listener = std::make_unique<Listener>();
        listener->socket = std::move(*socket);
        loop.spawn("listener", listener->read());
        ASSERT_TRUE(loop.get(listener->socket->send(request)).has_value());
        ASSERT_TRUE(loop.until([this] { return !listener->messages.empty(); }));
    }
    bool hears(std::string_view part) {
        return loop.until([&] { return listener->has(part); }, Duration{20});
    }
    bool ends() {
        return loop.until([&] { return listener->ended.has_value(); }, Duration{1});
    }
};

constexpr const char* subscribe_two =
    R"({"id":1,"command":"subscribe","streams":["ledger","validations"]})";

TEST_F(NodeTest, AnswersOverHttp) {
    start();
    const auto response = ask("server_info");
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->headers.get("Server"), "ripple-json-rpc/rippled-3.1.1");
    EXPECT_NE(response->body.find(R"("server_state":"proposing")"), std::string::npos);
}

TEST_F(NodeTest, PushesTheStreamsThatWereSubscribed) {
    start();
    listen(subscribe_two);
    EXPECT_TRUE(hears(R"("type":"validationReceived")"));
    EXPECT_TRUE(hears(R"("type":"ledgerClosed")"));
    EXPECT_FALSE(listener->has("consensusPhase"));
}

// As recorded in errors.jsonl ("ws-pub-partial"): the request fails, its first stream is
// subscribed.
TEST_F(NodeTest, ARefusedStreamLeavesThoseBeforeItSubscribed) {
    start(false);
    listen(R"({"id":1,"command":"subscribe","streams":["ledger","peer_status","validations"]})");
    EXPECT_TRUE(listener->has("noPermission"));
    EXPECT_EQ(node->server().subscribers("ledger"), 1U);
    EXPECT_EQ(node->server().subscribers("validations"), 0U);
}

TEST_F(NodeTest, APublicPortForbidsAdminMethodsInPlainText) {
    start(false);
    const auto response = ask("peers");
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 403);
    EXPECT_EQ(response->body, "Forbidden\r\n");
}

TEST_F(NodeTest, MalformedRequestsGetPlainText) {
    start();
    const auto response = post("hello");
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 400);
    EXPECT_TRUE(response->body.starts_with("Unable to parse request:"));
}

TEST_F(NodeTest, RefusesAndTakesConnectionsAgain) {
    start();
    node->begin(Fault::refuse);
    EXPECT_EQ(ask("server_info").error().kind, ErrorKind::refused);
    EXPECT_EQ(connect().error().kind, ErrorKind::refused);
    node->end(Fault::refuse);
    EXPECT_TRUE(ask("server_info").has_value());
}

TEST_F(NodeTest, SilentAndFrozenNeverAnswer) {
    start();
    for (const Fault fault : {Fault::silent, Fault::frozen}) {
        node->begin(fault);
        EXPECT_EQ(ask("server_info", Duration{50}).error().kind, ErrorKind::timeout);
        node->end(fault);
        EXPECT_TRUE(ask("server_info").has_value());
    }
}

TEST_F(NodeTest, MuteWebSocketStaysOpen) {
    start();
    listen(subscribe_two);
    node->begin(Fault::mute);
    const std::size_t before = listener->messages.size();
    const std::uint32_t ledger = network.closed().sequence;
    loop.until([&] { return network.closed().sequence > ledger + 2; }, Duration{20});
    EXPECT_EQ(listener->messages.size(), before);
    EXPECT_FALSE(listener->ended.has_value());
    node->end(Fault::mute);
    EXPECT_TRUE(loop.until([&] { return listener->messages.size() > before; }, Duration{20}));
}

TEST_F(NodeTest, ClosesForPolicy) {
    start();
    listen(subscribe_two);
    node->begin(Fault::policy_close);
    ASSERT_TRUE(ends());
    EXPECT_EQ(listener->ended->code, "1008");
    EXPECT_NE(listener->ended->message.find("threshold exceeded"), std::string::npos);
}

TEST_F(NodeTest, CutsWithoutACloseFrame) {
    start();
    listen(subscribe_two);
    node->begin(Fault::cut);
    ASSERT_TRUE(ends());
    EXPECT_EQ(listener->ended->code, "1006");
}

TEST_F(NodeTest, SendsAHugeFrame) {
    start();
    net::WebSocketOptions options;
    options.max_message_bytes = 1U << 20U;
    listen(subscribe_two, options);
    node->begin(Fault::huge_frame);
    ASSERT_TRUE(ends());
    EXPECT_EQ(listener->ended->kind, ErrorKind::too_large);
}

TEST_F(NodeTest, HalfAnAnswer) {
    start();
    node->begin(Fault::half_answer);
    const auto response = ask("server_info");
    ASSERT_FALSE(response.has_value());
    node->end(Fault::half_answer);
    EXPECT_TRUE(ask("server_info").has_value());
}

TEST_F(NodeTest, OverloadedServersAnswerInPlainText) {
    start();
    node->begin(Fault::http_503);
    const auto response = ask("server_info");
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->status, 503);
    EXPECT_EQ(response->body, "Server is overloaded\r\n");
    EXPECT_FALSE(connect().has_value());
}

TEST_F(NodeTest, WrongJsonAndSlowDown) {
    start();
    node->begin(Fault::wrong_json);
    simdjson::dom::parser parser;
    EXPECT_NE(parser.parse(ask("server_info")->body).error(), simdjson::SUCCESS);
    node->end(Fault::wrong_json);
    node->begin(Fault::slow_down);
    EXPECT_NE(ask("server_info")->body.find(R"("error":"slowDown","error_code":10)"),
              std::string::npos);
}

TEST_F(NodeTest, ARestartBeginsAnewAfterItsEnd) {
    start();
    node->begin(Fault::restart);
    EXPECT_EQ(ask("server_info").error().kind, ErrorKind::refused);
    node->end(Fault::restart);
    const auto response = ask("server_info");
    ASSERT_TRUE(response.has_value());
    EXPECT_NE(response->body.find(R"("uptime":0)"), std::string::npos);
}

TEST_F(NodeTest, FollowsAScriptOnTheClock) {
    start();
    const Script script{*parse_script("mute@30s+20s"), std::chrono::minutes(2)};
    loop.spawn("script", node->play(script));
    const SteadyTime begin = loop.clock.now().steady;
    for (const auto round : {std::chrono::seconds(0), std::chrono::seconds(120)}) {
        ASSERT_TRUE(loop.until([&] { return node->active(Fault::mute); }, Duration{50}));
        EXPECT_LE(elapsed(begin + round, loop.clock.now().steady), Duration{30'200});
        ASSERT_TRUE(loop.until([&] { return !node->active(Fault::mute); }, Duration{50}));
        EXPECT_GE(elapsed(begin + round, loop.clock.now().steady), Duration{50'000});
    }
}

TEST_F(NodeTest, AReplayRefusesConnectionsWhileTheNodeWasAway) {
    auto recording = load_recording(recording_file("life-outage"), "n1/ws", "n1/http");
    ASSERT_TRUE(recording.has_value());
    ReplayOptions options;
    options.speed = 100.0;
    node = std::make_unique<Node>(loop.executor(), loop.clock, std::move(*recording), options,
                                  ServerOptions{});
    serve();
    const auto reach = [this](Replay::Reach wanted) {
        return loop.until([=, this] { return node->replay()->reach() == wanted; }, Duration{10});
    };
    EXPECT_TRUE(ask("server_info").has_value());
    ASSERT_TRUE(reach(Replay::Reach::refused));
    EXPECT_EQ(ask("server_info").error().kind, ErrorKind::refused);
    ASSERT_TRUE(reach(Replay::Reach::open));
    EXPECT_TRUE(ask("server_info").has_value());
}

TEST_F(NodeTest, TheDemoHasThreeNodesThatAnswer) {
    Demo demo(loop.executor(), loop.clock);
    ASSERT_TRUE(demo.start().has_value());
    loop.spawn("demo", demo.run());
    ASSERT_EQ(demo.targets().size(), 3U);
    for (const DemoTarget& target : demo.targets()) {
        auto settings = Settings::parse(target.settings, "demo", [](const std::string&) {
            return std::optional<std::string>();
        });
        net::HttpRequest request;
        request.method = "POST";
        request.body = R"({"method":"server_info"})";
        const auto url = net::parse_url(settings.text("http", ""));
        const auto response = loop.get(http.send(*url, request, timeout));
        ASSERT_TRUE(response.has_value()) << target.name;
        EXPECT_NE(response->body.find("validated_ledger"), std::string::npos);
    }
    loop.stop();
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
