#include "api/login.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/authentication.hpp"
#include "net/http_client.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::api {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const net::Authentication rules{.bearer_token = "t0ken", .user = "me", .password = "s3cret"};
const std::string secret(32, 'k');

class LoginTest : public ::testing::Test {
protected:
    LoginTest() {
        login.install(server);
        server.route("GET", "/data", [](const net::ServerRequest&) -> Task<HttpResponse> {
            co_return net::text_response(200, "data");
        });
        EXPECT_TRUE(server.listen());
        tasks.spawn("server", server.run(Duration{0}));
    }
    ~LoginTest() override {
        tasks.cancel();
        loop.run(tasks.join());
    }
    HttpResponse send(const std::string& method, const std::string& path, HttpRequest request) {
        request.method = method;
        const auto url =
            net::parse_url("http://127.0.0.1:" + std::to_string(server.ports().at(0)) + path);
        auto response = loop.get(client.send(url.value(), std::move(request), Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
        return response.value_or(HttpResponse{.status = 0});
    }
    int ask_as(const std::string& authorization, const std::string& cookie = {}) {
        HttpRequest request;
        request.headers.add("Authorization", authorization);
        request.headers.add("Cookie", cookie);
        return send("GET", "/data", std::move(request)).status;
    }
    HttpResponse log_in(const std::string& form) {
        HttpRequest request;
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = form;
        return send("POST", "/api/login", std::move(request));
    }
    int ask_with(const std::string& cookie) {
        HttpRequest request;
        request.headers.add("Cookie", cookie);
        return send("GET", "/data", std::move(request)).status;
    }
    /// "nodewatch_session_...=..." of an answer.
    static std::string cookie_of(const HttpResponse& response) {
        const auto field = response.headers.get("Set-Cookie");
        return std::string(field.substr(0, field.find(';')));
    }
    net::HttpServerOptions options() {
        net::HttpServerOptions o{.listen = {net::Endpoint{"127.0.0.1", 0}}};
        o.authentication = rules;
        o.authentication.gatekeeper = &login;
        return o;
    }

    net::Loop loop;
    ManualClock clock{from_unix_seconds(1'763'700'000)};
    Login login{{.rules = rules, .secret = secret}, clock};
    net::HttpServer server{loop.executor(), options()};
    net::HttpClient client{loop.executor(), {}};
    TaskGroup tasks{loop.executor()};
};

TEST_F(LoginTest, TheCookieStandsForThePasswordForThirtyDays) {
    EXPECT_EQ(ask_with(""), 401);
    const auto answer = log_in("user=me&password=s3cret");
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(std::string(answer.headers.get("Set-Cookie")),
                HasSubstr("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict"));
    const std::string cookie = cookie_of(answer);
    EXPECT_EQ(ask_with(cookie), 200);
    EXPECT_EQ(ask_with("theme=dark; " + cookie + "; x=y"), 200);
    clock.advance(Login::session - Duration{1'000});
    EXPECT_EQ(ask_with(cookie), 200);
    clock.advance(Duration{1'000});
    EXPECT_EQ(ask_with(cookie), 401);
}

TEST_F(LoginTest, AForgedCookieIsNone) {
    const std::string cookie = cookie_of(log_in("token=t0ken"));
    EXPECT_EQ(ask_with(cookie), 200);
    EXPECT_EQ(ask_with(cookie + "0"), 401);
    for (std::size_t at = cookie.find('=') + 1; at < cookie.size(); ++at) {
        std::string changed = cookie;
        changed[at] = changed[at] == '0' ? '1' : '0';
        EXPECT_EQ(ask_with(changed), 401) << changed;
    }
    std::string longer = cookie;
    longer.replace(longer.find('=') + 1, 1, "9");
    EXPECT_EQ(ask_with(longer), 401) << "another expiry under the same signature";
    const std::string name = cookie.substr(0, cookie.find('='));
    for (const char* rest : {"=", "=.", "", "=1795236000.", "s=1.2"})
        EXPECT_EQ(ask_with(name + rest), 401) << rest;
}

TEST_F(LoginTest, OtherCredentialsEndTheSessions) {
    HttpRequest request;
    request.headers.add("Cookie", cookie_of(log_in("token=t0ken")));
    EXPECT_TRUE(login.remembers(request));
    auto changed = rules;
    changed.password = "new";
    EXPECT_FALSE(Login({changed, secret}, clock).remembers(request));
    changed = rules;
    changed.bearer_token = "new";
    EXPECT_FALSE(Login({changed, secret}, clock).remembers(request));
}

TEST_F(LoginTest, SessionsOutliveARestartAndEndWithTheSecret) {
    HttpRequest request;
    request.headers.add("Cookie", cookie_of(log_in("token=t0ken")));
    EXPECT_TRUE(Login({rules, secret}, clock).remembers(request));
    EXPECT_FALSE(Login({rules, std::string(32, 'l')}, clock).remembers(request));
}

TEST_F(LoginTest, WrongTriesAreRefusedAndSoonStopped) {
    for (const char* form : {"user=me&password=wrong", "token=", "token=s3cret", "user=me",
                             "password=s3cret", "user=&password=", ""})
        EXPECT_EQ(log_in(form).status, 401) << form;
    for (int i = 7; i < GuessLimit::max_failures; ++i)
        EXPECT_EQ(log_in("token=x").status, 401);
    EXPECT_EQ(log_in("token=t0ken").status, 429) << "also the right one: nobody learns from it";
    clock.advance(GuessLimit::window);
    EXPECT_EQ(log_in("token=t0ken").status, 204);
}

// "me:s3cret", "me:wrong" in Base64 (RFC 7617).
constexpr const char* right = "Basic bWU6czNjcmV0";
constexpr const char* wrong = "Basic bWU6d3Jvbmc=";

TEST(LongToken, IsRightAndTooLongToBeGuessed) {
    const net::Authentication long_one{.bearer_token = "0123456789abcdef"};
    EXPECT_TRUE(net::has_long_token(long_one, "bearer 0123456789abcdef"));
    EXPECT_FALSE(net::has_long_token(long_one, "Bearer 0123456789abcdeX"));
    EXPECT_FALSE(net::has_long_token(long_one, "Bear"));
    EXPECT_FALSE(net::has_long_token(rules, "Bearer t0ken"));
    EXPECT_FALSE(net::has_long_token({}, "Bearer "));
}

TEST_F(LoginTest, GuessesOfAnyPathCountWithThoseOfTheLogin) {
    const std::string cookie = cookie_of(log_in("token=t0ken"));
    EXPECT_EQ(ask_as(right), 200);
    for (int i = 2; i < GuessLimit::max_failures; ++i)
        EXPECT_EQ(ask_as(i % 2 == 0 ? wrong : "Bearer guess"), 401);
    EXPECT_EQ(send("GET", "/none", {}).status, 401) << "without credentials: no guess";
    EXPECT_EQ(log_in("token=x").status, 401);
    EXPECT_EQ(ask_as(wrong, cookie), 200) << "a session passes, and its tries are none";
    EXPECT_EQ(ask_as(wrong), 401);
    EXPECT_EQ(ask_as(wrong), 429);
    EXPECT_EQ(ask_as(right), 429) << "also the right one: nobody learns from it";
    EXPECT_EQ(log_in("token=t0ken").status, 429);
    EXPECT_EQ(ask_with(cookie), 200);
    EXPECT_EQ(ask_as(right, cookie), 200);
    EXPECT_EQ(ask_with(""), 401) << "a page that asks for the login";
    clock.advance(GuessLimit::window);
    EXPECT_EQ(ask_as(right), 200);
}

TEST_F(LoginTest, TwoInstallationsOnOneHostKeepTheirSessions) {
    net::HttpServer other_server(loop.executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}});
    const std::string other_secret(32, 'l');
    Login other({rules, other_secret}, clock);
    const auto name = [](const HttpResponse& answer) {
        const std::string cookie = cookie_of(answer);
        return cookie.substr(0, cookie.find('='));
    };
    other.install(other_server);
    ASSERT_TRUE(other_server.listen());
    tasks.spawn("other", other_server.run(Duration{0}));
    HttpRequest request;
    request.method = "POST";
    const auto url = net::parse_url(
        "http://127.0.0.1:" + std::to_string(other_server.ports().at(0)) + "/api/logout");
    const auto logout = loop.get(client.send(url.value(), request, Duration{10'000})).value();
    EXPECT_NE(name(logout), name(log_in("token=t0ken")));
    EXPECT_EQ(name(log_in("token=t0ken")), name(log_in("user=me&password=s3cret")));
}

TEST_F(LoginTest, LogoutTakesTheCookieBack) {
    const std::string cookie = cookie_of(log_in("token=t0ken"));
    const auto answer = send("POST", "/api/logout", {});
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(std::string(answer.headers.get("Set-Cookie")),
                StartsWith(cookie.substr(0, cookie.find('=')) + "=; Path=/; Max-Age=0;"));
}

TEST_F(LoginTest, FormsOfOtherSitesAreRefused) {
    for (const char* path : {"/api/logout", "/api/login?token=x"}) {
        HttpRequest request;
        request.headers.add("Sec-Fetch-Site", "cross-site");
        const auto answer = send("POST", path, std::move(request));
        EXPECT_EQ(answer.status, 403);
        EXPECT_FALSE(answer.headers.has("Set-Cookie"));
    }
    for (int i = 1; i < GuessLimit::max_failures; ++i)
        EXPECT_EQ(log_in("token=x").status, 401);
    EXPECT_EQ(log_in("token=t0ken").status, 204) << "what they sent was no try";
}

TEST_F(LoginTest, ScriptsOfOurPagesGetNoDialogOfTheBrowser) {
    const auto challenge = [&](const std::string& name, const std::string& value) {
        HttpRequest request;
        request.headers.add(name, value);
        return std::string(send("GET", "/data", request).headers.get("WWW-Authenticate"));
    };
    EXPECT_THAT(challenge("X", "y"), StartsWith("Basic "));
    EXPECT_THAT(challenge("X-Requested-With", "nodewatch"), Not(HasSubstr("Basic")));
    EXPECT_THAT(challenge("Accept", "text/event-stream"), Not(HasSubstr("Basic")));
}

/// What a login sets whose request came as told.
std::string cookie_set(Login::Options options, const std::string& scheme) {
    net::Loop loop;
    ManualClock clock;
    options.rules = rules;
    options.secret = secret;
    Login login(std::move(options), clock);
    net::HttpServer server(loop.executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}});
    login.install(server);
    EXPECT_TRUE(server.listen());
    TaskGroup tasks(loop.executor());
    tasks.spawn("server", server.run(Duration{0}));
    net::HttpClient client(loop.executor(), {});
    HttpRequest request;
    request.method = "POST";
    request.headers.add("X-Forwarded-Proto", scheme);
    const auto url = net::parse_url("http://127.0.0.1:" + std::to_string(server.ports().at(0)) +
                                    "/api/login?token=t0ken");
    const auto answer = loop.get(client.send(url.value(), request, Duration{10'000}));
    tasks.cancel();
    loop.run(tasks.join());
    return std::string(answer->headers.get("Set-Cookie"));
}

TEST(LoginOverTls, TheCookieIsSecure) {
    EXPECT_THAT(cookie_set({.tls = true}, "http"), HasSubstr("; Secure"));
    EXPECT_THAT(cookie_set({}, "https"), Not(HasSubstr("; Secure"))) << "nobody trusts that";
    EXPECT_THAT(cookie_set({.trusted_proxies = {"127.0.0.1"}}, "https"), HasSubstr("; Secure"));
    EXPECT_THAT(cookie_set({.trusted_proxies = {"127.0.0.1"}}, "http"), Not(HasSubstr("; Secure")));
}

}  // namespace
}  // namespace nodewatch::api
