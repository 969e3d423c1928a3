#include "net/websocket_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/websocket_frames.hpp"
#include "unit/net/certificate_files.hpp"
#include "unit/net/script_server.hpp"

namespace nodewatch::net {
namespace {

using testing::HasSubstr;

class WebSocketClientTest : public testing::Test {
protected:
    Result<std::unique_ptr<WebSocketClient>> connect(const std::string& url,
                                                     WebSocketOptions options = {}) {
        return loop_.get(
            WebSocketClient::connect(loop_.executor(), parse_url(url).value(), options));
    }
    std::unique_ptr<WebSocketClient> open(const ScriptServer& server,
                                          WebSocketOptions options = {}) {
        return connect("ws://" + server.authority() + "/stream", options).value();
    }
    /// Connects to the script and reads until the end; the messages and the error.
    std::vector<std::string> read_all(WebSocketClient& client, Error& error) {
        std::vector<std::string> messages;
        for (;;) {
            const auto message = loop_.get(client.read());
            if (!message) {
                error = message.error();
                return messages;
            }
            messages.emplace_back(*message);
        }
    }

    Loop loop_;
};

std::string frame(Opcode opcode, std::string_view payload) {
    return encode_frame(opcode, payload, WebSocketSide::server);
}

TEST_F(WebSocketClientTest, ReadsWhatTheServerSends) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(frame(Opcode::text, "one") + frame(Opcode::text, "two") +
                            frame(Opcode::close, close_payload(1000, "done")));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    Error error;
    EXPECT_THAT(read_all(*client, error), testing::ElementsAre("one", "two"));
    EXPECT_EQ(error.kind, ErrorKind::closed);
    EXPECT_EQ(error.code, "1000");
    EXPECT_THAT(error.message, HasSubstr("done"));
    EXPECT_THAT(error.message, HasSubstr(server.authority()));
}

TEST_F(WebSocketClientTest, SendsMaskedTextAndReadsTheEcho) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        const std::string head = co_await peer.read_bytes(6);
        EXPECT_EQ(static_cast<unsigned char>(head[1]), 0x80U | 5U);
        std::string text = co_await peer.read_bytes(5);
        for (std::size_t i = 0; i < text.size(); ++i)
            text[i] = static_cast<char>(text[i] ^ head[2 + i % 4]);
        co_await peer.write(frame(Opcode::text, text));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    EXPECT_TRUE(loop_.get(client->send("hello")));
    EXPECT_EQ(loop_.get(client->read()).value(), "hello");
}

TEST_F(WebSocketClientTest, SendsTheTargetTheHeadersAndTheCredentials) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        const std::string head = co_await peer.read_head();
        EXPECT_THAT(head, testing::StartsWith("GET /admin?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
        EXPECT_THAT(head, HasSubstr("\r\nX-User: watcher\r\n"));
        EXPECT_THAT(head, HasSubstr("\r\nAuthorization: Basic bWU6c2VjcmV0\r\n"));
        EXPECT_THAT(head, HasSubstr("\r\nSec-WebSocket-Version: 13\r\n"));
    });
    WebSocketOptions options;
    options.headers.add("X-User", "watcher");
    const auto client = connect("ws://me:secret@" + server.authority() + "/admin?x=1", options);
    EXPECT_FALSE(client);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(WebSocketClientTest, AnswersPingsWhileReading) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(frame(Opcode::ping, "abc"));
        const std::string pong = co_await peer.read_bytes(9);
        EXPECT_EQ(static_cast<unsigned char>(pong[0]), 0x8aU);
        EXPECT_EQ(pong[6] ^ pong[2], 'a');
        co_await peer.write(frame(Opcode::text, "thanks"));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    EXPECT_EQ(loop_.get(client->read()).value(), "thanks");
}

TEST_F(WebSocketClientTest, TakesBufferedMessagesWithoutWaiting) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(frame(Opcode::text, "1") + frame(Opcode::text, "2") +
                            frame(Opcode::ping, "") + frame(Opcode::text, "3"));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    EXPECT_EQ(loop_.get(client->read()).value(), "1");
    EXPECT_EQ(client->read_buffered(), "2");
    EXPECT_EQ(client->read_buffered(), std::nullopt) << "the ping is for read() to answer";
    EXPECT_EQ(loop_.get(client->read()).value(), "3");
    EXPECT_EQ(client->read_buffered(), std::nullopt);
}

TEST_F(WebSocketClientTest, TellsThePolicyCloseOfASlowReader) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(frame(Opcode::close, close_payload(1008, "slow client")));
        const std::string answer = co_await peer.read_to_end();
        EXPECT_EQ(answer.size(), 6 + 2 + std::string("slow client").size());
    });
    auto client = open(server);
    const auto message = loop_.get(client->read());
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().kind, ErrorKind::closed);
    EXPECT_EQ(message.error().code, "1008");
    const auto again = loop_.get(client->read());
    EXPECT_EQ(again.error().code, "1008");
    EXPECT_FALSE(loop_.get(client->send("x")));
}

TEST_F(WebSocketClientTest, TellsACutConnectionFromACloseFrame) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(frame(Opcode::text, "whole message").substr(0, 7));
    });
    auto client = open(server);
    const auto message = loop_.get(client->read());
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().kind, ErrorKind::closed);
    EXPECT_EQ(message.error().code, "1006");
}

TEST_F(WebSocketClientTest, RefusesAFrameAboveTheLimitAndSaysSo) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(std::string("\x82\x7f\x00\x00\x00\x00\x03\x00\x00\x00", 10));
        const std::string answer = co_await peer.read_to_end();
        EXPECT_EQ(static_cast<unsigned char>(answer.at(0)), 0x88U);
        const int code = (static_cast<unsigned char>(answer[6] ^ answer[2]) << 8) |
                         static_cast<unsigned char>(answer[7] ^ answer[3]);
        EXPECT_EQ(code, 1009);
    });
    auto client = open(server);
    const auto message = loop_.get(client->read());
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().kind, ErrorKind::too_large);
    EXPECT_THAT(message.error().message, HasSubstr(server.authority()));
}

TEST_F(WebSocketClientTest, AProtocolViolationIsAnError) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write("\x81\x02\xc3\x28");
        co_await peer.read_to_end();
    });
    auto client = open(server);
    EXPECT_EQ(loop_.get(client->read()).error().kind, ErrorKind::protocol);
}

TEST_F(WebSocketClientTest, AbortEndsAPendingRead) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.read_to_end();
    });
    auto client = open(server);
    TaskGroup tasks(loop_.executor());
    std::optional<Error> error;
    tasks.spawn("read", [](WebSocketClient& c, std::optional<Error>& e) -> Task<void> {
        const auto message = co_await c.read();
        e = message.error();
    }(*client, error));
    loop_.poll();
    client->abort();
    loop_.run(tasks.join());
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, ErrorKind::cancelled);
}

TEST_F(WebSocketClientTest, ACancelledReadLosesNothing) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(frame(Opcode::text, "hello").substr(0, 4));
        co_await peer.read_bytes(1);
        co_await peer.write(frame(Opcode::text, "hello").substr(4));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    TaskGroup tasks(loop_.executor());
    tasks.spawn("read", [](WebSocketClient& c) -> Task<void> { co_await c.read(); }(*client));
    loop_.poll();
    tasks.cancel();
    loop_.run(tasks.join());
    EXPECT_TRUE(loop_.get(client->send("go on")));
    EXPECT_EQ(loop_.get(client->read()).value(), "hello");
}

TEST_F(WebSocketClientTest, ManySendsKeepTheirOrder) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        const std::string first = co_await peer.read_bytes(300'000 + 14);
        const std::string second = co_await peer.read_bytes(7);
        EXPECT_EQ(second[6] ^ second[2], 'b');
        co_await peer.write(frame(Opcode::text, "got both"));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    TaskGroup tasks(loop_.executor());
    const auto send = [](WebSocketClient& c, std::string text) -> Task<void> {
        const auto sent = co_await c.send(std::move(text));
        EXPECT_TRUE(sent);
    };
    tasks.spawn("first", send(*client, std::string(300'000, 'a')));
    tasks.spawn("second", send(*client, "b"));
    EXPECT_EQ(loop_.get(client->read()).value(), "got both");
    loop_.run(tasks.join());
}

TEST_F(WebSocketClientTest, ASendThatThePeerDoesNotTakeTimesOut) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer never(executor, asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable_t<asio::any_io_executor>{});
    });
    WebSocketOptions options;
    options.write_timeout = Duration{100};
    auto client = open(server, options);
    const auto sent = loop_.get(client->send(std::string(30U << 20U, 'x')));
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().kind, ErrorKind::timeout);
    EXPECT_FALSE(loop_.get(client->read()));
}

TEST_F(WebSocketClientTest, CloseExchangesCloseFrames) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        const std::string farewell = co_await peer.read_bytes(8);
        EXPECT_EQ(static_cast<unsigned char>(farewell[0]), 0x88U);
        co_await peer.write(frame(Opcode::text, "late") +
                            frame(Opcode::close, close_payload(1000, "")));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    loop_.run(client->close());
    EXPECT_EQ(loop_.get(client->read()).error().kind, ErrorKind::closed);
}

TEST_F(WebSocketClientTest, CloseWhileAnotherReads) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.read_bytes(8);
        co_await peer.write(frame(Opcode::close, close_payload(1000, "")));
        co_await peer.read_to_end();
    });
    auto client = open(server);
    TaskGroup tasks(loop_.executor());
    std::optional<Error> error;
    tasks.spawn("read", [](WebSocketClient& c, std::optional<Error>& e) -> Task<void> {
        const auto message = co_await c.read();
        e = message.error();
    }(*client, error));
    loop_.poll();
    loop_.run(client->close());
    loop_.run(tasks.join());
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, ErrorKind::closed);
    EXPECT_EQ(error->code, "1000");
}

TEST_F(WebSocketClientTest, DestroyingTheClientEndsAPendingRead) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.read_to_end();
    });
    auto client = open(server);
    TaskGroup tasks(loop_.executor());
    std::optional<Error> error;
    tasks.spawn("read", [](WebSocketClient& c, std::optional<Error>& e) -> Task<void> {
        const auto message = co_await c.read();
        e = message.error();
    }(*client, error));
    loop_.poll();
    client.reset();
    loop_.run(tasks.join());
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, ErrorKind::cancelled);
}

// ---- connecting

TEST_F(WebSocketClientTest, NobodyListening) {
    std::string authority;
    {
        ScriptServer server(loop_, [](Peer&) -> Task<void> { co_return; });
        authority = server.authority();
    }
    const auto client = connect("ws://" + authority);
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::refused);
    EXPECT_THAT(client.error().message, HasSubstr(authority));
}

TEST_F(WebSocketClientTest, AHostThatDoesNotExist) {
    const auto client = connect("ws://does-not-exist.invalid:6006");
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::dns);
    EXPECT_THAT(client.error().message, HasSubstr("does-not-exist.invalid"));
}

TEST_F(WebSocketClientTest, AServerThatAcceptsAndSaysNothing) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> { co_await peer.read_to_end(); });
    WebSocketOptions options;
    options.connect_timeout = Duration{100};
    const auto client = connect("ws://" + server.authority(), options);
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::timeout);
    EXPECT_THAT(client.error().message, HasSubstr("WebSocket handshake"));
}

TEST_F(WebSocketClientTest, ARefusalInHttpIsToldWithItsText) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 20\r\n\r\nServer is overloaded");
    });
    const auto client = connect("ws://" + server.authority());
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::http_status);
    EXPECT_EQ(client.error().code, "503");
    EXPECT_THAT(client.error().message, HasSubstr("Server is overloaded"));
}

TEST_F(WebSocketClientTest, ForbiddenIsAPermission) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        co_await peer.write("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    const auto client = connect("ws://" + server.authority());
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::permission);
    EXPECT_EQ(client.error().code, "403");
}

TEST_F(WebSocketClientTest, WrongUpgradesAreRefused) {
    const auto script = [](Peer& peer) -> Task<void> {
        co_await peer.read_head();
        const std::string answers[] = {
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "\x15\x03\x01\x00\x02\x02\x16",
        };
        co_await peer.write(answers[peer.number()]);
    };
    ScriptServer server(loop_, script);
    for (int i = 0; i < 4; ++i) {
        const auto client = connect("ws://" + server.authority());
        ASSERT_FALSE(client) << i;
        EXPECT_EQ(client.error().kind, ErrorKind::protocol) << client.error().message;
    }
}

TEST_F(WebSocketClientTest, AServerThatClosesAtOnce) {
    ScriptServer server(loop_, [](Peer&) -> Task<void> { co_return; });
    const auto client = connect("ws://" + server.authority());
    ASSERT_FALSE(client);
    EXPECT_THAT(client.error().kind, testing::AnyOf(ErrorKind::closed, ErrorKind::transport));
}

TEST_F(WebSocketClientTest, AConnectThatIsCancelledEnds) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> { co_await peer.read_to_end(); });
    TaskGroup tasks(loop_.executor());
    tasks.spawn("connect", [](asio::any_io_executor executor, Url url) -> Task<void> {
        co_await WebSocketClient::connect(executor, std::move(url), WebSocketOptions{});
        ADD_FAILURE() << "was not cancelled";
    }(loop_.executor(), parse_url("ws://" + server.authority()).value()));
    loop_.poll();
    tasks.cancel();
    loop_.run(tasks.join());
}

// ---- TLS

TEST_F(WebSocketClientTest, SpeaksTls) {
    const CertificateFiles files("127.0.0.1");
    const auto script = [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.write(frame(Opcode::text, std::string(100'000, 's')));
        co_await peer.read_bytes(7 + 8);  // the message and the close frame
    };
    ScriptServer server(loop_, script, files.server());
    WebSocketOptions options;
    options.tls = files.client();
    auto client = connect("wss://" + server.authority(), options);
    ASSERT_TRUE(client) << client.error().message;
    EXPECT_EQ(loop_.get((*client)->read()).value().size(), 100'000U);
    EXPECT_TRUE(loop_.get((*client)->send("x")));
    loop_.run((*client)->close());
}

TEST_F(WebSocketClientTest, AnUntrustedCertificateIsRefused) {
    const CertificateFiles files("127.0.0.1");
    ScriptServer server(loop_, [](Peer&) -> Task<void> { co_return; }, files.server());
    const auto client = connect("wss://" + server.authority());
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::tls);
    EXPECT_THAT(client.error().message, HasSubstr("self-signed"));
    EXPECT_THAT(client.error().message, HasSubstr("ca_file"));
}

TEST_F(WebSocketClientTest, ACertificateForAnotherHostIsRefused) {
    const CertificateFiles files("example.org");
    ScriptServer server(loop_, [](Peer&) -> Task<void> { co_return; }, files.server());
    WebSocketOptions options;
    options.tls = files.client();
    const auto client = connect("wss://" + server.authority(), options);
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::tls);
    EXPECT_THAT(client.error().message, HasSubstr("mismatch"));
}

TEST_F(WebSocketClientTest, VerificationCanBeTurnedOff) {
    const CertificateFiles files("example.org");
    const auto script = [](Peer& peer) -> Task<void> {
        co_await peer.accept_websocket();
        co_await peer.read_to_end();
    };
    ScriptServer server(loop_, script, files.server());
    WebSocketOptions options;
    options.tls.verify = false;
    const auto client = connect("wss://" + server.authority(), options);
    EXPECT_TRUE(client) << client.error().message;
}

TEST_F(WebSocketClientTest, TlsTowardsAPlainPort) {
    ScriptServer server(loop_, [](Peer& peer) -> Task<void> {
        co_await peer.read_bytes(1);
        co_await peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    const auto client = connect("wss://" + server.authority());
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::tls);
    EXPECT_THAT(client.error().message, HasSubstr("TLS"));
}

}  // namespace
}  // namespace nodewatch::net
