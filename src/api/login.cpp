#include "api/login.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <span>

#include "base/strings.hpp"

namespace nodewatch::api {
namespace {

constexpr std::string_view cookie_name = "nodewatch_session";

/// The value of our cookie; empty when there is none.
std::string_view cookie_of(const net::HttpRequest& request) {
    for (const auto part : split(request.headers.get("Cookie"), ';')) {
        const auto cookie = trim(part);
        if (cookie.starts_with(cookie_name) && cookie.substr(cookie_name.size()).starts_with('='))
            return cookie.substr(cookie_name.size() + 1);
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

bool same(std::string_view given, const std::string& wanted) {
    return !wanted.empty() && equals_in_constant_time(given, wanted);
}

}  // namespace

Login::Login(net::Authentication rules, std::string_view secret, bool secure, const Clock& clock)
    : rules_(std::move(rules)), secure_(secure), clock_(clock) {
    const std::string credentials = fmt::format("nodewatch session\n{}\n{}\n{}",
                                                rules_.bearer_token, rules_.user, rules_.password);
    key_ = mac(as_bytes(secret), credentials);
}

void Login::install(net::HttpServer& server) {
    const net::RouteOptions open{.max_body_bytes = 4'096, .open = true};
    server.route(
        "POST", "/api/login", [this](const net::ServerRequest& request) { return log_in(request); },
        open);
    server.route(
        "POST", "/api/logout", [this](const net::ServerRequest&) { return log_out(); }, open);
}

Task<net::HttpResponse> Login::log_in(const net::ServerRequest& request) {
    int& failures = failures_of(request);
    if (failures >= max_failures)
        co_return net::error_response(429, "too_many", "too many wrong tries; wait a minute");
    if (!knows(request)) {
        ++failures;
        co_return net::error_response(401, "unauthorized", "wrong user, password or token");
    }
    const auto expires = std::chrono::duration_cast<std::chrono::seconds>(
                             (clock_.now().wall + session).time_since_epoch())
                             .count();
    const std::string expiry = std::to_string(expires);
    co_return with_cookie(expiry + "." + signature(expiry), session);
}

Task<net::HttpResponse> Login::log_out() const {
    co_return with_cookie("", Duration{0});
}

net::HttpResponse Login::with_cookie(const std::string& value, Duration age) const {
    net::HttpResponse response{.status = 204};
    response.headers.add(
        "Set-Cookie",
        fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name, value,
                    age.count() / 1000, secure_ ? "; Secure" : ""));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

bool Login::knows(const net::ServerRequest& request) const {
    const auto token = request.parameter("token");
    if (token) return same(*token, rules_.bearer_token);
    if (rules_.user.empty()) return false;
    const std::string given = std::string(request.parameter("user").value_or("")) + ":" +
                              std::string(request.parameter("password").value_or(""));
    return same(given, rules_.user + ":" + rules_.password);
}

int& Login::failures_of(const net::ServerRequest& request) {
    const auto now = clock_.now().steady;
    if (now - window_start_ >= failure_window) {
        window_start_ = now;
        failures_.clear();
    }
    const auto address = std::string_view(request.peer).substr(0, request.peer.rfind(':'));
    if (const auto known = failures_.find(address); known != failures_.end()) return known->second;
    return failures_[failures_.size() < max_addresses ? std::string(address) : ""];
}

std::string Login::signature(std::string_view expiry) const {
    std::string text;
    for (const auto byte : mac(key_, expiry))
        text += fmt::format("{:02x}", byte);
    return text;
}

bool Login::remembers(const net::HttpRequest& request) const {
    const auto cookie = cookie_of(request);
    const auto dot = cookie.find('.');
    if (dot == std::string_view::npos) return false;
    const auto expiry = cookie.substr(0, dot);
    const auto expires = parse_int(expiry);
    return expires && equals_in_constant_time(cookie.substr(dot + 1), signature(expiry)) &&
           clock_.now().wall < from_unix_seconds(*expires);
}

}  // namespace nodewatch::api
