#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"
#include "net/tls.hpp"

namespace nodewatch::net {

/// A connection, TCP or TLS alike, so that HTTP and WebSocket are written and compiled once.
/// Private to net. Cancelling the calling coroutine ends the operation under way; after a cancelled
/// write the stream is good for nothing but close().
class ByteStream {
public:
    virtual ~ByteStream() = default;

    /// At least one byte. The end of the stream is ErrorKind::closed.
    virtual Task<Result<std::size_t>> read_some(asio::mutable_buffer room) = 0;
    /// All bytes of both parts.
    virtual Task<Result<>> write(std::string_view first, std::string_view second = {}) = 0;
    /// Writes what the kernel takes at once and returns its size; 0 where that is not possible.
    virtual std::size_t write_now(std::string_view bytes) = 0;
    /// Bounds what the system holds of writes that the peer has not taken yet.
    virtual void limit_send_buffer(int bytes) = 0;
    /// Tells the peer that nothing more follows (TLS too), so that what was written arrives.
    virtual Task<void> shut_down() = 0;
    /// Cuts the connection. Operations under way return ErrorKind::cancelled.
    virtual void close() = 0;
    /// Open, and the peer has neither closed nor sent anything: fit for another request.
    virtual bool quiet() = 0;
    /// "host:port" of the other side, for messages.
    virtual const std::string& peer() const = 0;
};

/// Classifies an Asio error of a connection with `peer`.
Error stream_error(const boost::system::error_code& code, std::string_view peer);

/// Throws what unwinds a cancelled coroutine, if the caller was cancelled.
Task<void> unwind_if_cancelled();

std::unique_ptr<ByteStream> make_tcp_stream(asio::ip::tcp::socket socket, std::string peer);

/// The client's handshake, checking that the certificate is for `host`.
Task<Result<std::unique_ptr<ByteStream>>> make_tls_client_stream(
    asio::ip::tcp::socket socket, std::shared_ptr<TlsClientContext> context, std::string host,
    std::string peer);

Task<Result<std::unique_ptr<ByteStream>>> make_tls_server_stream(
    asio::ip::tcp::socket socket, std::shared_ptr<TlsServerContext> context, std::string peer);

}  // namespace nodewatch::net
