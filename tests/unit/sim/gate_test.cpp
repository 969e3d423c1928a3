#include "sim/xrpl/gate.hpp"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <memory>

#include "loop.hpp"

namespace nodewatch::sim::xrpl {
namespace {

using asio::ip::tcp;

/// Sends back every byte.
class Echo {
public:
    explicit Echo(asio::any_io_executor executor)
        : acceptor_(executor, {asio::ip::address_v4::loopback(), 0}) {
        accept();
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    struct Peer : std::enable_shared_from_this<Peer> {
        explicit Peer(tcp::socket s) : socket(std::move(s)) {}
        void read() {
            socket.async_read_some(
                asio::buffer(bytes), [self = shared_from_this()](auto error, auto size) {
                    if (error) return;
                    boost::system::error_code ignored;
                    asio::write(self->socket, asio::buffer(self->bytes, size), ignored);
                    self->read();
                });
        }
        tcp::socket socket;
        std::array<char, 4096> bytes{};
    };
    void accept() {
        acceptor_.async_accept([this](auto error, tcp::socket socket) {
            if (error) return;
            std::make_shared<Peer>(std::move(socket))->read();
            accept();
        });
    }
    tcp::acceptor acceptor_;
};

/// A client that never blocks.
class Client : public std::enable_shared_from_this<Client> {
public:
    explicit Client(asio::any_io_executor executor) : socket_(executor) {}
    void connect(std::uint16_t port) {
        socket_.async_connect({asio::ip::address_v4::loopback(), port},
                              [self = shared_from_this()](auto error) {
                                  self->refused = static_cast<bool>(error);
                                  self->connected = !error;
                                  if (!error) self->read();
                              });
    }
    void send(std::string_view text) { asio::write(socket_, asio::buffer(text)); }

    std::string received;
    bool connected = false;
    bool refused = false;
    bool ended = false;

private:
    void read() {
        socket_.async_read_some(asio::buffer(bytes_),
                                [self = shared_from_this()](auto error, auto size) {
                                    self->received.append(self->bytes_.data(), size);
                                    self->ended = static_cast<bool>(error);
                                    if (!error) self->read();
                                });
    }
    tcp::socket socket_;
    std::array<char, 4096> bytes_{};
};

struct GateTest : testing::Test {
    Loop loop;
    Echo echo{loop.executor()};
    Gate gate{loop.executor(), echo.port()};

    void SetUp() override {
        ASSERT_TRUE(gate.listen().has_value());
        loop.spawn("gate", gate.run());
    }
    std::shared_ptr<Client> connect() {
        auto client = std::make_shared<Client>(loop.executor());
        client->connect(gate.port());
        EXPECT_TRUE(loop.until([&] { return client->connected || client->refused; }));
        return client;
    }
    /// A connection through which a byte has gone both ways.
    std::shared_ptr<Client> connect_and_talk() {
        auto client = connect();
        client->send("x");
        EXPECT_TRUE(loop.until([&] { return client->received == "x"; }));
        client->received.clear();
        return client;
    }
    void TearDown() override { loop.stop(); }
};

TEST_F(GateTest, PassesBytesBothWays) {
    auto client = connect();
    client->send("hello");
    EXPECT_TRUE(loop.until([&] { return client->received == "hello"; }));
    EXPECT_EQ(gate.accepted(), 1U);
}

TEST_F(GateTest, ClosedRefusesAndCutsAndOpensAtTheSamePort) {
    auto before = connect_and_talk();
    const std::uint16_t port = gate.port();
    gate.set_mode(GateMode::closed);
    EXPECT_TRUE(loop.until([&] { return before->ended; }));
    EXPECT_TRUE(connect()->refused);
    gate.set_mode(GateMode::open);
    EXPECT_TRUE(loop.until([&] { return connect()->connected; }));
    EXPECT_EQ(gate.port(), port);
}

TEST_F(GateTest, SilentTakesConnectionsAndNeverAnswers) {
    gate.set_mode(GateMode::silent);
    auto client = connect();
    client->send("hello");
    EXPECT_TRUE(loop.until([&] { return gate.accepted() == 1; }));
    EXPECT_EQ(client->received, "");
    EXPECT_FALSE(client->ended);
    gate.set_mode(GateMode::open);
    EXPECT_TRUE(loop.until([&] { return client->ended; }));
}

TEST_F(GateTest, FrozenHoldsBytesBackUntilItThaws) {
    auto frozen = connect_and_talk();
    gate.set_mode(GateMode::frozen);
    frozen->send("one");
    // A connection beside it shows that time has passed.
    auto beside = connect();
    EXPECT_TRUE(loop.until([&] { return gate.connections() == 2; }));
    EXPECT_EQ(frozen->received, "");
    EXPECT_FALSE(frozen->ended);
    gate.set_mode(GateMode::open);
    EXPECT_TRUE(loop.until([&] { return frozen->received == "one"; }));
}

TEST_F(GateTest, LimitCutsInTheMiddle) {
    gate.set_limit(4);
    auto client = connect();
    client->send("hello world");
    EXPECT_TRUE(loop.until([&] { return client->ended; }));
    EXPECT_EQ(client->received, "hell");
}

TEST_F(GateTest, ReplyAnswersInThePlaceOfTheServer) {
    gate.set_reply("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    auto client = connect();
    client->send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(loop.until([&] { return client->ended; }));
    EXPECT_EQ(client->received, "HTTP/1.1 503 Service Unavailable\r\n\r\n");
    gate.set_reply(std::nullopt);
    connect_and_talk();
}

TEST_F(GateTest, CutEndsOpenConnectionsOnly) {
    auto client = connect_and_talk();
    gate.cut();
    EXPECT_TRUE(loop.until([&] { return client->ended; }));
    connect_and_talk();
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
