#pragma once

#include <string>
#include <string_view>

namespace nodewatch::api {

/// Text from outside as part of one line: valid UTF-8, control characters as spaces, at most 500
/// bytes. Nobody forges a line of /health.
std::string one_line(std::string_view text);

/// The same, to stand in HTML text or in a quoted attribute.
std::string escape_html(std::string_view text);

}  // namespace nodewatch::api
