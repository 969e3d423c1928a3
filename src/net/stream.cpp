#include "net/stream.hpp"

#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include "net/as_result.hpp"
#include "net/tls_context.hpp"

namespace nodewatch::net {
namespace {

using asio::ip::tcp;
using TlsSocket = asio::ssl::stream<tcp::socket>;
using boost::system::error_code;

tcp::socket& transport(tcp::socket& socket) {
    return socket;
}
tcp::socket& transport(TlsSocket& socket) {
    return socket.next_layer();
}

void set_option(tcp::socket& socket, int level, int name, int value) {
    ::setsockopt(socket.native_handle(), level, name, &value, sizeof value);
}

/// Small messages leave at once, and the kernel notices a peer that vanished within a minute even
/// when nothing is being sent. What the kernel refuses (a socket already reset) shows at the first
/// read.
void tune(tcp::socket& socket) {
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 30);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
    set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 60'000);
}

template <typename Socket>
class StreamOf final : public ByteStream {
public:
    StreamOf(Socket socket, std::shared_ptr<const void> context, std::string peer)
        : context_(std::move(context)), socket_(std::move(socket)), peer_(std::move(peer)) {}
    ~StreamOf() override { close(); }

    Socket& socket() { return socket_; }

    Task<Result<std::size_t>> read_some(asio::mutable_buffer room) override {
        const auto [code, size] = co_await socket_.async_read_some(room, as_result);
        if (!code) co_return size;
        co_await unwind_if_cancelled();
        co_return failure(stream_error(code, peer_));
    }

    Task<Result<>> write(std::string_view first, std::string_view second) override {
        const std::array<asio::const_buffer, 2> parts{asio::buffer(first), asio::buffer(second)};
        const auto [code, size] = co_await asio::async_write(socket_, parts, as_result);
        if (!code) co_return Result<>{};
        co_await unwind_if_cancelled();
        co_return failure(stream_error(code, peer_));
    }

    std::size_t write_now(std::string_view bytes) override {
        if constexpr (std::is_same_v<Socket, tcp::socket>) {
            const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(),
                                     MSG_DONTWAIT | MSG_NOSIGNAL);
            return sent < 0 ? 0 : static_cast<std::size_t>(sent);
        } else {
            return 0;  // the TLS engine belongs to one asynchronous operation at a time
        }
    }

    void limit_send_buffer(int bytes) override {
        error_code ignored;  // then the system keeps its own bound
        transport(socket_).set_option(asio::socket_base::send_buffer_size(bytes), ignored);
    }

    Task<void> shut_down() override {
        if constexpr (std::is_same_v<Socket, TlsSocket>) {
            // One half of the TLS farewell: waiting for the peer's half would be its choice to
            // make.
            SSL_set_shutdown(socket_.native_handle(), SSL_RECEIVED_SHUTDOWN);
            co_await socket_.async_shutdown(as_result);
        }
        error_code ignored;  // the peer may have gone first
        transport(socket_).shutdown(tcp::socket::shutdown_send, ignored);
        co_return;
    }

    void close() override {
        error_code ignored;
        transport(socket_).close(ignored);
    }

    bool quiet() override {
        if (!transport(socket_).is_open()) return false;
        char byte = 0;
        const auto received =
            ::recv(transport(socket_).native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    const std::string& peer() const override { return peer_; }

private:
    std::shared_ptr<const void> context_;  ///< outlives the socket made of it
    Socket socket_;
    std::string peer_;
};

/// Server Name Indication and the name the certificate must carry.
bool expect_host(SSL* session, const std::string& host) {
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (!not_an_address)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str()) == 1;
    SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set_tlsext_host_name(session, host.c_str()) == 1 &&
           SSL_set1_host(session, host.c_str()) == 1;
}

Error handshake_error(SSL* session, const error_code& code, const std::string& peer) {
    const long verdict = SSL_get_verify_result(session);
    if (verdict != X509_V_OK)
        return Error{ErrorKind::tls, "TLS with " + peer + ": the certificate is not trusted (" +
                                         X509_verify_cert_error_string(verdict) +
                                         "); name its authority in ca_file, or turn verification "
                                         "off for this target"};
    if (code == asio::error::eof || code == asio::error::connection_reset ||
        code == asio::ssl::error::stream_truncated)
        return Error{ErrorKind::tls, "TLS with " + peer +
                                         ": the peer closed during the handshake; does it speak "
                                         "TLS on this port?"};
    if (code.category() == asio::error::get_ssl_category())
        return Error{ErrorKind::tls, "TLS with " + peer + ": handshake failed (" + code.message() +
                                         "); does it speak TLS 1.2 or later on this port?"};
    return stream_error(code, peer);
}

Task<Result<std::unique_ptr<ByteStream>>> shake_hands(std::unique_ptr<StreamOf<TlsSocket>> stream,
                                                      asio::ssl::stream_base::handshake_type side) {
    const auto [code] = co_await stream->socket().async_handshake(side, as_result);
    if (code) {
        co_await unwind_if_cancelled();
        co_return failure(handshake_error(stream->socket().native_handle(), code, stream->peer()));
    }
    co_return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace

Task<void> unwind_if_cancelled() {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
}

Error stream_error(const error_code& code, std::string_view peer_text) {
    const std::string peer(peer_text);
    if (code == asio::error::eof || code == asio::ssl::error::stream_truncated)
        return Error{ErrorKind::closed, peer + " closed the connection"};
    if (code == asio::error::operation_aborted || code == asio::error::bad_descriptor)
        return Error{ErrorKind::cancelled, "the connection with " + peer + " was cut by us"};
    if (code == asio::error::connection_refused)
        return Error{ErrorKind::refused,
                     peer +
                         " refused the connection: nothing listens there; is the node running, "
                         "and the port right?"};
    if (code.category() == asio::error::get_ssl_category())
        return Error{ErrorKind::tls, "TLS with " + peer + ": " + code.message()};
    return Error{ErrorKind::transport, "the connection with " + peer + " broke: " + code.message()};
}

std::unique_ptr<ByteStream> make_tcp_stream(tcp::socket socket, std::string peer) {
    tune(socket);
    return std::make_unique<StreamOf<tcp::socket>>(std::move(socket), nullptr, std::move(peer));
}

Task<Result<std::unique_ptr<ByteStream>>> make_tls_client_stream(
    tcp::socket socket, std::shared_ptr<TlsClientContext> context, std::string host,
    std::string peer) {
    tune(socket);
    TlsSocket tls(std::move(socket), context->context);
    const std::string& name = context->server_name.empty() ? host : context->server_name;
    if (!expect_host(tls.native_handle(), name))
        co_return failure(ErrorKind::tls, "TLS with " + peer + ": not a usable host name");
    auto stream =
        std::make_unique<StreamOf<TlsSocket>>(std::move(tls), std::move(context), std::move(peer));
    co_return co_await shake_hands(std::move(stream), asio::ssl::stream_base::client);
}

Task<Result<std::unique_ptr<ByteStream>>> make_tls_server_stream(
    tcp::socket socket, std::shared_ptr<TlsServerContext> context, std::string peer) {
    tune(socket);
    TlsSocket tls(std::move(socket), context->context);
    auto stream =
        std::make_unique<StreamOf<TlsSocket>>(std::move(tls), std::move(context), std::move(peer));
    co_return co_await shake_hands(std::move(stream), asio::ssl::stream_base::server);
}

}  // namespace nodewatch::net
