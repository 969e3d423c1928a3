#include "net/http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "net/connect.hpp"
#include "net/gzip.hpp"
#include "net/http_client.hpp"
#include "net/websocket_client.hpp"
#include "net/websocket_frames.hpp"
#include "unit/net/certificate_files.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Task<HttpResponse> hello(const ServerRequest&) {
    co_return text_response(200, "hello\n");
}
Task<HttpResponse> echo(const ServerRequest& request) {
    std::string text = request.method + " " + request.path + "\n";
    for (const auto& [name, value] : request.query)
        text += name + "=" + value + "\n";
    co_return text_response(200, text + request.body);
}
Task<HttpResponse> large(const ServerRequest&) {
    co_return text_response(200, std::string(100'000, 'x'));
}
Task<HttpResponse> wait_forever(const ServerRequest&) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
    co_return text_response(200, "never");
}
/// Answers a few turns of the loop later.
Task<HttpResponse> soon(const ServerRequest&) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, std::chrono::milliseconds(5));
    co_await timer.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
    co_return text_response(200, "soon");
}
Task<HttpResponse> fail(const ServerRequest&) {
    throw std::runtime_error("a bug");
    co_return HttpResponse{};
}
Task<HttpResponse> forge(const ServerRequest&) {
    auto response = text_response(200, "");
    response.headers.add("X", "a\r\nSet-Cookie: b");
    co_return response;
}
Task<void> echo_socket(std::shared_ptr<WebSocketSession> session, ServerRequest request) {
    co_await session->send("hello " + request.path);
    for (;;) {
        const auto message = co_await session->read();
        if (!message) co_return;
        if (*message == "throw") throw std::runtime_error("a bug");
        if (*message == "leave") co_return;
        co_await session->send(std::string(*message));
    }
}

class HttpServerTest : public testing::Test {
protected:
    void TearDown() override { stop(); }

    HttpServer& start(HttpServerOptions options = {}) {
        if (options.listen.empty()) options.listen = {Endpoint{"127.0.0.1", 0}};
        server_ = std::make_unique<HttpServer>(loop_.executor(), options);
        server_->route("GET", "/hello", hello);
        server_->route("GET", "/echo", echo);
        server_->route("POST", "/echo", echo);
        server_->route("GET", "/large", large);
        server_->route("GET", "/forever", wait_forever);
        server_->route("POST", "/large-body", echo, {.max_body_bytes = 300});
        server_->route("GET", "/long", wait_forever,
                       {.handler_timeout = Duration{60'000}, .stop_when_client_leaves = true});
        server_->route("GET", "/soon", soon, {.stop_when_client_leaves = true});
        server_->route("GET", "/fail", fail);
        server_->route("GET", "/forge", forge);
        server_->websocket("/socket", echo_socket);
        const auto listening = server_->listen();
        EXPECT_TRUE(listening) << listening.error().message;
        tasks_.spawn("server", server_->run(Duration{100}));
        return *server_;
    }
    void stop() {
        tasks_.cancel();
        loop_.run(tasks_.join());
    }

    std::string authority() const { return "127.0.0.1:" + std::to_string(server_->ports().at(0)); }
    Url url(const std::string& target) const {
        return parse_url("http://" + authority() + target).value();
    }

    std::unique_ptr<ByteStream> connect_raw() {
        std::string_view phase;
        return loop_.get(connect(url("/"), nullptr, phase)).value();
    }
    static Task<std::string> read_to_end(ByteStream& stream) {
        std::string all;
        for (;;) {
            char room[4096];
            const auto size = co_await stream.read_some(asio::buffer(room));
            if (!size) co_return all;
            all.append(room, *size);
        }
    }
    /// Sends the bytes and reads until the server closes.
    std::string raw(const std::string& bytes) {
        const auto stream = connect_raw();
        EXPECT_TRUE(loop_.get(stream->write(bytes)));
        return loop_.get(read_to_end(*stream));
    }
    HttpResponse fetch(const std::string& target, HttpRequest request = {}) {
        HttpClient client(loop_.executor(), {});
        auto response = loop_.get(client.send(url(target), std::move(request), Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
        return response.value_or(HttpResponse{.status = 0});
    }

    Loop loop_;
    std::unique_ptr<HttpServer> server_;
    TaskGroup tasks_{loop_.executor()};
};

const std::string close_field = "Host: x\r\nConnection: close\r\n\r\n";

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
    start();
    HttpClient client(loop_.executor(), {});
    for (int i = 0; i < 3; ++i) {
        const auto response = loop_.get(client.send(url("/hello"), {}, Duration{10'000}));
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(response->body, "hello\n");
        EXPECT_EQ(response->headers.get("Content-Type"), "text/plain; charset=utf-8");
    }
    EXPECT_EQ(server_->counters().connections, 1U);
    EXPECT_EQ(server_->counters().requests, 3U);
}

TEST_F(HttpServerTest, DecodesPathQueryAndForm) {
    start();
    EXPECT_EQ(fetch("/ech%6f?a=1%202&b=x+y").body, "GET /echo\na=1 2\nb=x y\n");
    HttpRequest form{.method = "POST", .body = "c=%C3%A9&d="};
    form.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    EXPECT_EQ(fetch("/echo?a=1", form).body, "POST /echo\nc=\xc3\xa9\nd=\na=1\nc=%C3%A9&d=");
    EXPECT_THAT(raw("GET /echo?a=%zz HTTP/1.1\r\n" + close_field), StartsWith("HTTP/1.1 400 "));
    form.body = "%";
    EXPECT_EQ(fetch("/echo", form).status, 400);
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
    start();
    const auto answers =
        raw("GET /echo?n=1 HTTP/1.1\r\nHost: x\r\n\r\n"
            "POST /echo?n=2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
            "GET /echo?n=3 HTTP/1.1\r\n" +
            close_field);
    const auto first = answers.find("n=1\n");
    const auto second = answers.find("n=2\nabc");
    const auto third = answers.find("n=3\n");
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_NE(third, std::string::npos);
}

TEST_F(HttpServerTest, HeadHasTheFieldsOfGetAndNoBody) {
    start();
    const auto answer = raw("HEAD /hello HTTP/1.1\r\n" + close_field);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 6\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, OldClientsAreServed) {
    start();
    const auto answer = raw("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("hello\n"));
}

TEST_F(HttpServerTest, CompressesLargeTextForWhoWantsIt) {
    start();
    const auto packed = raw("GET /large HTTP/1.1\r\nAccept-Encoding: gzip;q=0.5\r\n" + close_field);
    EXPECT_THAT(packed, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
    EXPECT_THAT(packed, HasSubstr("\r\nVary: Accept-Encoding\r\n"));
    EXPECT_EQ(gunzip(packed.substr(packed.find("\r\n\r\n") + 4), 1'000'000).value(),
              std::string(100'000, 'x'));
    const auto plain = raw("GET /large HTTP/1.1\r\nAccept-Encoding: gzip;q=0\r\n" + close_field);
    EXPECT_THAT(plain, Not(HasSubstr("Content-Encoding")));
    EXPECT_THAT(plain, HasSubstr("\r\nContent-Length: 100000\r\n"));
    const auto small = raw("GET /hello HTTP/1.1\r\nAccept-Encoding: gzip\r\n" + close_field);
    EXPECT_THAT(small, Not(HasSubstr("Content-Encoding")));
    EXPECT_EQ(fetch("/large").body.size(), 100'000U) << "our own client asks for gzip";
}

TEST_F(HttpServerTest, ErrorsAreJson) {
    start();
    const auto missing = fetch("/nothing");
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.headers.get("Content-Type"), "application/json");
    EXPECT_EQ(missing.body,
              R"({"status":"error","errorType":"not_found","error":"there is no such path"})");
    const auto method = fetch("/hello", {.method = "DELETE"});
    EXPECT_EQ(method.status, 405);
    EXPECT_EQ(method.headers.get("Allow"), "GET, HEAD");
    EXPECT_EQ(server_->counters().client_errors, 2U);
}

TEST_F(HttpServerTest, AHandlerThatThrowsIsA500AndIsLogged) {
    start();
    std::string logged;
    log::set_observer([&](log::Level level, std::string_view, std::string_view text) {
        if (level == log::Level::error) logged += text;
    });
    EXPECT_EQ(fetch("/fail?secret=1").status, 500);
    EXPECT_EQ(fetch("/forge").status, 500);
    log::set_observer(nullptr);
    EXPECT_THAT(logged, HasSubstr("/fail"));
    EXPECT_THAT(logged, HasSubstr("a bug"));
    EXPECT_THAT(logged, Not(HasSubstr("secret")));
    EXPECT_EQ(server_->counters().server_errors, 2U);
    EXPECT_EQ(fetch("/hello").status, 200);
}

TEST_F(HttpServerTest, ASlowHandlerIsA503) {
    start({.handler_timeout = Duration{50}});
    EXPECT_EQ(fetch("/forever").status, 503);
}

// ---- what is no acceptable request

TEST_F(HttpServerTest, MalformedRequestsAre400) {
    start();
    for (const char* bytes :
         {"nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "GET /hello HTTP/1.1\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
          "GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: "
          "chunked\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "GET hello HTTP/1.1\r\nHost: x\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n"}) {
        const auto answer = raw(bytes);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << bytes;
        EXPECT_THAT(answer, HasSubstr("{\"status\":\"error\"")) << bytes;
    }
    EXPECT_THAT(raw("GET /hello HTTP/2.0\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
    EXPECT_THAT(raw("GET /hello HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n"
                    "Connection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 417 "));
}

TEST_F(HttpServerTest, LimitsOnHeadAndBody) {
    start({.max_header_bytes = 1'000, .max_body_bytes = 100});
    EXPECT_THAT(raw("GET /hello HTTP/1.1\r\nHost: x\r\nX: " + std::string(2'000, 'x') + "\r\n\r\n"),
                StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(raw("GET /" + std::string(2'000, 'x')), StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" +
                    std::string(101, 'x')),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(raw("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                    std::string(101, 'x') + "\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(
        raw("POST /echo HTTP/1.1\r\nContent-Length: 100\r\n" + close_field + std::string(100, 'x')),
        StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, ARouteHasLimitsOfItsOwn) {
    start({.max_body_bytes = 100, .handler_timeout = Duration{1}});
    EXPECT_THAT(raw("POST /large-body HTTP/1.1\r\nContent-Length: 300\r\n" + close_field +
                    std::string(300, 'x')),
                StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(raw("POST /large-body HTTP/1.1\r\nHost: x\r\nContent-Length: 301\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(raw("POST /large-body HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "))
        << "a gigabyte";
    EXPECT_THAT(raw("POST /large-body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "12d\r\n" +
                    std::string(301, 'x') + "\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, ManySmallChunksAreOneLargeBody) {
    start({.max_body_bytes = 1'000});
    const auto stream = connect_raw();
    ASSERT_TRUE(loop_.get(
        stream->write("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")));
    const std::string chunk = "64\r\n" + std::string(100, 'x') + "\r\n";
    // Each is read on its own; the eleventh is too much.
    for (int i = 0; i < 11; ++i) {
        EXPECT_TRUE(loop_.get(stream->write(chunk)));
        loop_.poll();
    }
    EXPECT_THAT(loop_.get(read_to_end(*stream)), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, AHandlerEndsWhenItsClientLeaves) {
    auto& server = start();
    {
        const auto stream = connect_raw();
        ASSERT_TRUE(loop_.get(stream->write("GET /long HTTP/1.1\r\nHost: x\r\n\r\n")));
        while (server.counters().requests == 0)
            loop_.poll();
        EXPECT_EQ(server.counters().open_connections, 1U);
        stream->close();
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (server.counters().open_connections > 0 && std::chrono::steady_clock::now() < end)
        loop_.poll();
    EXPECT_EQ(server.counters().open_connections, 0U);
}

TEST_F(HttpServerTest, WatchingTheClientLeavesTheConnectionWhole) {
    start();
    HttpClient client(loop_.executor(), {});
    for (int i = 0; i < 3; ++i) {
        const auto response = loop_.get(client.send(url("/soon"), {}, Duration{10'000}));
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->body, "soon");
    }
    EXPECT_EQ(server_->counters().connections, 1U);
    const std::string request = "GET /soon HTTP/1.1\r\nHost: x\r\n\r\n";
    EXPECT_THAT(raw(request + "GET /hello HTTP/1.1\r\n" + close_field),
                testing::AllOf(HasSubstr("soon"), EndsWith("hello\n")))
        << "a request sent ahead";
}

TEST_F(HttpServerTest, ABodyNobodyWantsDoesNotBecomeTheNextRequest) {
    start();
    const auto answer =
        raw("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 42\r\n\r\n"
            "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(answer, Not(HasSubstr("hello\n")));
}

TEST_F(HttpServerTest, Expect100IsMet) {
    start();
    const auto stream = connect_raw();
    EXPECT_TRUE(
        loop_.get(stream->write("POST /echo HTTP/1.1\r\nExpect: 100-continue\r\n"
                                "Content-Length: 3\r\n" +
                                close_field)));
    char room[100];
    const auto size = loop_.get(stream->read_some(asio::buffer(room)));
    ASSERT_TRUE(size);
    EXPECT_EQ(std::string_view(room, *size), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_TRUE(loop_.get(stream->write("abc")));
    EXPECT_THAT(loop_.get(read_to_end(*stream)), EndsWith("abc"));
}

// ---- slow and many clients

TEST_F(HttpServerTest, ASlowHeadIsCutOff) {
    start({.header_timeout = Duration{50}});
    EXPECT_THAT(raw("GET /hello HTTP/1.1\r\nHo"), StartsWith("HTTP/1.1 408 "));
    EXPECT_EQ(raw(""), "") << "nothing was asked, nothing is answered";
    EXPECT_EQ(server_->counters().timeouts, 2U);
}

TEST_F(HttpServerTest, ADrippingHeadIsCutOff) {
    start({.header_timeout = Duration{100}});
    const auto stream = connect_raw();
    const auto drip = [](ByteStream& s) -> Task<void> {
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer timer(executor);
        co_await s.write("GET /hello HTTP/1.1\r\nX: ");
        for (;;) {
            const auto written = co_await s.write("x");
            if (!written) co_return;
            timer.expires_after(Duration{5});
            co_await timer.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
        }
    };
    tasks_.spawn("drip", drip(*stream));
    EXPECT_THAT(loop_.get(read_to_end(*stream)), StartsWith("HTTP/1.1 408 "));
    EXPECT_EQ(server_->counters().timeouts, 1U);
    stop();
}

TEST_F(HttpServerTest, ASlowBodyIsCutOff) {
    start({.body_timeout = Duration{50}});
    EXPECT_THAT(raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"),
                StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpServerTest, AnIdleConnectionIsClosed) {
    start({.idle_timeout = Duration{50}});
    const auto answer = raw("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, EndsWith("hello\n"));
    EXPECT_EQ(server_->counters().timeouts, 0U);
}

TEST_F(HttpServerTest, AClientThatDoesNotReadIsCutOff) {
    start({.write_timeout = Duration{50}});
    server_->route("GET", "/huge", [](const ServerRequest&) -> Task<HttpResponse> {
        co_return text_response(200, std::string(30U << 20U, 'x'));
    });
    const auto stream = connect_raw();
    EXPECT_TRUE(loop_.get(stream->write("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n")));
    const auto wait = [](HttpServer& server) -> Task<void> {
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer timer(executor);
        while (server.counters().timeouts == 0 || server.counters().open_connections != 0) {
            timer.expires_after(Duration{1});
            co_await timer.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
        }
    };
    loop_.run(wait(*server_));
    EXPECT_EQ(server_->counters().open_connections, 0U);
}

TEST_F(HttpServerTest, ClientsThatVanishLeaveNothing) {
    start();
    for (const char* bytes : {"", "GET /hel", "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n",
                              "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"}) {
        const auto stream = connect_raw();
        EXPECT_TRUE(loop_.get(stream->write(bytes)));
        stream->close();
    }
    const auto wait = [](HttpServer& server) -> Task<void> {
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer timer(executor);
        while (server.counters().connections < 4 || server.counters().open_connections != 0) {
            timer.expires_after(Duration{1});
            co_await timer.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
        }
    };
    loop_.run(wait(*server_));
    EXPECT_EQ(server_->counters().open_connections, 0U);
}

TEST_F(HttpServerTest, TooManyConnectionsAreTurnedAway) {
    start({.max_connections = 1});
    const auto first = connect_raw();
    EXPECT_TRUE(loop_.get(first->write("GET /forever HTTP/1.1\r\nHost: x\r\n\r\n")));
    // Larger than what the system holds for a server that does not read: when it closes with
    // something unread, the client cannot even finish sending.
    const std::string request =
        "POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n";
    const auto answer = raw(request + std::string(3'000'000, 'a'));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, HasSubstr("\r\nRetry-After: 1\r\n"));
    EXPECT_THAT(answer, HasSubstr(R"("errorType":"overloaded")"));
    EXPECT_EQ(server_->counters().refused_connections, 1U);
    EXPECT_EQ(server_->counters().open_connections, 1U);
}

// ---- who may ask

TEST_F(HttpServerTest, CredentialsAreAskedFor) {
    start({.authentication = {.bearer_token = "token",
                              .user = "me",
                              .password = "secret",
                              .open_paths = {"/echo"}}});
    const auto refused = fetch("/hello");
    EXPECT_EQ(refused.status, 401);
    EXPECT_THAT(std::string(refused.headers.get("WWW-Authenticate")), StartsWith("Basic realm="));
    EXPECT_EQ(fetch("/nothing").status, 401) << "strangers do not learn which paths exist";
    HttpRequest request;
    request.headers.add("Authorization", "Bearer token");
    EXPECT_EQ(fetch("/hello", request).status, 200);
    EXPECT_EQ(fetch("/echo").status, 200);
    EXPECT_EQ(loop_
                  .get(WebSocketClient::connect(
                      loop_.executor(), parse_url("ws://" + authority() + "/socket").value(), {}))
                  .error()
                  .code,
              "401");
    EXPECT_TRUE(loop_.get(WebSocketClient::connect(
        loop_.executor(), parse_url("ws://me:secret@" + authority() + "/socket").value(), {})));
}

TEST_F(HttpServerTest, TheAccessLogHidesTheQuery) {
    start();
    log::configure({.level = log::Level::debug});
    std::string logged;
    log::set_observer([&](log::Level, std::string_view, std::string_view text) { logged += text; });
    fetch("/hello?token=secret");
    log::set_observer(nullptr);
    log::configure({});
    EXPECT_THAT(logged, HasSubstr("GET /hello 200"));
    EXPECT_THAT(logged, Not(HasSubstr("secret")));
}

// ---- addresses

TEST_F(HttpServerTest, ListensOnSeveralAddresses) {
    start({.listen = {Endpoint{"127.0.0.1", 0}, Endpoint{"localhost", 0}}});
    ASSERT_EQ(server_->ports().size(), 2U);
    HttpClient client(loop_.executor(), {});
    for (const auto port : server_->ports()) {
        const auto address =
            parse_url("http://127.0.0.1:" + std::to_string(port) + "/hello").value();
        EXPECT_TRUE(loop_.get(client.send(address, {}, Duration{10'000})));
    }
}

TEST_F(HttpServerTest, ListensOnIpv6) {
    HttpServer probe(loop_.executor(), {.listen = {Endpoint{"::1", 0}}});
    if (!probe.listen()) GTEST_SKIP() << "no IPv6 on this machine";
    start({.listen = {Endpoint{"::1", 0}, Endpoint{"", 0}}});
    HttpClient client(loop_.executor(), {});
    for (const std::string host : {"[::1]", "127.0.0.1"}) {
        const auto port = server_->ports().at(host == "[::1]" ? 0 : 1);
        const auto address =
            parse_url("http://" + host + ":" + std::to_string(port) + "/hello").value();
        const auto response = loop_.get(client.send(address, {}, Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
    }
}

TEST_F(HttpServerTest, AnAddressInUseIsNamed) {
    start();
    HttpServer second(loop_.executor(), {.listen = {Endpoint{"127.0.0.1", server_->ports()[0]}}});
    const auto listening = second.listen();
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(listening.error().message, HasSubstr(authority()));
    EXPECT_THAT(listening.error().message, HasSubstr("another program"));
    HttpServer name(loop_.executor(), {.listen = {Endpoint{"example.org", 0}}});
    EXPECT_FALSE(name.listen());
}

TEST_F(HttpServerTest, ServesTls) {
    const CertificateFiles files("127.0.0.1");
    start({.tls = files.server(), .header_timeout = Duration{200}});
    HttpClientOptions options;
    options.tls = files.client();
    HttpClient client(loop_.executor(), options);
    const auto address = parse_url("https://" + authority() + "/large").value();
    for (int i = 0; i < 2; ++i) {
        const auto response = loop_.get(client.send(address, {}, Duration{10'000}));
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->body.size(), 100'000U);
        const auto soon_address = parse_url("https://" + authority() + "/soon").value();
        const auto watched = loop_.get(client.send(soon_address, {}, Duration{10'000}));
        ASSERT_TRUE(watched) << watched.error().message;
        EXPECT_EQ(watched->body, "soon");
    }
    EXPECT_EQ(server_->counters().connections, 1U);
    raw("GET /hello HTTP/1.1\r\n\r\n");  // plain text towards TLS
    EXPECT_EQ(raw(""), "") << "a handshake that never comes ends by the deadline";
}

TEST_F(HttpServerTest, AWrongCertificateFileIsNamed) {
    HttpServer server(loop_.executor(), {.listen = {Endpoint{"127.0.0.1", 0}},
                                         .tls = TlsServerOptions{"/nonexistent.pem", "/none"}});
    const auto listening = server.listen();
    ASSERT_FALSE(listening);
    EXPECT_THAT(listening.error().message, HasSubstr("/nonexistent.pem"));
}

// ---- stopping

TEST_F(HttpServerTest, ARequestUnderWayIsFinishedAtStop) {
    start();
    static asio::steady_timer* gate = nullptr;
    asio::steady_timer timer(loop_.executor(), asio::steady_timer::time_point::max());
    gate = &timer;
    server_->route("GET", "/gate", [](const ServerRequest&) -> Task<HttpResponse> {
        co_await gate->async_wait(asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{}));
        co_return text_response(200, "finished");
    });
    const auto idle = connect_raw();
    const auto busy = connect_raw();
    EXPECT_TRUE(loop_.get(busy->write("GET /gate HTTP/1.1\r\nHost: x\r\n\r\n")));
    while (server_->counters().requests == 0)
        loop_.poll();
    tasks_.cancel();
    EXPECT_EQ(loop_.get(read_to_end(*idle)), "") << "idle connections are closed at once";
    timer.cancel();
    const auto answer = loop_.get(read_to_end(*busy));
    EXPECT_THAT(answer, EndsWith("finished"));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    stop();
}

TEST_F(HttpServerTest, ARequestThatOutlastsTheGraceIsCut) {
    start();
    const auto busy = connect_raw();
    EXPECT_TRUE(loop_.get(busy->write("GET /forever HTTP/1.1\r\nHost: x\r\n\r\n")));
    while (server_->counters().requests == 0)
        loop_.poll();
    stop();
    EXPECT_EQ(loop_.get(read_to_end(*busy)), "");
    EXPECT_EQ(server_->counters().open_connections, 0U);
}

// ---- WebSockets

class ServerWebSocketTest : public HttpServerTest {
protected:
    std::unique_ptr<WebSocketClient> open() {
        auto client = loop_.get(WebSocketClient::connect(
            loop_.executor(), parse_url("ws://" + authority() + "/socket").value(), {}));
        EXPECT_TRUE(client) << client.error().message;
        return std::move(*client);
    }
    std::string read(WebSocketClient& client) {
        const auto message = loop_.get(client.read());
        return message ? std::string(*message) : "error " + message.error().code;
    }
};

TEST_F(ServerWebSocketTest, TalksBothWays) {
    start();
    auto client = open();
    EXPECT_EQ(read(*client), "hello /socket");
    const std::string large(300'000, 'x');
    for (const auto& text : {std::string("one"), std::string(), large}) {
        EXPECT_TRUE(loop_.get(client->send(text)));
        EXPECT_EQ(read(*client), text);
    }
    loop_.run(client->close());
    while (server_->counters().open_connections != 0)
        loop_.poll();
}

TEST_F(ServerWebSocketTest, TheEndOfTheHandlerClosesInOrder) {
    start();
    auto client = open();
    EXPECT_EQ(read(*client), "hello /socket");
    EXPECT_TRUE(loop_.get(client->send("leave")));
    EXPECT_EQ(read(*client), "error 1000");
}

TEST_F(ServerWebSocketTest, AHandlerThatThrowsClosesWith1011) {
    start();
    auto client = open();
    EXPECT_EQ(read(*client), "hello /socket");
    std::string logged;
    log::set_observer([&](log::Level, std::string_view, std::string_view text) { logged += text; });
    EXPECT_TRUE(loop_.get(client->send("throw")));
    EXPECT_EQ(read(*client), "error 1011");
    log::set_observer(nullptr);
    EXPECT_THAT(logged, HasSubstr("a bug"));
}

TEST_F(ServerWebSocketTest, StoppingSaysGoingAway) {
    start();
    auto client = open();
    EXPECT_EQ(read(*client), "hello /socket");
    tasks_.cancel();
    EXPECT_EQ(read(*client), "error 1001");
    stop();
}

TEST_F(ServerWebSocketTest, AMessageAboveTheLimitClosesWith1009) {
    start({.max_body_bytes = 1'000});
    auto client = open();
    EXPECT_EQ(read(*client), "hello /socket");
    EXPECT_TRUE(loop_.get(client->send(std::string(1'001, 'x'))));
    EXPECT_EQ(read(*client), "error 1009");
}

TEST_F(ServerWebSocketTest, APeerThatVanishesLeavesNothing) {
    start();
    auto client = open();
    client->abort();
    while (server_->counters().open_connections != 0)
        loop_.poll();
}

TEST_F(ServerWebSocketTest, WrongHandshakesAreRefused) {
    start();
    const std::string upgrade =
        "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\n";
    EXPECT_THAT(raw(upgrade + "Sec-WebSocket-Version: 8\r\n\r\n"),
                testing::AllOf(StartsWith("HTTP/1.1 426 "),
                               HasSubstr("\r\nSec-WebSocket-Version: 13\r\n")));
    EXPECT_THAT(raw(upgrade + "Sec-WebSocket-Version: 13\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(raw(upgrade + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n"),
                StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(fetch("/socket").status, 426);
}

TEST_F(ServerWebSocketTest, FramesRightBehindTheHandshakeAreNotLost) {
    start();
    const auto stream = connect_raw();
    EXPECT_TRUE(loop_.get(
        stream->write("GET /socket HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n"
                      "Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
                      encode_frame(Opcode::text, "early", WebSocketSide::client) +
                      encode_frame(Opcode::close, {}, WebSocketSide::client))));
    const auto answer = loop_.get(read_to_end(*stream));
    // The key and its answer are those of RFC 6455, 1.3.
    EXPECT_THAT(answer, HasSubstr("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_THAT(answer, HasSubstr("early"));
}

}  // namespace
}  // namespace nodewatch::net
