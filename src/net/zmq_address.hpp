#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::net {

/// Where a ZeroMQ publisher is: "tcp://host:port", or "ipc:///path" on this machine.
struct ZmqAddress {
    std::string host;  ///< without the brackets of an IPv6 address; empty for ipc
    std::uint16_t port = 0;
    std::string path;  ///< of the socket; empty for tcp

    bool is_local_socket() const { return !path.empty(); }
    std::string text() const;
    bool operator==(const ZmqAddress&) const = default;
};

/// Reads what stands above, and "unix:/path", as Bitcoin Core writes it. The host may be "*", as a
/// publisher binds.
Result<ZmqAddress> parse_zmq_address(std::string_view text);

}  // namespace nodewatch::net
