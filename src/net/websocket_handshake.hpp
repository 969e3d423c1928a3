#pragma once

#include <string>
#include <string_view>

#include "net/http_message.hpp"

/// What RFC 6455, section 4, asks of both sides.
namespace nodewatch::net {

/// 16 random bytes in base64.
std::string make_websocket_key();
/// Sec-WebSocket-Accept for a key.
std::string accept_of(std::string_view key);
/// A field such as "Connection: keep-alive, Upgrade" names the token.
bool lists_token(const Headers& headers, std::string_view name, std::string_view token);

}  // namespace nodewatch::net
