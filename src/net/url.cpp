#include "net/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

constexpr std::size_t max_length = 8'192;
constexpr std::string_view host_characters = "abcdefghijklmnopqrstuvwxyz0123456789-._:";

std::uint16_t default_port(std::string_view scheme) {
    return scheme == "https" || scheme == "wss" ? 443 : 80;
}

/// The URL may hold a password: messages never repeat it.
auto wrong_url(std::string_view why) {
    return failure(ErrorKind::configuration,
                   "not a usable URL (" + std::string(why) +
                       "): expected http://, https://, ws:// or wss:// with host, such as "
                       "ws://127.0.0.1:6006");
}

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

std::string Url::authority() const {
    return bracketed(host) + ":" + std::to_string(port);
}

std::string Url::text() const {
    return scheme + "://" + authority() + (target == "/" ? "" : "/...");
}

Result<Url> parse_url(std::string_view text) {
    if (text.size() > max_length) return wrong_url("longer than 8192 characters");
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) return wrong_url("malformed");
    const boost::urls::url_view& view = *parsed;

    Url url;
    url.scheme = to_lower({view.scheme().data(), view.scheme().size()});
    if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss")
        return wrong_url("unknown scheme");
    if (!view.has_authority() || view.host().empty()) return wrong_url("no host");
    url.host = to_lower(view.host_address());
    // Decoded, a host could hold anything; it goes into header lines, messages and name lookups.
    if (url.host.find_first_not_of(host_characters) != std::string::npos)
        return wrong_url("host with forbidden characters; write international names in punycode");
    url.port = default_port(url.scheme);
    if (view.has_port() && !view.port().empty()) {
        const auto port = parse_uint({view.port().data(), view.port().size()});
        if (!port || *port == 0 || *port > 65'535) return wrong_url("port not in 1..65535");
        url.port = static_cast<std::uint16_t>(*port);
    }
    const auto target = view.encoded_target();
    url.target.assign(target.data(), target.size());
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    url.user = view.user();
    url.password = view.password();
    return url;
}

}  // namespace nodewatch::net
