#include "api/web_ui.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/gzip.hpp"
#include "net/http_client.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::api {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using ::testing::HasSubstr;

class WebUiTest : public ::testing::Test {
protected:
    WebUiTest() {
        ui.install(server);
        server.route("GET", "/api/v1/data", [](const net::ServerRequest&) -> Task<HttpResponse> {
            co_return net::text_response(200, "data");
        });
        EXPECT_TRUE(server.listen());
        tasks.spawn("server", server.run(Duration{0}));
    }
    ~WebUiTest() override {
        tasks.cancel();
        loop.run(tasks.join());
    }
    HttpResponse get(const std::string& path, HttpRequest request = {}) {
        request.headers.add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        const auto url =
            net::parse_url("http://127.0.0.1:" + std::to_string(server.ports().at(0)) + path);
        auto response = loop.get(client.send(url.value(), std::move(request), Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
        return response.value_or(HttpResponse{.status = 0});
    }
    static net::HttpServerOptions options() {
        net::HttpServerOptions o{.listen = {net::Endpoint{"127.0.0.1", 0}}};
        o.authentication.bearer_token = "t0ken";
        return o;
    }

    const std::string html = net::gzip("<head><base href=\"./\"></head>");
    const std::string script = net::gzip("alert(1)");
    const std::vector<WebAsset> assets{{"assets/main-1.js", "text/javascript", script},
                                       {"index.html", "text/html", html}};
    net::Loop loop;
    WebUi ui{assets};
    net::HttpServer server{loop.executor(), options()};
    net::HttpClient client{loop.executor(), {}};
    TaskGroup tasks{loop.executor()};
};

TEST_F(WebUiTest, EveryPagePointsBackToTheRoot) {
    EXPECT_EQ(get("/").body, "<head><base href=\"./\"></head>");
    EXPECT_EQ(get("/explore?g0.expr=up").body, "<head><base href=\"./\"></head>");
    EXPECT_EQ(get("/xrpl/").body, "<head><base href=\"../\"></head>");
    const auto page = get("/xrpl/validator/val%2F1");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body, "<head><base href=\"../../\"></head>") << "one name with a slash in it";
    EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.headers.get("Cache-Control"), "no-cache");
}

TEST_F(WebUiTest, PagesAllowNothingFromElsewhere) {
    const std::string policy(get("/").headers.get("Content-Security-Policy"));
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST_F(WebUiTest, APageThatIsStillTheSameIsNotSentAgain) {
    HttpRequest request;
    request.headers.add("If-None-Match", std::string(get("/xrpl/a").headers.get("ETag")));
    const auto same = get("/xrpl/a", request);
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(get("/xrpl/a/b", request).status, 200) << "another way to the root";
}

TEST_F(WebUiTest, AssetsStayForEverAndComeCompressed) {
    const auto plain = get("/assets/main-1.js");
    EXPECT_EQ(plain.body, "alert(1)");
    EXPECT_EQ(plain.headers.get("Content-Type"), "text/javascript");
    EXPECT_THAT(std::string(plain.headers.get("Cache-Control")), HasSubstr("immutable"));
    EXPECT_EQ(get("/assets/main-2.js").status, 404);
}

TEST_F(WebUiTest, WhatIsNoPageIsNotAnsweredWithOne) {
    EXPECT_EQ(get("/api/v1/nothing").status, 404);
    EXPECT_EQ(get("/api/v1/nothing").headers.get("Content-Type"), "application/json");
    HttpRequest script;
    script.headers.add("Accept", "*/*");
    EXPECT_EQ(get("/-/healthy", script).status, 404) << "a probe must not take it for health";
    EXPECT_EQ(get("/favicon.ico", script).status, 404);
    EXPECT_EQ(get("/xrpl/validator/a.b.com").status, 200);
    HttpRequest post;
    post.method = "POST";
    EXPECT_EQ(get("/explore", post).status, 401);
}

TEST_F(WebUiTest, PagesHoldNoDataAndAskForNoCredentials) {
    EXPECT_EQ(get("/api/v1/data").status, 401);
    EXPECT_EQ(get("/explore").status, 200);
}

}  // namespace
}  // namespace nodewatch::api
