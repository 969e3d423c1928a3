#include "api/login.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <span>

#include "base/strings.hpp"

namespace nodewatch::api {
namespace {

/// The value of the cookie; empty when there is none.
std::string_view cookie_of(const net::HttpRequest& request, std::string_view name) {
    for (const auto part : split(request.headers.get("Cookie"), ';')) {
        const auto cookie = trim(part);
        if (cookie.starts_with(name) && cookie.substr(name.size()).starts_with('='))
            return cookie.substr(name.size() + 1);
    }
    return {};
}

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// HMAC-SHA-256.
std::array<std::uint8_t, 32> mac(std::span<const std::uint8_t> key, std::string_view text) {
    std::array<std::uint8_t, 32> code{};
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(text).data(), text.size(),
         code.data(), nullptr);
    return code;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const auto byte : bytes)
        text += fmt::format("{:02x}", byte);
    return text;
}

bool same(std::string_view given, const std::string& wanted) {
    return !wanted.empty() && equals_in_constant_time(given, wanted);
}

net::HttpResponse refusal_of_other_sites() {
    return net::error_response(403, "forbidden", "a page of another site cannot ask for this");
}

}  // namespace

Login::Login(Options options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), guesses_(clock) {
    const auto& rules = options_.rules;
    const auto secret = as_bytes(options_.secret);
    key_ = mac(secret, fmt::format("nodewatch session\n{}\n{}\n{}", rules.bearer_token, rules.user,
                                   rules.password));
    // Of the secret alone: after a change of the password the new cookie replaces the old one.
    cookie_name_ = "nodewatch_session_" + hex(mac(secret, "nodewatch cookie")).substr(0, 8);
}

void Login::install(net::HttpServer& server) {
    const net::RouteOptions open{.max_body_bytes = 4'096, .open = true};
    server.route(
        "POST", "/api/login", [this](const net::ServerRequest& request) { return log_in(request); },
        open);
    server.route(
        "POST", "/api/logout",
        [this](const net::ServerRequest& request) { return log_out(request); }, open);
}

/// Tries that other sites make a browser send would lock its user out.
Task<net::HttpResponse> Login::log_in(const net::ServerRequest& request) {
    if (is_cross_site(request)) co_return refusal_of_other_sites();
    if (auto refusal = refuses(request)) co_return std::move(*refusal);
    if (!knows(request)) {
        count_wrong(request);
        co_return net::error_response(401, "unauthorized", "wrong user, password or token");
    }
    const auto expires = std::chrono::duration_cast<std::chrono::seconds>(
                             (clock_.now().wall + session).time_since_epoch())
                             .count();
    const std::string expiry = std::to_string(expires);
    co_return with_cookie(request, expiry + "." + signature(expiry), session);
}

Task<net::HttpResponse> Login::log_out(const net::ServerRequest& request) const {
    if (is_cross_site(request)) co_return refusal_of_other_sites();
    co_return with_cookie(request, "", Duration{0});
}

net::HttpResponse Login::with_cookie(const net::ServerRequest& request, const std::string& value,
                                     Duration age) const {
    const bool secure = options_.tls || came_to_proxy_over_tls(request, options_.trusted_proxies);
    net::HttpResponse response{.status = 204};
    response.headers.add(
        "Set-Cookie",
        fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name_, value,
                    age.count() / 1000, secure ? "; Secure" : ""));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

bool Login::knows(const net::ServerRequest& request) const {
    const auto& rules = options_.rules;
    const auto token = request.parameter("token");
    if (token) return same(*token, rules.bearer_token);
    if (rules.user.empty()) return false;
    const std::string given = std::string(request.parameter("user").value_or("")) + ":" +
                              std::string(request.parameter("password").value_or(""));
    return same(given, rules.user + ":" + rules.password);
}

std::string Login::signature(std::string_view expiry) const {
    return hex(mac(key_, expiry));
}

std::optional<WallTime> Login::session_end(const net::HttpRequest& request) const {
    const auto cookie = cookie_of(request, cookie_name_);
    const auto dot = cookie.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto expiry = cookie.substr(0, dot);
    const auto expires = parse_int(expiry);
    if (!expires || !equals_in_constant_time(cookie.substr(dot + 1), signature(expiry)))
        return std::nullopt;
    const WallTime end = from_unix_seconds(*expires);
    if (clock_.now().wall >= end) return std::nullopt;
    return end;
}

bool Login::remembers(const net::HttpRequest& request) const {
    return session_end(request).has_value();
}

std::optional<net::HttpResponse> Login::refuses(const net::ServerRequest& request) const {
    if (!guesses_.is_reached(client_address(request, options_.trusted_proxies)))
        return std::nullopt;
    auto response = net::error_response(429, "too_many", "too many wrong tries; wait a minute");
    response.headers.add("Retry-After", "60");
    return response;
}

void Login::count_wrong(const net::ServerRequest& request) {
    guesses_.count_failure(client_address(request, options_.trusted_proxies));
}

}  // namespace nodewatch::api
