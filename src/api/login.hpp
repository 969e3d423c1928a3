#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "net/http_server.hpp"

namespace nodewatch::api {

/// The login of the UI: POST /api/login with the credentials of the configuration gives a cookie
/// that stands for them for 30 days, POST /api/logout takes it back from the browser. No session is
/// stored: the cookie is an expiry time signed with a key made of the credentials and of a secret
/// of this installation. So sessions outlive a restart, end when the credentials or the secret
/// change, and a stolen cookie does not help to guess the password.
class Login {
public:
    static constexpr Duration session{30LL * 86'400'000};
    /// So many wrong tries of an address within a minute; then it gets 429 until that is over.
    static constexpr int max_failures = 10;
    static constexpr Duration failure_window{60'000};
    /// So many addresses are told apart; those above count as one.
    static constexpr std::size_t max_addresses = 1'000;

    /// `secret`: random and kept. `secure`: the cookie is sent over TLS only. The clock outlives
    /// this.
    Login(net::Authentication rules, std::string_view secret, bool secure, const Clock& clock);

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);
    /// Whether the request carries a cookie of ours that is still good.
    bool remembers(const net::HttpRequest& request) const;

private:
    Task<net::HttpResponse> log_in(const net::ServerRequest& request);
    Task<net::HttpResponse> log_out() const;
    bool knows(const net::ServerRequest& request) const;
    /// How often the client's address failed in this minute.
    int& failures_of(const net::ServerRequest& request);
    std::string signature(std::string_view expiry) const;
    net::HttpResponse with_cookie(const std::string& value, Duration age) const;

    net::Authentication rules_;
    bool secure_;
    const Clock& clock_;
    std::array<std::uint8_t, 32> key_{};
    SteadyTime window_start_{};
    std::map<std::string, int, std::less<>>
        failures_;  ///< by address; "" for those above the bound
};

}  // namespace nodewatch::api
