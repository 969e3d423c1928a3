#pragma once

#include <memory>

#include "net/stream.hpp"
#include "net/url.hpp"

namespace nodewatch::net {

/// Resolves, connects (trying each address) and, for https and wss, shakes hands. `context` may be
/// null for plain URLs. `phase` says at any time what is being done ("connecting"), for the message
/// of a caller that cuts it off; it outlives the call.
Task<Result<std::unique_ptr<ByteStream>>> connect(Url url,
                                                  std::shared_ptr<TlsClientContext> context,
                                                  std::string_view& phase);

}  // namespace nodewatch::net
