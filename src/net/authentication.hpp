#pragma once

#include <string>
#include <string_view>

#include "net/http_server.hpp"

namespace nodewatch::net {

/// Whether a request with this Authorization field may see the path. Compares in constant time.
bool may_enter(const Authentication& rules, std::string_view path, std::string_view authorization);

/// Whether this Authorization field carries the right bearer token, and that is so long (16
/// characters) that nobody guesses it.
bool has_long_token(const Authentication& rules, std::string_view authorization);

/// The WWW-Authenticate field of a 401. Scripts of our pages have a login of their own: for them it
/// is a scheme that makes no browser show its dialog.
std::string challenge(const Authentication& rules, const Headers& request);

}  // namespace nodewatch::net
