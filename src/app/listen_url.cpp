#include "app/listen_url.hpp"

#include <fmt/format.h>

namespace nodewatch::app {

std::string listen_url(bool tls, const net::Endpoint& endpoint) {
    std::string host = endpoint.host.empty() ? "0.0.0.0" : endpoint.host;
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return fmt::format("{}://{}:{}", tls ? "https" : "http", host, endpoint.port);
}

}  // namespace nodewatch::app
