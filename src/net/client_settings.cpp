#include "net/client_settings.hpp"

#include <fmt/format.h>

namespace nodewatch::net {

std::optional<Url> read_url(Settings& settings, std::string_view key, std::string_view plain,
                            std::string_view secure) {
    const auto text = settings.secret(key);
    if (!text) return std::nullopt;
    auto url = parse_url(*text);
    if (!url) {
        settings.fail(key, url.error().message);
        return std::nullopt;
    }
    if (url->scheme != plain && url->scheme != secure) {
        settings.fail(
            key, fmt::format("expected an address that begins with {}:// or {}://", plain, secure));
        return std::nullopt;
    }
    return *url;
}

bool is_loopback(const Url& url) {
    return url.host == "localhost" || url.host == "::1" || url.host.starts_with("127.");
}

void read_tls(Settings settings, TlsClientOptions& tls) {
    tls.verify = settings.boolean("verify", tls.verify);
    tls.ca_file = settings.text("ca_file", tls.ca_file);
}

}  // namespace nodewatch::net
