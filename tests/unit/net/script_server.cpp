#include "unit/net/script_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/websocket_handshake.hpp"

namespace nodewatch::net {
namespace {

using asio::ip::tcp;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{});

std::string header_of(const std::string& head, const std::string& name) {
    const auto start = head.find("\r\n" + name + ": ");
    if (start == std::string::npos) return {};
    const auto value = start + name.size() + 4;
    return head.substr(value, head.find("\r\n", value) - value);
}

}  // namespace

Task<void> Peer::write(std::string bytes) {
    co_await stream_->write(bytes);
}

Task<std::string> Peer::read_head() {
    for (;;) {
        const auto end = received_.find("\r\n\r\n");
        if (end != std::string::npos) {
            auto head = received_.substr(0, end + 4);
            received_.erase(0, end + 4);
            co_return head;
        }
        char room[4096];
        const auto size = co_await stream_->read_some(asio::buffer(room));
        if (!size) co_return std::exchange(received_, {});
        received_.append(room, *size);
    }
}

Task<std::string> Peer::read_bytes(std::size_t wanted) {
    while (received_.size() < wanted) {
        char room[4096];
        const auto size = co_await stream_->read_some(asio::buffer(room));
        if (!size) break;
        received_.append(room, *size);
    }
    auto bytes = received_.substr(0, wanted);
    received_.erase(0, wanted);
    co_return bytes;
}

Task<void> Peer::accept_websocket() {
    const auto head = co_await read_head();
    co_await write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        accept_of(header_of(head, "Sec-WebSocket-Key")) + "\r\n\r\n");
}

Task<std::string> Peer::read_to_end() {
    co_return co_await read_bytes(std::string::npos);
}

ScriptServer::ScriptServer(Loop& loop, Script script, std::optional<TlsServerOptions> tls)
    : loop_(loop),
      script_(std::move(script)),
      acceptor_(loop.executor(), tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      tasks_(loop.executor()) {
    if (tls) tls_ = make_tls_server_context(*tls).value();
    tasks_.spawn("accept", accept());
}

ScriptServer::~ScriptServer() {
    tasks_.cancel();
    loop_.run(tasks_.join());
}

Task<void> ScriptServer::accept() {
    for (;;) {
        auto [code, socket] = co_await acceptor_.async_accept(as_result);
        if (code) co_return;
        tasks_.spawn("serve", serve(std::move(socket), connections_++));
    }
}

Task<void> ScriptServer::serve(tcp::socket socket, int number) {
    std::unique_ptr<ByteStream> stream;
    if (tls_) {
        auto made = co_await make_tls_server_stream(std::move(socket), tls_, "the client");
        if (!made) co_return;
        stream = std::move(*made);
    } else {
        stream = make_tcp_stream(std::move(socket), "the client");
    }
    Peer peer(std::move(stream), number);
    co_await script_(peer);
    co_await peer.stream().shut_down();
}

}  // namespace nodewatch::net
