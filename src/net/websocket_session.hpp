#pragma once

#include <optional>
#include <string>

#include "net/http_server.hpp"
#include "net/websocket_connection.hpp"
#include "net/websocket_handshake.hpp"

/// The server's side of the upgrade (RFC 6455, 4.2) and of the life of a WebSocket after it.
namespace nodewatch::net {

/// The answer to a handshake that is not right; nothing when it is.
std::optional<HttpResponse> refuse_upgrade(const ServerRequest& request);
/// The head of the 101.
std::string upgrade_response(const ServerRequest& request);

/// Lets the handler have the session and closes it when the handler is done.
Task<void> run_session(WebSocketConnection::Pointer connection, WebSocketHandler handler,
                       ServerRequest request);

}  // namespace nodewatch::net
