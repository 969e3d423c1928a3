#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/result.hpp"

namespace nodewatch::net {

using Endpoints = std::vector<asio::ip::tcp::endpoint>;

/// Looks a host name up on threads of its own: getaddrinfo blocks for many seconds when a name
/// server is down, and one such name must delay neither the loop nor other names nor the end of the
/// program. All who ask for a name at the same time share one lookup; a cancelled one is abandoned.
/// Addresses are taken as they are.
Task<Result<Endpoints>> resolve(std::string host, std::uint16_t port);

}  // namespace nodewatch::net
