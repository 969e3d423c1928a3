#pragma once

#include <memory>

#include "net/stream.hpp"
#include "net/url.hpp"

namespace nodewatch::net {

/// Resolves and connects, trying each address. `phase` says at any time what is being done
/// ("connecting"), for the message of a caller that cuts it off; it outlives the call.
Task<Result<asio::ip::tcp::socket>> connect_socket(Url url, std::string_view& phase);

/// As above and, for https and wss, the handshake. `context` may be null for plain URLs.
Task<Result<std::unique_ptr<ByteStream>>> connect(Url url,
                                                  std::shared_ptr<TlsClientContext> context,
                                                  std::string_view& phase);

}  // namespace nodewatch::net
