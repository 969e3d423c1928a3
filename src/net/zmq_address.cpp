#include "net/zmq_address.hpp"

#include <sys/un.h>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

/// The longest name in the DNS.
constexpr std::size_t max_zmq_host_bytes = 253;
constexpr std::size_t max_socket_path_bytes = sizeof(sockaddr_un::sun_path) - 1;

auto wrong_zmq_address(std::string_view text) {
    return failure(ErrorKind::configuration,
                   "'" + abbreviate(sanitize_utf8(text), 80) +
                       "' is no ZMQ address: expected tcp://host:port such as "
                       "tcp://127.0.0.1:28332, or ipc:///path");
}

bool is_host(std::string_view host) {
    constexpr std::string_view characters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:%";
    return !host.empty() && host.size() <= max_zmq_host_bytes &&
           host.find_first_not_of(characters) == std::string_view::npos;
}

Result<ZmqAddress> parse_tcp(std::string_view rest, std::string_view text) {
    const auto colon = rest.rfind(':');
    if (colon == std::string_view::npos) return wrong_zmq_address(text);
    const auto port = parse_uint(rest.substr(colon + 1));
    if (!port || *port == 0 || *port > 65'535) return wrong_zmq_address(text);
    std::string_view host = rest.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!bracketed && host.find(':') != std::string_view::npos) return wrong_zmq_address(text);
    if (host != "*" && !is_host(host)) return wrong_zmq_address(text);
    return ZmqAddress{to_lower(host), static_cast<std::uint16_t>(*port), {}};
}

Result<ZmqAddress> parse_path(std::string_view path, std::string_view text) {
    if (path.starts_with("//")) path.remove_prefix(2);
    if (!path.starts_with('/') || path.size() > max_socket_path_bytes ||
        path.find('\0') != std::string_view::npos)
        return wrong_zmq_address(text);
    return ZmqAddress{{}, 0, std::string(path)};
}

}  // namespace

std::string ZmqAddress::text() const {
    if (is_local_socket()) return "ipc://" + path;
    const bool v6 = host.find(':') != std::string::npos;
    return "tcp://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<ZmqAddress> parse_zmq_address(std::string_view text) {
    constexpr std::string_view tcp = "tcp://", ipc = "ipc:", unix_socket = "unix:";
    if (text.starts_with(tcp)) return parse_tcp(text.substr(tcp.size()), text);
    if (text.starts_with(ipc)) return parse_path(text.substr(ipc.size()), text);
    if (text.starts_with(unix_socket)) return parse_path(text.substr(unix_socket.size()), text);
    return wrong_zmq_address(text);
}

}  // namespace nodewatch::net
