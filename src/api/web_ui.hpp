#pragma once

#include <span>
#include <string>

#include "api/web_assets.hpp"
#include "net/http_server.hpp"

namespace nodewatch::api {

/// Serves the web UI out of the program. Every path that is no other's is, for who accepts
/// text/html, a page of the UI: its
/// index.html, with the relative way back to the root as base of all its addresses, so that it
/// works under any path that a reverse proxy puts before it. Pages and assets hold no data and need
/// no credentials.
class WebUi {
public:
    explicit WebUi(std::span<const WebAsset> assets);

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);

private:
    Task<net::HttpResponse> asset(const net::ServerRequest& request) const;
    Task<net::HttpResponse> page(const net::ServerRequest& request) const;

    std::span<const WebAsset> assets_;
    std::string index_;  ///< index.html
};

}  // namespace nodewatch::api
