#include "net/http_router.hpp"

#include <gtest/gtest.h>

#include "net/authentication.hpp"

namespace nodewatch::net {
namespace {

Handler named(std::string name) {
    struct Named {
        std::string name;
        Task<HttpResponse> operator()(const ServerRequest&) const { return answer(name); }
        static Task<HttpResponse> answer(std::string text) {
            co_return text_response(200, std::move(text));
        }
    };
    return Named{std::move(name)};
}

class RouterTest : public testing::Test {
protected:
    void SetUp() override {
        router_.add("GET", "/", named("root"));
        router_.add("GET", "/api/v1/label/{}/values", named("values"));
        router_.add("GET", "/api/v1/label/job/values", named("job"));
        router_.add("GET", "/api/v1/query", named("query"));
        router_.add("POST", "/api/v1/query", named("query"));
        router_.add("GET", "/static/{*}", named("static"));
        router_.add("/live", [](std::shared_ptr<WebSocketSession>, ServerRequest) -> Task<void> {
            co_return;
        });
    }
    Router router_;
};

TEST_F(RouterTest, FindsLiteralAndPlaceholderRoutes) {
    EXPECT_NE(router_.find("GET", "/", false).handler, nullptr);
    const auto values = router_.find("GET", "/api/v1/label/a%2Fb%20c/values", false);
    ASSERT_NE(values.handler, nullptr);
    EXPECT_EQ(values.parameters, std::vector<std::string>{"a/b c"});
    const auto job = router_.find("GET", "/api/v1/label/job/values", false);
    EXPECT_TRUE(job.parameters.empty()) << "the literal route wins, whichever came first";
    const auto rest = router_.find("GET", "/static/js/app%20.js", false);
    EXPECT_EQ(rest.parameters, std::vector<std::string>{"js/app .js"});
}

TEST_F(RouterTest, KnowsMissingPathsFromMissingMethods) {
    for (const char* path : {"/nothing", "/api/v1", "/api/v1/query/", "/api/v1/label//values",
                             "/api/v1/label/a/b/values", "/static", "//"}) {
        const auto match = router_.find("GET", path, false);
        EXPECT_EQ(match.handler, nullptr) << path;
        EXPECT_EQ(match.allowed, "") << path;
    }
    const auto match = router_.find("DELETE", "/api/v1/query", false);
    EXPECT_EQ(match.handler, nullptr);
    EXPECT_EQ(match.allowed, "GET, HEAD, POST");
    EXPECT_NE(router_.find("HEAD", "/api/v1/query", false).handler, nullptr);
    EXPECT_EQ(router_.find("get", "/", false).handler, nullptr) << "methods have case";
}

TEST_F(RouterTest, TellsWebSocketsApart) {
    EXPECT_NE(router_.find("GET", "/live", true).websocket, nullptr);
    EXPECT_TRUE(router_.find("GET", "/live", false).only_websocket);
    EXPECT_EQ(router_.find("GET", "/api/v1/query", true).websocket, nullptr);
    EXPECT_NE(router_.find("GET", "/api/v1/query", true).handler, nullptr);
}

TEST(AuthenticationTest, AllowsWhoKnowsTheSecret) {
    const Authentication none;
    EXPECT_TRUE(may_enter(none, "/", ""));
    const Authentication both{
        .bearer_token = "token", .user = "me", .password = "pa:ss", .open_paths = {"/health"}};
    EXPECT_TRUE(may_enter(both, "/x", "Bearer token"));
    EXPECT_TRUE(may_enter(both, "/x", "bearer token"));
    EXPECT_TRUE(may_enter(both, "/x", "Basic bWU6cGE6c3M="));
    EXPECT_TRUE(may_enter(both, "/health", ""));
    for (const char* field : {"", "Bearer", "Bearer ", "Bearer toke", "Bearer token2", "token",
                              "Basic bWU6cGE6c3N4", "Basic !!!", "Basic ", "Digest token"})
        EXPECT_FALSE(may_enter(both, "/x", field)) << field;
    EXPECT_FALSE(may_enter(both, "/health/", ""));
    const Authentication basic{.bearer_token = "", .user = "me", .password = "x", .open_paths = {}};
    EXPECT_FALSE(may_enter(basic, "/x", "Bearer "));
    const Authentication bearer{.bearer_token = "t", .user = "", .password = "", .open_paths = {}};
    EXPECT_FALSE(may_enter(bearer, "/x", "Basic Og==")) << "empty user and password";
}

TEST(EndpointTest, ReadsHostAndPort) {
    EXPECT_EQ(parse_endpoint("127.0.0.1:8090")->host, "127.0.0.1");
    EXPECT_EQ(parse_endpoint("127.0.0.1:8090")->port, 8090);
    EXPECT_EQ(parse_endpoint("[::1]:8090")->host, "::1");
    EXPECT_EQ(parse_endpoint(":8090")->host, "");
    EXPECT_EQ(parse_endpoint("localhost:0")->port, 0);
    for (const char* text : {"", "8090", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:8090",
                             "[::1]", "[]:1", "[abc]:1", "host:-1", "host:1x", "ho st:1", "a:b:1",
                             "foo:1", "256.0.0.1:1", "localhost.:1"})
        EXPECT_FALSE(parse_endpoint(text)) << text;
    using namespace std::string_view_literals;
    EXPECT_FALSE(parse_endpoint("[::1\0 ]:8090"sv));
}

}  // namespace
}  // namespace nodewatch::net
