#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Paths and queries as they stand in requests.
namespace nodewatch::net {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Nothing when a % is not followed by two hexadecimal digits, or hides a zero byte.
std::optional<std::string> percent_decode(std::string_view text);

/// A query or a form body: a=1&b=2, with + for a space.
std::optional<Parameters> parse_parameters(std::string_view text);

/// The target's path and query, both still encoded. "http://host/path" is taken as "/path".
struct TargetParts {
    std::string_view path;
    std::string_view query;
};
std::optional<TargetParts> split_target(std::string_view target);

/// Whether an Accept-Encoding field asks for gzip rather than for the plain body (RFC
/// 9110, 12.5.3).
bool prefers_gzip(std::string_view accept_encoding);

}  // namespace nodewatch::net
