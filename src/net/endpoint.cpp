#include <boost/asio/ip/address.hpp>

#include "base/strings.hpp"
#include "net/http_server.hpp"

namespace nodewatch::net {
namespace {

auto wrong_endpoint(std::string_view text) {
    return failure(ErrorKind::configuration,
                   "'" + abbreviate(sanitize_utf8(text), 80) +
                       "' is no address to listen on: expected address and port such as "
                       "127.0.0.1:8090, localhost:8090, [::1]:8090, or :8090 for all addresses");
}

bool is_listen_host(const std::string& host) {
    if (host.empty() || host == "*" || host == "localhost") return true;
    if (host.find('\0') != std::string::npos) return false;  // Asio would read up to it
    boost::system::error_code code;
    boost::asio::ip::make_address(host, code);
    return !code;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return wrong_endpoint(text);
    auto host = text.substr(0, colon);
    const auto port = parse_uint(text.substr(colon + 1));
    if (!port || *port > 65'535) return wrong_endpoint(text);
    if (host.starts_with('[')) {
        if (host.size() < 3 || !host.ends_with(']')) return wrong_endpoint(text);
        host = host.substr(1, host.size() - 2);
        if (host.find(':') == std::string_view::npos) return wrong_endpoint(text);
    } else if (host.find(':') != std::string_view::npos) {
        return wrong_endpoint(text);
    }
    Endpoint endpoint{std::string(host), static_cast<std::uint16_t>(*port)};
    if (!is_listen_host(endpoint.host)) return wrong_endpoint(text);
    return endpoint;
}

}  // namespace nodewatch::net
