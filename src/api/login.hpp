#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/guess_limit.hpp"
#include "api/request_origin.hpp"
#include "base/clock.hpp"
#include "net/http_server.hpp"

namespace nodewatch::api {

/// The login of the UI: POST /api/login with the credentials of the configuration gives a cookie
/// that stands for them for 30 days, POST /api/logout takes it back from the browser. No session is
/// stored: the cookie is an expiry time signed with a key made of the credentials and of a secret
/// of this installation. So sessions outlive a restart, end when the credentials or the secret
/// change, and a stolen cookie does not help to guess the password. Wrong credentials count by
/// address, those of the login and those of any other request together (GuessLimit).
class Login final : public net::Gatekeeper {
public:
    static constexpr Duration session{30LL * 86'400'000};

    struct Options {
        net::Authentication rules = {};
        std::string_view secret = {};  ///< random and kept
        bool tls = false;              ///< every request comes over TLS
        TrustedProxies trusted_proxies = {};
    };
    /// The clock outlives this.
    Login(Options options, const Clock& clock);

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);
    /// When the session ends by whose cookie the request comes; nothing without a good one.
    std::optional<WallTime> session_end(const net::HttpRequest& request) const;

    bool remembers(const net::HttpRequest& request) const override;
    std::optional<net::HttpResponse> refuses(const net::ServerRequest& request) const override;
    void count_wrong(const net::ServerRequest& request) override;

private:
    Task<net::HttpResponse> log_in(const net::ServerRequest& request);
    Task<net::HttpResponse> log_out(const net::ServerRequest& request) const;
    bool knows(const net::ServerRequest& request) const;
    std::string signature(std::string_view expiry) const;
    net::HttpResponse with_cookie(const net::ServerRequest& request, const std::string& value,
                                  Duration age) const;

    Options options_;
    const Clock& clock_;
    std::array<std::uint8_t, 32> key_{};
    /// Another one for each installation: a browser sends cookies to every port of a host.
    std::string cookie_name_;
    GuessLimit guesses_;
};

}  // namespace nodewatch::api
