#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "net/stream.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::net {

/// The far end of one connection, as a script drives it: byte by byte, right or wrong.
class Peer {
public:
    Peer(std::unique_ptr<ByteStream> stream, int number)
        : stream_(std::move(stream)), number_(number) {}

    /// 0 for the first connection to the server, 1 for the next...
    int number() const { return number_; }
    ByteStream& stream() { return *stream_; }
    Task<void> write(std::string bytes);
    /// Reads to the end of an HTTP head, or what came before the end of the connection.
    Task<std::string> read_head();
    Task<std::string> read_bytes(std::size_t size);
    /// A head, and the 101 that belongs to it.
    Task<void> accept_websocket();
    /// Until the other side closes; what it sent meanwhile.
    Task<std::string> read_to_end();

private:
    std::unique_ptr<ByteStream> stream_;
    int number_;
    std::string received_;
};

/// Runs one script for each connection it takes on a free loopback port. When the script ends, the
/// connection is closed.
class ScriptServer {
public:
    using Script = std::function<Task<void>(Peer&)>;

    ScriptServer(Loop& loop, Script script, std::optional<TlsServerOptions> tls = {});
    ~ScriptServer();

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string authority() const { return "127.0.0.1:" + std::to_string(port()); }
    int connections() const { return connections_; }
    /// From now on connections are refused.
    void close() { acceptor_.close(); }

private:
    Task<void> accept();
    Task<void> serve(asio::ip::tcp::socket socket, int number);

    Loop& loop_;
    Script script_;
    std::shared_ptr<TlsServerContext> tls_;
    asio::ip::tcp::acceptor acceptor_;
    TaskGroup tasks_;
    int connections_ = 0;
};

}  // namespace nodewatch::net
