#include "net/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/gzip.hpp"
#include "unit/net/certificate_files.hpp"
#include "unit/net/script_server.hpp"

namespace nodewatch::net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class HttpClientTest : public testing::Test {
protected:
    Result<HttpResponse> get(HttpClient& client, const std::string& url,
                             Duration timeout = Duration{10'000}) {
        return loop_.get(client.send(parse_url(url).value(), {}, timeout));
    }
    /// One GET of the script with a client of its own.
    Result<HttpResponse> get(ScriptServer::Script script, HttpClientOptions options = {},
                             Duration timeout = Duration{10'000}) {
        ScriptServer server(loop_, std::move(script));
        HttpClient client(loop_.executor(), std::move(options));
        return get(client, "http://" + server.authority() + "/x", timeout);
    }

    Loop loop_;
};

std::string answer(const std::string& body, const std::string& fields = "") {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

/// Answers every request of a connection with its number and the connection's.
Task<void> keep_alive_script(Peer& peer) {
    for (int request = 0;; ++request) {
        const std::string head = co_await peer.read_head();
        if (head.empty()) co_return;
        co_await peer.write(answer(std::to_string(peer.number()) + "/" + std::to_string(request)));
    }
}

TEST_F(HttpClientTest, PostsAndReads) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        const std::string head = co_await peer.read_head();
        EXPECT_THAT(head, StartsWith("POST /rpc?v=2 HTTP/1.1\r\nHost: 127.0.0.1:"));
        EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 9\r\n"));
        EXPECT_THAT(head, HasSubstr("\r\nAccept-Encoding: gzip\r\n"));
        EXPECT_THAT(head, HasSubstr("\r\nContent-Type: application/json\r\n"));
        EXPECT_THAT(head, HasSubstr("\r\nAuthorization: Basic dXNlcjpwYXNz\r\n"));
        EXPECT_THAT(head, HasSubstr("\r\nUser-Agent: nodewatch"));
        const std::string body = co_await peer.read_bytes(9);
        EXPECT_EQ(body, "{\"id\": 1}");
        co_await peer.write(answer("{}", "Content-Type: application/json\r\n"));
    });
    HttpClient client(loop_.executor(), {});
    HttpRequest request{.method = "POST", .body = "{\"id\": 1}"};
    request.headers.add("Content-Type", "application/json");
    const auto url = parse_url("http://user:pass@" + server.authority() + "/rpc?v=2").value();
    const auto response = loop_.get(client.send(url, request, Duration{10'000}));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "{}");
    EXPECT_EQ(response->headers.get("content-type"), "application/json");
}

TEST_F(HttpClientTest, AnyStatusIsAnAnswerAndRedirectsAreNotFollowed) {
    const auto response = get([](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write("HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n");
    });
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 302);
    EXPECT_EQ(response->headers.get("Location"), "/y");
}

TEST_F(HttpClientTest, ReadsChunksAndAnnouncements) {
    const auto response = get([](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n"
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        co_await peer.write("6\r\n world\r\n0\r\n\r\n");
    });
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "hello world");
}

TEST_F(HttpClientTest, ReadsToTheEndOfTheConnection) {
    const auto response = get([](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write("HTTP/1.0 200 OK\r\n\r\nall that comes");
    });
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "all that comes");
}

TEST_F(HttpClientTest, AnAnswerToHeadHasNoBody) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        co_await peer.read_to_end();
    });
    HttpClient client(loop_.executor(), {});
    const HttpRequest request{.method = "HEAD"};
    const auto url = parse_url("http://" + server.authority()).value();
    const auto response = loop_.get(client.send(url, request, Duration{10'000}));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "");
}

TEST_F(HttpClientTest, DecodesGzip) {
    const auto response = get([](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(answer(gzip("compressed text"), "Content-Encoding: gzip\r\n"));
    });
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "compressed text");
}

TEST_F(HttpClientTest, LeavesUnpackingToTheCaller) {
    const std::string packed = gzip("compressed text");
    const auto response = get(
        [](Peer& peer) -> Task<void> {
            co_await peer.read_head();
            co_await peer.write(answer(gzip("compressed text"), "Content-Encoding: gzip\r\n"));
        },
        {.unpacks = false});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, packed);
    std::string body = response->body;
    ASSERT_TRUE(unpack(body, response->headers.get("Content-Encoding"), 15));
    EXPECT_EQ(body, "compressed text");
    std::string larger = packed;
    EXPECT_EQ(unpack(larger, "x-gzip", 14).error().kind, ErrorKind::too_large);
    EXPECT_EQ(unpack(body, "GZIP", 100).error().kind, ErrorKind::protocol);
    EXPECT_EQ(unpack(body, "br", 100).error().kind, ErrorKind::protocol);
    ASSERT_TRUE(unpack(body, "identity", 1));
    EXPECT_EQ(body, "compressed text");
}

// ---- limits

TEST_F(HttpClientTest, ALargeBodyIsRefused) {
    const auto response = get(
        [](Peer& peer) -> Task<void> {
            co_await peer.read_head();
            co_await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n");
            co_await peer.read_to_end();
        },
        {.max_response_bytes = 1'000});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::too_large);
}

TEST_F(HttpClientTest, ALargeChunkedBodyIsRefused) {
    const auto response = get(
        [](Peer& peer) -> Task<void> {
            co_await peer.read_head();
            co_await peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 100; ++i)
                co_await peer.write("64\r\n" + std::string(100, 'x') + "\r\n");
            co_await peer.read_to_end();
        },
        {.max_response_bytes = 1'000});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::too_large);
}

TEST_F(HttpClientTest, ABombIsRefused) {
    const auto response = get(
        [](Peer& peer) -> Task<void> {
            co_await peer.read_head();
            co_await peer.write(
                answer(gzip(std::string(10'000'000, 'x')), "Content-Encoding: gzip\r\n"));
        },
        {.max_response_bytes = 1'000'000});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::too_large);
}

TEST_F(HttpClientTest, EndlessHeadersAreRefused) {
    const auto response = get([](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'));
        co_await peer.read_to_end();
    });
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::too_large);
}

// ---- faults

TEST_F(HttpClientTest, ClassifiesFaults) {
    struct Case {
        const char* bytes;
        ErrorKind kind;
    };
    static constexpr Case cases[] = {
        {"", ErrorKind::transport},
        {"HTTP/1.1 200 OK\r\nContent-Le", ErrorKind::protocol},
        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", ErrorKind::protocol},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", ErrorKind::protocol},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", ErrorKind::protocol},
        {"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", ErrorKind::protocol},
        {"not HTTP at all\r\n\r\n", ErrorKind::protocol},
        {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
         ErrorKind::protocol},
        {"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nabcd",
         ErrorKind::protocol},
    };
    const auto script = [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(cases[peer.number()].bytes);
    };
    ScriptServer server(loop_, script);
    HttpClient client(loop_.executor(), {});
    for (const auto& expected : cases) {
        const auto response = get(client, "http://" + server.authority());
        ASSERT_FALSE(response) << expected.bytes;
        EXPECT_EQ(response.error().kind, expected.kind)
            << expected.bytes << ": " << response.error().message;
        EXPECT_THAT(response.error().message, HasSubstr(server.authority()));
    }
    EXPECT_EQ(client.connections(), 0U);
}

TEST_F(HttpClientTest, NobodyListens) {
    HttpClient client(loop_.executor(), {});
    std::string authority;
    {
        ScriptServer server(loop_, [](Peer&) -> Task<void> { co_return; });
        authority = server.authority();
    }
    const auto response = get(client, "http://" + authority);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::refused);
    EXPECT_THAT(response.error().message, HasSubstr(authority));
}

TEST_F(HttpClientTest, NoSuchHost) {
    HttpClient client(loop_.executor(), {});
    const auto response = get(client, "http://does-not-exist.invalid/");
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::dns);
}

TEST_F(HttpClientTest, ASilentServerTimesOut) {
    const auto response =
        get([](Peer& peer) -> Task<void> { co_await peer.read_to_end(); }, {}, Duration{100});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::timeout);
    EXPECT_THAT(response.error().message, HasSubstr("waiting for the answer"));
}

TEST_F(HttpClientTest, AServerThatDripsTimesOut) {
    const auto response = get(
        [](Peer& peer) -> Task<void> {
            co_await peer.read_head();
            co_await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            const auto executor = co_await asio::this_coro::executor;
            asio::steady_timer timer(executor);
            for (;;) {
                co_await peer.write("x");
                timer.expires_after(Duration{5});
                co_await timer.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
            }
        },
        {}, Duration{150});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::timeout);
}

TEST_F(HttpClientTest, ForgedHeadersAreNotSent) {
    ScriptServer server(loop_, keep_alive_script);
    HttpClient client(loop_.executor(), {});
    HttpRequest request;
    request.headers.add("X", "a\r\nAuthorization: forged");
    const auto url = parse_url("http://" + server.authority()).value();
    EXPECT_FALSE(loop_.get(client.send(url, request, Duration{10'000})));
}

// ---- the pool

TEST_F(HttpClientTest, ConnectionsAreKept) {
    ScriptServer server(loop_, keep_alive_script);
    HttpClient client(loop_.executor(), {});
    const auto url = "http://" + server.authority();
    EXPECT_EQ(get(client, url)->body, "0/0");
    EXPECT_EQ(get(client, url)->body, "0/1");
    EXPECT_EQ(get(client, url)->body, "0/2");
    EXPECT_EQ(client.connections(), 1U);
}

TEST_F(HttpClientTest, AnIdleConnectionIsClosedInTime) {
    ScriptServer server(loop_, keep_alive_script);
    HttpClient client(loop_.executor(), {.max_idle_time = Duration{1}});
    const auto url = "http://" + server.authority();
    EXPECT_EQ(get(client, url)->body, "0/0");
    loop_.run([](HttpClient& c) -> Task<void> {
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer timer(executor);
        while (c.connections() != 0) {
            timer.expires_after(Duration{1});
            co_await timer.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
        }
    }(client));
    EXPECT_EQ(get(client, url)->body, "1/0");
}

TEST_F(HttpClientTest, AConnectionTheServerGaveUpIsNotUsedAgain) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(answer(std::to_string(peer.number())));
    });
    HttpClient client(loop_.executor(), {});
    const auto url = "http://" + server.authority();
    EXPECT_EQ(get(client, url)->body, "0");
    EXPECT_EQ(get(client, url)->body, "1");
}

TEST_F(HttpClientTest, ARequestOnAConnectionClosedMeanwhileIsSentOnceMore) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(answer(std::to_string(peer.number())));
        // Takes the next request and closes without a byte, as a server does whose idle timer and
        // our request crossed.
        co_await peer.read_head();
    });
    HttpClient client(loop_.executor(), {});
    const auto url = "http://" + server.authority();
    EXPECT_EQ(get(client, url)->body, "0");
    EXPECT_EQ(get(client, url)->body, "1");
    EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, ARequestThatWasAnsweredInPartIsNotRepeated) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(answer("whole"));
        co_await peer.read_head();
        co_await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nha");
    });
    HttpClient client(loop_.executor(), {});
    const auto url = "http://" + server.authority();
    EXPECT_TRUE(get(client, url));
    const auto second = get(client, url);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::protocol);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, ConnectionCloseIsRespected) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(answer(std::to_string(peer.number()), "Connection: close\r\n"));
        co_await peer.read_to_end();
    });
    HttpClient client(loop_.executor(), {});
    const auto url = "http://" + server.authority();
    EXPECT_EQ(get(client, url)->body, "0");
    EXPECT_EQ(client.connections(), 0U);
    EXPECT_EQ(get(client, url)->body, "1");
}

TEST_F(HttpClientTest, CancellingClosesTheConnection) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> { co_await peer.read_to_end(); });
    HttpClient client(loop_.executor(), {});
    TaskGroup tasks(loop_.executor());
    tasks.spawn("send", [](HttpClient& c, Url url) -> Task<void> {
        co_await c.send(std::move(url), {}, Duration{10'000});
        ADD_FAILURE() << "was not cancelled";
    }(client, parse_url("http://" + server.authority()).value()));
    loop_.poll();
    loop_.poll();
    tasks.cancel();
    loop_.run(tasks.join());
    EXPECT_EQ(client.connections(), 0U);
}

// ---- TLS

TEST_F(HttpClientTest, SpeaksTlsAndKeepsTheConnection) {
    const CertificateFiles files("localhost");
    ScriptServer server(loop_, keep_alive_script, files.server());
    HttpClientOptions options;
    options.tls = files.client();
    HttpClient client(loop_.executor(), options);
    const auto url = "https://localhost:" + std::to_string(server.port());
    const auto first = get(client, url);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->body, "0/0");
    EXPECT_EQ(get(client, url)->body, "0/1");
}

TEST_F(HttpClientTest, AnUntrustedServerIsRefused) {
    const CertificateFiles files("127.0.0.1");
    ScriptServer server(loop_, keep_alive_script, files.server());
    HttpClient client(loop_.executor(), {});
    const auto response = get(client, "https://" + server.authority());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::tls);
}

TEST_F(HttpClientTest, AMissingCaFileIsAConfigurationError) {
    HttpClientOptions options;
    options.tls.ca_file = "/nonexistent/ca.pem";
    HttpClient client(loop_.executor(), options);
    const auto response = get(client, "https://127.0.0.1:1");
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::configuration);
    EXPECT_THAT(response.error().message, HasSubstr("/nonexistent/ca.pem"));
}

/// What a consumer was given of one answer.
struct Streamed {
    Result<HttpResponse> response;
    std::string body;
    std::size_t pieces = 0, largest = 0;
};

class HttpStreamTest : public HttpClientTest {
protected:
    Streamed stream(const std::string& bytes, HttpClientOptions options = {},
                    std::size_t wanted = std::string::npos) {
        ScriptServer server(loop_, [bytes](Peer& peer) { return answer_plainly(peer, bytes); });
        HttpClient client(loop_.executor(), options);
        Streamed streamed;
        const auto consume = [&](std::string_view piece) {
            streamed.body.append(piece);
            streamed.largest = std::max(streamed.largest, piece.size());
            ++streamed.pieces;
            return streamed.body.size() < wanted;
        };
        streamed.response =
            loop_.get(client.stream(parse_url("http://" + server.authority() + "/").value(), {},
                                    Duration{10'000}, consume));
        return streamed;
    }
    static Task<void> answer_plainly(Peer& peer, std::string bytes) {
        const std::string head = co_await peer.read_head();
        EXPECT_THAT(head, HasSubstr("\r\nAccept-Encoding: identity\r\n"));
        co_await peer.write(bytes);
    }
    static std::string large_text() {
        std::string text;
        for (int i = 0; text.size() < 3'000'000; ++i)
            text += std::to_string(i);
        return text;
    }
};

TEST_F(HttpStreamTest, AConsumerTakesTheBodyInPieces) {
    HttpClientOptions options;
    options.max_response_bytes = 1'000;  // holds for what is kept
    const auto streamed = stream(answer(large_text()), options);
    ASSERT_TRUE(streamed.response) << streamed.response.error().message;
    EXPECT_EQ(streamed.body, large_text());
    EXPECT_EQ(streamed.response->body, "");
    EXPECT_GT(streamed.pieces, 10U);
    EXPECT_LE(streamed.largest, 256U << 10U);
}

TEST_F(HttpStreamTest, AChunkedBodyToo) {
    const auto streamed = stream(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    ASSERT_TRUE(streamed.response) << streamed.response.error().message;
    EXPECT_EQ(streamed.body, "abcde");
}

TEST_F(HttpStreamTest, AnErrorIsNoneOfItsBusiness) {
    const auto streamed = stream("HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\nwrong");
    ASSERT_TRUE(streamed.response);
    EXPECT_EQ(streamed.response->body, "wrong");
    EXPECT_EQ(streamed.pieces, 0U);
}

TEST_F(HttpStreamTest, WhatIsNotWantedAnyMoreIsBrokenOff) {
    const auto streamed = stream(answer(large_text()), {}, 100'000);
    ASSERT_FALSE(streamed.response);
    EXPECT_EQ(streamed.response.error().kind, ErrorKind::protocol);
    EXPECT_THAT(streamed.response.error().message, HasSubstr("not wanted"));
    EXPECT_LT(streamed.body.size(), 1'000'000U);
}

TEST_F(HttpStreamTest, ItsBodyHasABound) {
    HttpClientOptions options;
    options.max_streamed_bytes = 10'000;
    const auto streamed = stream(answer(large_text()), options);
    ASSERT_FALSE(streamed.response);
    EXPECT_EQ(streamed.response.error().kind, ErrorKind::too_large);
}

TEST_F(HttpStreamTest, ACompressedOneComesAsAWhole) {
    const auto streamed = stream(answer(gzip(large_text()), "Content-Encoding: gzip\r\n"));
    ASSERT_TRUE(streamed.response) << streamed.response.error().message;
    EXPECT_EQ(streamed.body, large_text());
    EXPECT_EQ(streamed.pieces, 1U);
    EXPECT_EQ(streamed.response->body, "");
}

}  // namespace
}  // namespace nodewatch::net
