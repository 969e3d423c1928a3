#include "net/authentication.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

bool wants_basic(const Authentication& rules) {
    return !rules.user.empty() || !rules.password.empty();
}

}  // namespace

bool may_enter(const Authentication& rules, std::string_view path, std::string_view authorization) {
    if (rules.bearer_token.empty() && !wants_basic(rules)) return true;
    if (std::ranges::find(rules.open_paths, path) != rules.open_paths.end()) return true;
    const auto space = authorization.find(' ');
    if (space == std::string_view::npos) return false;
    const auto scheme = authorization.substr(0, space);
    const auto credentials = trim(authorization.substr(space + 1));
    if (equals_ignoring_case(scheme, "Bearer"))
        return !rules.bearer_token.empty() &&
               equals_in_constant_time(credentials, rules.bearer_token);
    if (!equals_ignoring_case(scheme, "Basic") || !wants_basic(rules)) return false;
    const auto decoded = base64_decode(credentials);
    return decoded && equals_in_constant_time(*decoded, rules.user + ":" + rules.password);
}

bool has_long_token(const Authentication& rules, std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    constexpr std::size_t long_enough = 16;
    return rules.bearer_token.size() >= long_enough &&
           equals_ignoring_case(authorization.substr(0, scheme.size()), scheme) &&
           equals_in_constant_time(trim(authorization.substr(scheme.size())), rules.bearer_token);
}

std::string challenge(const Authentication& rules, const Headers& request) {
    if (request.get("X-Requested-With") == "nodewatch" ||
        request.get("Accept") == "text/event-stream")
        return "Session realm=\"nodewatch\"";
    if (wants_basic(rules)) return "Basic realm=\"nodewatch\", charset=\"UTF-8\"";
    return "Bearer realm=\"nodewatch\"";
}

}  // namespace nodewatch::net
