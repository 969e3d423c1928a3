#include "net/connect.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/deadline.hpp"
#include "net/resolver.hpp"
#include "net/timeout.hpp"

namespace nodewatch::net {
namespace {

using asio::ip::tcp;

/// An address that does not answer must leave time for the next one.
constexpr Duration address_timeout{3'000};

Task<void> try_address(tcp::socket& socket, tcp::endpoint endpoint,
                       boost::system::error_code& outcome) {
    const auto [code] = co_await socket.async_connect(
        endpoint, asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{}));
    outcome = code;
    if (code) co_await unwind_if_cancelled();
    // A request in two pieces must not wait for the server's delayed acknowledgement.
    boost::system::error_code no_option;
    if (!code) socket.set_option(tcp::no_delay(true), no_option);
}

Task<Result<tcp::socket>> connect_to_one_of(Endpoints endpoints, std::string authority) {
    const auto executor = co_await asio::this_coro::executor;
    Error last;
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        tcp::socket socket(executor);
        boost::system::error_code code;
        bool in_time = true;
        if (i + 1 < endpoints.size()) {
            in_time =
                co_await finish_within(address_timeout, try_address(socket, endpoints[i], code));
        } else {
            co_await try_address(socket, endpoints[i], code);
        }
        if (in_time && !code) co_return socket;
        last = in_time ? stream_error(code, authority)
                       : Error{ErrorKind::timeout, authority + " does not answer"};
    }
    co_return failure(last);
}

}  // namespace

Task<Result<tcp::socket>> connect_socket(Url url, std::string_view& phase) {
    phase = resolving_phase;
    auto endpoints = co_await resolve(url.host, url.port);
    if (!endpoints) co_return failure(endpoints.error());
    phase = connecting_phase;
    co_return co_await connect_to_one_of(std::move(*endpoints), url.authority());
}

Task<Result<std::unique_ptr<ByteStream>>> connect(Url url,
                                                  std::shared_ptr<TlsClientContext> context,
                                                  std::string_view& phase) {
    auto socket = co_await connect_socket(url, phase);
    if (!socket) co_return failure(socket.error());
    if (!url.tls()) co_return make_tcp_stream(std::move(*socket), url.authority());
    phase = "in the TLS handshake";
    co_return co_await make_tls_client_stream(std::move(*socket), std::move(context), url.host,
                                              url.authority());
}

}  // namespace nodewatch::net
