#include "api/log_tail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_client.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::api {
namespace {

using net::HttpResponse;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class LogTailTest : public ::testing::Test {
protected:
    LogTailTest() {
        tail.install(server);
        EXPECT_TRUE(server.listen());
        tasks.spawn("server", server.run(Duration{0}));
    }
    ~LogTailTest() override {
        tasks.cancel();
        loop.run(tasks.join());
    }
    HttpResponse ask(const std::string& token) {
        net::HttpRequest request;
        request.headers.add("Authorization", "Bearer " + token);
        const auto url =
            net::parse_url("http://127.0.0.1:" + std::to_string(server.ports().at(0)) + "/api/log");
        auto response = loop.get(client.send(url.value(), std::move(request), Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
        return response.value_or(HttpResponse{.status = 0});
    }
    static net::HttpServerOptions options() {
        net::HttpServerOptions o{.listen = {net::Endpoint{"127.0.0.1", 0}}};
        o.authentication.bearer_token = "t0ken";
        return o;
    }

    ManualClock clock{from_unix_seconds(1'763'700'000)};
    LogTail tail{clock};
    net::Loop loop;
    net::HttpServer server{loop.executor(), options()};
    net::HttpClient client{loop.executor(), {}};
    TaskGroup tasks{loop.executor()};
};

TEST_F(LogTailTest, TellsTheLinesOldestFirstWithTheirTimes) {
    log::warn("xrpl/val-1", "no answer from \"{}\"", "127.0.0.1:6006");
    clock.advance(Duration{1'500});
    log::info("app", "stopping\non SIGTERM");
    EXPECT_EQ(
        ask("t0ken").body,
        R"({"status":"success","data":{"dropped":0,"lines":[)"
        R"({"t":1763700000000,"level":"warn","component":"xrpl/val-1","text":"no answer from \"127.0.0.1:6006\""},)"
        R"({"t":1763700001500,"level":"info","component":"app","text":"stopping\non SIGTERM"}]}})");
}

TEST_F(LogTailTest, IsNotToldWithoutCredentials) {
    log::warn("app", "something only operators may know");
    const auto answer = ask("wrong");
    EXPECT_EQ(answer.status, 401);
    EXPECT_THAT(answer.body, Not(HasSubstr("operators")));
}

TEST_F(LogTailTest, HoldsTheLast200LinesAndCountsTheOthers) {
    for (int i = 1; i <= 203; ++i)
        log::info("app", "line {}", i);
    const auto body = ask("t0ken").body;
    EXPECT_THAT(body, HasSubstr(R"("dropped":3,)"));
    EXPECT_THAT(body, Not(HasSubstr("line 3\"")));
    EXPECT_THAT(body, HasSubstr("line 4\""));
    EXPECT_THAT(body, EndsWith(R"("text":"line 203"}]}})"));
}

TEST_F(LogTailTest, CutsALineThatIsTooLong) {
    log::info("app", "{}", std::string(5'000, 'x'));
    const auto body = ask("t0ken").body;
    EXPECT_LT(body.size(), LogTail::max_text_bytes + 200);
    EXPECT_THAT(body, EndsWith(R"(xxx..."}]}})"));
}

}  // namespace
}  // namespace nodewatch::api
