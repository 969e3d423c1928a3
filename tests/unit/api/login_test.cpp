#include "api/login.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    /// "nodewatch_session=..." of an answer.
    static std::string cookie_of(const HttpResponse& response) {
        const auto field = response.headers.get("Set-Cookie");
        return std::string(field.substr(0, field.find(';')));
    }
    net::HttpServerOptions options() {
        net::HttpServerOptions o{.listen = {net::Endpoint{"127.0.0.1", 0}}};
        o.authentication = rules;
        o.authentication.remembers = [this](const HttpRequest& r) { return login.remembers(r); };
        return o;
    }

    net::Loop loop;
    ManualClock clock{from_unix_seconds(1'763'700'000)};
    Login login{rules, secret, false, clock};
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
    for (const char* text : {"nodewatch_session=", "nodewatch_session=.", "nodewatch_session",
                             "nodewatch_session=1795236000.", "nodewatch_sessions=1.2"})
        EXPECT_EQ(ask_with(text), 401) << text;
}

TEST_F(LoginTest, OtherCredentialsEndTheSessions) {
    HttpRequest request;
    request.headers.add("Cookie", cookie_of(log_in("token=t0ken")));
    EXPECT_TRUE(login.remembers(request));
    auto changed = rules;
    changed.password = "new";
    EXPECT_FALSE(Login(changed, secret, false, clock).remembers(request));
    changed = rules;
    changed.bearer_token = "new";
    EXPECT_FALSE(Login(changed, secret, false, clock).remembers(request));
}

TEST_F(LoginTest, SessionsOutliveARestartAndEndWithTheSecret) {
    HttpRequest request;
    request.headers.add("Cookie", cookie_of(log_in("token=t0ken")));
    EXPECT_TRUE(Login(rules, secret, false, clock).remembers(request));
    EXPECT_FALSE(Login(rules, std::string(32, 'l'), false, clock).remembers(request));
}

TEST_F(LoginTest, WrongTriesAreRefusedAndSoonStopped) {
    for (const char* form : {"user=me&password=wrong", "token=", "token=s3cret", "user=me",
                             "password=s3cret", "user=&password=", ""})
        EXPECT_EQ(log_in(form).status, 401) << form;
    for (int i = 7; i < Login::max_failures; ++i)
        EXPECT_EQ(log_in("token=x").status, 401);
    EXPECT_EQ(log_in("token=t0ken").status, 429) << "also the right one: nobody learns from it";
    clock.advance(Login::failure_window);
    EXPECT_EQ(log_in("token=t0ken").status, 204);
}

TEST_F(LoginTest, LogoutTakesTheCookieBack) {
    const auto answer = send("POST", "/api/logout", {});
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(std::string(answer.headers.get("Set-Cookie")),
                StartsWith("nodewatch_session=; Path=/; Max-Age=0;"));
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

TEST(LoginOverTls, TheCookieIsSecure) {
    net::Loop loop;
    ManualClock clock;
    Login login(rules, secret, true, clock);
    net::HttpServer server(loop.executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}});
    login.install(server);
    ASSERT_TRUE(server.listen());
    TaskGroup tasks(loop.executor());
    tasks.spawn("server", server.run(Duration{0}));
    net::HttpClient client(loop.executor(), {});
    HttpRequest request;
    request.method = "POST";
    const auto url = net::parse_url("http://127.0.0.1:" + std::to_string(server.ports().at(0)) +
                                    "/api/login?token=t0ken");
    const auto answer = loop.get(client.send(url.value(), request, Duration{10'000}));
    EXPECT_THAT(std::string(answer->headers.get("Set-Cookie")), HasSubstr("; Secure"));
    tasks.cancel();
    loop.run(tasks.join());
}

}  // namespace
}  // namespace nodewatch::api
