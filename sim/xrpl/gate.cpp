#include "sim/xrpl/gate.hpp"

#include <fmt/core.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <set>
#include <vector>

#include "net/as_result.hpp"
#include "resilience/signal.hpp"

namespace nodewatch::sim::xrpl {

namespace {

using asio::ip::tcp;
using Socket = asio::basic_stream_socket<tcp, asio::any_io_executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, asio::any_io_executor>;
using net::as_result;

constexpr std::size_t chunk_bytes = 64U << 10U;

struct Connection {
    explicit Connection(Socket socket) : client(std::move(socket)), server(client.get_executor()) {}
    void cut() {
        boost::system::error_code ignored;  // closing what is closed already is no failure
        client.close(ignored);
        server.close(ignored);
    }
    Socket client;
    Socket server;
    std::size_t from_server = 0;
};

}  // namespace

class Gate::Implementation : public std::enable_shared_from_this<Implementation> {
public:
    Implementation(asio::any_io_executor executor, std::uint16_t inner_port)
        : executor_(executor),
          inner_(asio::ip::address_v4::loopback(), inner_port),
          acceptor_(executor),
          changed_(executor) {}

    Result<> listen() {
        boost::system::error_code error;
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port_);
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(Acceptor::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error)
            return failure(
                ErrorKind::transport,
                fmt::format("simulated node: cannot listen on {}: {}", port_, error.message()));
        port_ = acceptor_.local_endpoint(error).port();
        return {};
    }

    void set_mode(GateMode mode) {
        if (mode == mode_) return;
        const GateMode before = mode_;
        mode_ = mode;
        boost::system::error_code ignored;
        if (mode == GateMode::closed) acceptor_.close(ignored);
        // Connections taken in silence never reached the server.
        if (mode == GateMode::closed || before == GateMode::silent) cut();
        changed_.notify_all();
    }

    void cut() {
        for (Connection* connection : connections_)
            connection->cut();
        changed_.notify_all();
    }

    Task<void> run() {
        auto self = shared_from_this();
        co_await with_task_group([self](TaskGroup& group) { return self->accept_all(group); });
    }

    Task<void> accept_all(TaskGroup& group) {
        while (true) {
            while (mode_ == GateMode::closed)
                co_await changed_.wait();
            if (!acceptor_.is_open() && !listen()) {
                // The port is taken for a moment: the next change of mode tries again.
                co_await changed_.wait();
                continue;
            }
            auto [error, socket] = co_await acceptor_.async_accept(as_result);
            if (error) continue;
            ++accepted_;
            group.spawn("connection", serve(std::make_shared<Connection>(std::move(socket))));
        }
    }

    Task<void> serve(std::shared_ptr<Connection> connection) {
        const Registration registration(connections_, *connection);
        while (mode_ == GateMode::silent)
            co_await changed_.wait();
        if (!connection->client.is_open()) co_return;
        if (reply_) {
            co_await answer(connection);
            co_return;
        }
        auto [error] = co_await connection->server.async_connect(inner_, as_result);
        if (error) co_return;
        // Small messages pass at once, as through rippled's own sockets.
        boost::system::error_code ignored;
        connection->client.set_option(tcp::no_delay(true), ignored);
        connection->server.set_option(tcp::no_delay(true), ignored);
        auto self = shared_from_this();
        co_await with_task_group([self, connection](TaskGroup& group) {
            group.spawn("from client", self->pump(connection, false));
            return self->pump(connection, true);
        });
    }

    /// Answers whatever comes with the text that was set.
    Task<void> answer(std::shared_ptr<Connection> connection) {
        std::array<char, 4096> request{};
        const std::string text = *reply_;
        auto [read_error, size] =
            co_await connection->client.async_read_some(asio::buffer(request), as_result);
        if (read_error) co_return;
        co_await asio::async_write(connection->client, asio::buffer(text), as_result);
        boost::system::error_code ignored;
        connection->client.shutdown(Socket::shutdown_both, ignored);
    }

    Task<void> pump(std::shared_ptr<Connection> connection, bool from_server) {
        Socket& source = from_server ? connection->server : connection->client;
        Socket& target = from_server ? connection->client : connection->server;
        std::vector<char> bytes(chunk_bytes);
        while (true) {
            while (mode_ == GateMode::frozen && source.is_open())
                co_await changed_.wait();
            auto [error, size] = co_await source.async_read_some(asio::buffer(bytes), as_result);
            if (error) break;
            while (mode_ == GateMode::frozen && source.is_open())
                co_await changed_.wait();
            std::size_t allowed = size;
            if (from_server && limit_) {
                const std::size_t left =
                    *limit_ > connection->from_server ? *limit_ - connection->from_server : 0;
                allowed = std::min(size, left);
            }
            if (from_server) connection->from_server += size;
            auto [write_error, written] =
                co_await asio::async_write(target, asio::buffer(bytes.data(), allowed), as_result);
            if (write_error || allowed < size) break;
        }
        // Both directions end together, as when a process dies.
        connection->cut();
    }

    std::optional<std::size_t> limit_;
    std::optional<std::string> reply_;
    GateMode mode_ = GateMode::open;
    std::uint16_t port_ = 0;
    std::uint64_t accepted_ = 0;
    std::set<Connection*> connections_;

private:
    /// Keeps a connection in the set for the length of its coroutine.
    struct Registration {
        Registration(std::set<Connection*>& set, Connection& connection)
            : set_(set), connection_(connection) {
            set_.insert(&connection_);
        }
        ~Registration() { set_.erase(&connection_); }
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;
        std::set<Connection*>& set_;
        Connection& connection_;
    };

    asio::any_io_executor executor_;
    tcp::endpoint inner_;
    Acceptor acceptor_;
    Signal changed_;
};

Gate::Gate(asio::any_io_executor executor, std::uint16_t inner_port)
    : implementation_(std::make_shared<Implementation>(std::move(executor), inner_port)) {}

Gate::~Gate() = default;

Result<> Gate::listen() {
    return implementation_->listen();
}

std::uint16_t Gate::port() const {
    return implementation_->port_;
}

void Gate::set_mode(GateMode mode) {
    implementation_->set_mode(mode);
}

void Gate::set_limit(std::optional<std::size_t> bytes_from_server) {
    implementation_->limit_ = bytes_from_server;
}

void Gate::set_reply(std::optional<std::string> reply) {
    if (reply == implementation_->reply_) return;
    implementation_->reply_ = std::move(reply);
    implementation_->cut();
}

void Gate::cut() {
    implementation_->cut();
}

std::uint64_t Gate::accepted() const {
    return implementation_->accepted_;
}

std::size_t Gate::connections() const {
    return implementation_->connections_.size();
}

Task<void> Gate::run() {
    co_await implementation_->run();
}

}  // namespace nodewatch::sim::xrpl
