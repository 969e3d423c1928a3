#pragma once

#include <string>
#include <vector>

#include "net/http_server.hpp"

/// Where a request comes from.
namespace nodewatch::api {

/// IP addresses of the reverse proxies whose X-Forwarded-... fields are believed, as text without
/// brackets.
using TrustedProxies = std::vector<std::string>;

/// The IP address of the client: of the peer, or of who the trusted proxies in front of us tell in
/// X-Forwarded-For that they were asked by. At most 64 bytes.
std::string client_address(const net::ServerRequest& request, const TrustedProxies& proxies);

/// Whether a trusted proxy tells in X-Forwarded-Proto that the client speaks HTTPS to it.
bool came_to_proxy_over_tls(const net::ServerRequest& request, const TrustedProxies& proxies);

/// Whether a page of another site made a browser send this. Pages of ours send X-Requested-With,
/// which no form can; others are told by Sec-Fetch-Site, where the browser sends it (Fetch
/// Metadata, W3C), else by Origin (RFC 6454). What sends neither is no browser.
bool is_cross_site(const net::HttpRequest& request);

}  // namespace nodewatch::api
