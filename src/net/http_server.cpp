#include "net/http_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <list>

#include "base/log.hpp"
#include "net/as_result.hpp"
#include "net/deadline.hpp"
#include "net/http_connection.hpp"

namespace nodewatch::net {
namespace {

using asio::ip::tcp;
/// Connections over the limit that are being told so; above, new ones wait in the system's queue.
constexpr std::size_t max_refusals = 1'024;
/// When the system has no descriptor left, trying at once again would only burn the processor.
constexpr Duration accept_pause{100};

std::string text_of(const tcp::endpoint& endpoint) {
    const auto address = endpoint.address();
    const auto host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    return host + ":" + std::to_string(endpoint.port());
}

std::string text_of(const Endpoint& endpoint) {
    const bool v6 = endpoint.host.find(':') != std::string::npos;
    return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

/// Opens one socket; the error is what the system says.
boost::system::error_code open(tcp::acceptor& acceptor, const tcp::endpoint& endpoint,
                               bool both_families) {
    boost::system::error_code code;
    acceptor.open(endpoint.protocol(), code);
    if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code && endpoint.address().is_v6())
        acceptor.set_option(asio::ip::v6_only(!both_families), code);
    if (!code) acceptor.bind(endpoint, code);
    if (!code) acceptor.listen(asio::socket_base::max_listen_connections, code);
    if (code) {
        boost::system::error_code ignored;  // nothing is lost with a socket that never listened
        acceptor.close(ignored);
    }
    return code;
}

/// "" and "*" are all addresses of both families, or of IPv4 where there is no IPv6.
Result<tcp::acceptor> open(const asio::any_io_executor& executor, const Endpoint& endpoint) {
    tcp::acceptor acceptor(executor);
    boost::system::error_code code;
    if (endpoint.host.empty() || endpoint.host == "*") {
        code = open(acceptor, {tcp::v6(), endpoint.port}, true);
        if (code == asio::error::address_family_not_supported ||
            code == boost::system::errc::address_not_available)
            code = open(acceptor, {tcp::v4(), endpoint.port}, false);
    } else {
        const auto* host = endpoint.host == "localhost" ? "127.0.0.1" : endpoint.host.c_str();
        const auto address = asio::ip::make_address(host, code);
        if (!code) code = open(acceptor, {address, endpoint.port}, false);
    }
    if (!code) return acceptor;
    std::string advice;
    const bool in_use = code == asio::error::address_in_use;
    if (in_use) advice = "; another program, maybe another nodewatch, holds the port";
    return failure(in_use ? ErrorKind::unavailable : ErrorKind::configuration,
                   "cannot listen on " + text_of(endpoint) + ": " + code.message() + advice);
}

}  // namespace

class HttpServer::Implementation {
public:
    Implementation(asio::any_io_executor executor, HttpServerOptions options)
        : executor_(executor),
          service_{.options = std::move(options)},
          refusal_ended_(executor, asio::steady_timer::time_point::max()),
          tasks_(executor) {}

    using Pointer = std::shared_ptr<Implementation>;
    HttpService& service() { return service_; }
    Result<> listen();
    std::vector<std::uint16_t> ports() const;
    static Task<void> run(Pointer self, Duration grace);

private:
    Task<void> accept(tcp::acceptor& acceptor);
    void take(tcp::socket socket, std::string peer);
    Task<void> serve(tcp::socket socket, std::string peer);
    Task<void> refuse(tcp::socket socket, std::string peer);
    Task<void> open_connection(tcp::socket socket, std::string peer,
                               Task<void> (HttpConnection::*talk)());
    Task<void> stop(Duration grace);

    asio::any_io_executor executor_;
    HttpService service_;
    std::shared_ptr<TlsServerContext> tls_;
    std::list<tcp::acceptor> acceptors_;
    std::list<HttpConnection> connections_;
    std::size_t refusals_ = 0;  ///< under way
    asio::steady_timer refusal_ended_;
    TaskGroup tasks_;
};

Result<> HttpServer::Implementation::listen() {
    if (service_.options.tls) {
        auto context = make_tls_server_context(*service_.options.tls);
        if (!context) return failure(context.error());
        tls_ = std::move(*context);
    }
    for (const auto& endpoint : service_.options.listen) {
        auto acceptor = open(executor_, endpoint);
        if (!acceptor) return failure(acceptor.error());
        acceptors_.push_back(std::move(*acceptor));
    }
    return {};
}

std::vector<std::uint16_t> HttpServer::Implementation::ports() const {
    std::vector<std::uint16_t> ports;
    for (const auto& acceptor : acceptors_) {
        boost::system::error_code closed;  // a closed acceptor has port 0
        ports.push_back(acceptor.local_endpoint(closed).port());
    }
    return ports;
}

Task<void> HttpServer::Implementation::run(Pointer self, Duration grace) {
    for (auto& acceptor : self->acceptors_)
        self->tasks_.spawn("accept", self->accept(acceptor));
    asio::steady_timer forever(self->executor_, asio::steady_timer::time_point::max());
    // The stop is work of its own, which the cancellation that asks for it must not cut.
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await forever.async_wait(as_result);
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    co_await asio::this_coro::throw_if_cancelled(true);
    co_await self->stop(grace);
    throw boost::system::system_error(asio::error::operation_aborted);
}

Task<void> HttpServer::Implementation::stop(Duration grace) {
    service_.stopping = true;
    boost::system::error_code ignored;  // a closed acceptor is what we want
    for (auto& acceptor : acceptors_)
        acceptor.close(ignored);
    for (auto& connection : connections_)
        connection.stop(tasks_);
    co_await finish_within(grace, tasks_.join());
}

Task<void> HttpServer::Implementation::accept(tcp::acceptor& acceptor) {
    for (;;) {
        while (refusals_ >= max_refusals)
            co_await refusal_ended_.async_wait(as_result);
        tcp::endpoint peer;
        auto [code, socket] = co_await acceptor.async_accept(peer, as_result);
        if (service_.stopping) co_return;
        if (!code) {
            // An answer in two pieces must not wait for the client's delayed acknowledgement.
            boost::system::error_code no_option;
            socket.set_option(tcp::no_delay(true), no_option);
            take(std::move(socket), text_of(peer));
            continue;
        }
        if (code == asio::error::connection_aborted) continue;  // gone before we came
        log::warn("http", "cannot take a connection: {}", code.message());
        asio::steady_timer pause(executor_, accept_pause);
        co_await pause.async_wait(as_result);
    }
}

void HttpServer::Implementation::take(tcp::socket socket, std::string peer) {
    auto& counters = service_.counters;
    if (counters.open_connections >= service_.options.max_connections) {
        ++counters.refused_connections;
        ++refusals_;
        tasks_.spawn("refusal of " + peer, refuse(std::move(socket), peer));
        return;
    }
    ++counters.connections;
    ++counters.open_connections;
    tasks_.spawn("connection of " + peer, serve(std::move(socket), peer));
}

Task<void> HttpServer::Implementation::serve(tcp::socket socket, std::string peer) {
    struct Open {
        std::uint64_t& count;
        ~Open() { --count; }
    };
    const Open open{service_.counters.open_connections};
    co_await open_connection(std::move(socket), std::move(peer), &HttpConnection::serve);
}

Task<void> HttpServer::Implementation::refuse(tcp::socket socket, std::string peer) {
    struct Place {
        Implementation& server;
        ~Place() {
            --server.refusals_;
            server.refusal_ended_.cancel();
        }
    };
    const Place place{*this};
    co_await open_connection(std::move(socket), std::move(peer), &HttpConnection::refuse);
}

Task<void> HttpServer::Implementation::open_connection(tcp::socket socket, std::string peer,
                                                       Task<void> (HttpConnection::*talk)()) {
    std::unique_ptr<ByteStream> stream;
    if (tls_) {
        const auto shake_hands = [](tcp::socket s, std::shared_ptr<TlsServerContext> context,
                                    std::string name,
                                    std::unique_ptr<ByteStream>& result) -> Task<void> {
            auto made = co_await make_tls_server_stream(std::move(s), std::move(context), name);
            if (made) result = std::move(*made);
        };
        const bool in_time = co_await finish_within(
            service_.options.header_timeout, shake_hands(std::move(socket), tls_, peer, stream));
        if (!in_time) ++service_.counters.timeouts;
        if (!stream) co_return;
    } else {
        stream = make_tcp_stream(std::move(socket), peer);
    }
    struct Listed {
        std::list<HttpConnection>& list;
        std::list<HttpConnection>::iterator place;
        ~Listed() { list.erase(place); }
    };
    const Listed listed{connections_,
                        connections_.emplace(connections_.end(), service_, std::move(stream))};
    co_await (*listed.place.*talk)();
}

HttpServer::HttpServer(asio::any_io_executor executor, HttpServerOptions options)
    : implementation_(std::make_shared<Implementation>(std::move(executor), std::move(options))) {}

HttpServer::~HttpServer() = default;

void HttpServer::route(std::string method, std::string pattern, Handler handler,
                       RouteOptions options) {
    implementation_->service().router.add(std::move(method), pattern, std::move(handler), options);
}

void HttpServer::websocket(std::string pattern, WebSocketHandler handler) {
    implementation_->service().router.add(pattern, std::move(handler));
}

void HttpServer::otherwise(Handler handler) {
    implementation_->service().router.otherwise(std::move(handler));
}

Result<> HttpServer::listen() {
    return implementation_->listen();
}

std::vector<std::uint16_t> HttpServer::ports() const {
    return implementation_->ports();
}

Task<void> HttpServer::run(Duration grace) {
    return Implementation::run(implementation_, grace);
}

HttpServer::Counters& HttpServer::Counters::operator+=(const Counters& other) {
    connections += other.connections;
    open_connections += other.open_connections;
    refused_connections += other.refused_connections;
    requests += other.requests;
    timeouts += other.timeouts;
    client_errors += other.client_errors;
    server_errors += other.server_errors;
    return *this;
}

HttpServer::Counters HttpServer::counters() const {
    return implementation_->service().counters;
}

std::optional<std::string_view> ServerRequest::parameter(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

}  // namespace nodewatch::net
