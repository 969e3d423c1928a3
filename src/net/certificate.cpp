#include "net/certificate.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <memory>

#include "base/deadline.hpp"
#include "net/connect.hpp"
#include "net/url.hpp"

namespace nodewatch::net {

namespace {

constexpr auto awaitable = asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{});

Result<std::int64_t> end_of_certificate(SSL* connection, const std::string& server) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(connection), X509_free);
    if (!certificate)
        return failure(ErrorKind::tls, fmt::format("{} shows no certificate", server));
    std::tm end{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
        return failure(
            ErrorKind::tls,
            fmt::format("the end date in the certificate of {} is not readable", server));
    }
    return static_cast<std::int64_t>(timegm(&end));
}

Task<Result<std::int64_t>> ask(Url url) {
    const std::string server = url.authority();
    const std::string host = url.host;
    std::string_view phase;
    auto socket = co_await connect_socket(std::move(url), phase);
    if (!socket) co_return failure(socket.error());
    asio::ssl::context context(asio::ssl::context::tls_client);
    asio::ssl::stream<asio::ip::tcp::socket> stream(std::move(*socket), context);
    SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    auto [no_handshake] =
        co_await stream.async_handshake(asio::ssl::stream_base::client, awaitable);
    if (no_handshake)
        co_return failure(ErrorKind::tls, fmt::format("{}: {}", server, no_handshake.message()));
    co_return end_of_certificate(stream.native_handle(), server);
}

}  // namespace

Task<Result<std::int64_t>> certificate_expiry(Clock& clock, std::string server, Duration timeout) {
    auto url = parse_url("https://" + server);
    if (!url) co_return failure(url.error());
    const std::string what = "certificate of " + server;
    co_return co_await with_deadline(clock, timeout, ask(std::move(*url)), what);
}

}  // namespace nodewatch::net
