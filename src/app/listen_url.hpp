#pragma once

#include <string>

#include "net/http_server.hpp"

namespace nodewatch::app {

/// "http://127.0.0.1:8090": where a server can be asked that listens there.
std::string listen_url(bool tls, const net::Endpoint& endpoint);

}  // namespace nodewatch::app
