#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace nodewatch::net {

/// A time in the form that servers must write: "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate of RFC
/// 9110, 5.6.7). Nothing for any other text, the two old forms included.
std::optional<WallTime> parse_http_date(std::string_view text);

}  // namespace nodewatch::net
