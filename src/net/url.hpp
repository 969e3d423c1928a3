#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::net {

/// An http, https, ws or wss address.
struct Url {
    std::string scheme;        ///< lower case
    std::string host;          ///< without the brackets of an IPv6 address
    std::uint16_t port = 0;    ///< the scheme's default when not written
    std::string target = "/";  ///< path and query
    std::string user;          ///< percent-decoded; empty when absent
    std::string password;

    bool tls() const { return scheme == "https" || scheme == "wss"; }
    /// "https://host:443", with "/..." for a path or query: for logs and labels. Hosted nodes have
    /// their keys there, so these are shown as little as user and password.
    std::string text() const;
    /// "host:port", with brackets around IPv6.
    std::string authority() const;
};

Result<Url> parse_url(std::string_view text);

}  // namespace nodewatch::net
