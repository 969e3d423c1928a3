#pragma once

#include <string>
#include <string_view>

namespace nodewatch::api {

/// The name that stands behind one in the escaping of Prometheus 3, in which clients send names
/// that are not classic: "U__", then `__` for `_` and `_2e_` for the character U+002E. A name
/// without "U__", or that is not such an escape, stands for itself.
/// https://github.com/prometheus/proposals/blob/main/proposals/2023-08-21-utf8.md
std::string unescape_name(std::string_view name);

}  // namespace nodewatch::api
