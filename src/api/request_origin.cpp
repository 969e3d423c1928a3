#include "api/request_origin.hpp"

#include <algorithm>
#include <ranges>

#include "base/strings.hpp"

namespace nodewatch::api {
namespace {

constexpr std::size_t max_address_bytes = 64;

/// "[::1]:80" is "::1", "10.0.0.1:80" is "10.0.0.1"; an IPv4 address that an IPv6 socket tells of
/// ("::ffff:10.0.0.1") is that address.
std::string bare_address(std::string_view text) {
    if (text.starts_with('['))
        text = text.substr(1, text.find(']') - 1);
    else if (std::ranges::count(text, ':') == 1)
        text = text.substr(0, text.find(':'));
    constexpr std::string_view mapped = "::ffff:";
    if (text.starts_with(mapped) && text.contains('.')) text.remove_prefix(mapped.size());
    return std::string(text.substr(0, max_address_bytes));
}

/// The elements of a list that may be in several fields, in their order.
std::vector<std::string_view> list_of(const net::Headers& headers, std::string_view name) {
    std::vector<std::string_view> list;
    for (const auto& [field, value] : headers.fields()) {
        if (!equals_ignoring_case(field, name)) continue;
        for (const auto part : split(value, ','))
            if (const auto element = trim(part); !element.empty()) list.push_back(element);
    }
    return list;
}

bool is_trusted(const std::string& address, const TrustedProxies& proxies) {
    return std::ranges::find(proxies, address) != proxies.end();
}

}  // namespace

std::string client_address(const net::ServerRequest& request, const TrustedProxies& proxies) {
    std::string address = bare_address(request.peer);
    if (!is_trusted(address, proxies)) return address;
    for (const auto client : list_of(request.headers, "X-Forwarded-For") | std::views::reverse) {
        address = bare_address(client);
        if (!is_trusted(address, proxies)) break;
    }
    return address;
}

bool came_to_proxy_over_tls(const net::ServerRequest& request, const TrustedProxies& proxies) {
    if (!is_trusted(bare_address(request.peer), proxies)) return false;
    const auto schemes = list_of(request.headers, "X-Forwarded-Proto");
    return !schemes.empty() && equals_ignoring_case(schemes.back(), "https");
}

bool is_cross_site(const net::HttpRequest& request) {
    const auto& headers = request.headers;
    if (headers.get("X-Requested-With") == "nodewatch") return false;
    if (const auto site = headers.get("Sec-Fetch-Site"); !site.empty())
        return site != "same-origin" && site != "none";
    const auto origin = headers.get("Origin");
    if (origin.empty()) return false;
    const auto scheme_end = origin.find("://");
    return scheme_end == std::string_view::npos ||
           !equals_ignoring_case(origin.substr(scheme_end + 3), headers.get("Host"));
}

}  // namespace nodewatch::api
