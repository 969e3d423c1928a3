// The routes through the real server.
#include "api/api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_client.hpp"
#include "unit/api/example_status.hpp"
#include "unit/net/loop.hpp"
#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

using net::HttpResponse;
using testing::example_status;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ApiTest : public ::testing::Test {
protected:
    ApiTest() {
        hub.add(latest);
        statuses = {example_status("val-1")};
        api.install(server);
        const auto listening = server.listen();
        EXPECT_TRUE(listening);
        tasks.spawn("server", server.run(Duration{0}));
    }
    ~ApiTest() override {
        tasks.cancel();
        loop.run(tasks.join());
    }

    HttpResponse ask(const std::string& path, const std::string& accept = "*/*",
                     const std::string& method = "GET") {
        net::HttpRequest request;
        request.method = method;
        request.headers.add("Accept", accept);
        const std::string authority = "http://127.0.0.1:" + std::to_string(server.ports().at(0));
        const auto url = net::parse_url(authority + path);
        auto response = loop.get(client.send(url.value(), request, Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
        return response.value_or(HttpResponse{});
    }

    void publish_peers(double peers) {
        Publisher publisher(hub, {"xrpl", "val-1"});
        Point point(measurement, clock.now().wall, Duration{5'000});
        point.set(measurement.peers, peers);
        publisher.publish(point);
    }

    net::Loop loop;
    ManualClock clock{testing::example_now.wall};
    testing::ServerMeasurement measurement;
    Hub hub;
    LatestValues latest{clock};
    std::vector<TargetStatus> statuses;
    net::HttpServer server{loop.executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}}};
    net::HttpClient client{loop.executor(), {}};
    std::vector<api::ProgramProblem> problems;
    Api api{[this](Now) { return statuses; },
            [this] { return problems; },
            latest,
            clock,
            {"0.1.0", "abc", "clang 19"}};
    TaskGroup tasks{loop.executor()};
};

TEST_F(ApiTest, MetricsInTheFormatThatIsAskedFor) {
    publish_peers(21);
    const HttpResponse text = ask("/metrics");
    EXPECT_EQ(text.status, 200);
    EXPECT_EQ(text.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(text.body, HasSubstr("\ntest_peers{network=\"xrpl\",node=\"val-1\"} 21\n"));

    const HttpResponse open = ask("/metrics", "application/openmetrics-text;version=1.0.0");
    EXPECT_EQ(open.headers.get("Content-Type"),
              "application/openmetrics-text; version=1.0.0; charset=utf-8");
    EXPECT_THAT(open.body, ::testing::EndsWith("# EOF\n"));
}

TEST_F(ApiTest, MetricsChangeWithThePointAndEndWithItsTime) {
    publish_peers(21);
    publish_peers(22);
    EXPECT_THAT(ask("/metrics").body, HasSubstr("} 22\n"));
    clock.advance(Duration{15'001});
    EXPECT_EQ(ask("/metrics").body, "");
}

TEST_F(ApiTest, HealthAsTextForCurl) {
    const HttpResponse response = ask("/health");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
    EXPECT_THAT(response.body, StartsWith("OK\nxrpl/val-1: ok"));
}

TEST_F(ApiTest, HealthAsJsonOnRequest) {
    for (const auto& response :
         {ask("/health?format=json"), ask("/health", "application/json, text/plain, */*")}) {
        EXPECT_THAT(response.headers.get("Content-Type"), StartsWith("application/json"));
        EXPECT_THAT(response.body, StartsWith(R"({"status":"ok",)"));
    }
    EXPECT_THAT(ask("/health?format=text", "application/json").body, StartsWith("OK\n"));
}

TEST_F(ApiTest, HealthIs503WhenATargetHasFailed) {
    statuses[0].state = TargetState::failed;
    EXPECT_EQ(ask("/health").status, 503);
    EXPECT_THAT(ask("/health").body, StartsWith("FAILED\n"));
    EXPECT_EQ(ask("/health?format=json").status, 503);
}

TEST_F(ApiTest, ReadyWhenEveryTargetHasToldSomething) {
    statuses.push_back(example_status("val-2"));
    statuses[1].state = TargetState::starting;
    const HttpResponse waiting = ask("/ready");
    EXPECT_EQ(waiting.status, 503);
    EXPECT_EQ(waiting.body, "NOT READY\nxrpl/val-2: nothing is known of it yet\n");

    statuses[1].state = TargetState::failed;
    EXPECT_EQ(ask("/ready").status, 200) << "that it is down is known";
}

TEST_F(ApiTest, ASilentTargetDoesNotKeepItUnreadyForEver) {
    statuses[0].state = TargetState::starting;
    clock.advance(Duration{29'999});
    EXPECT_EQ(ask("/ready").status, 503);
    clock.advance(Duration{1});
    EXPECT_EQ(ask("/ready").status, 200);
    clock.step_wall(-std::chrono::hours{5});
    EXPECT_EQ(ask("/ready").status, 200);
}

TEST_F(ApiTest, TargetsAndBuildAreJson) {
    const HttpResponse targets = ask("/api/v1/status/targets");
    EXPECT_THAT(targets.headers.get("Content-Type"), StartsWith("application/json"));
    EXPECT_THAT(targets.body, StartsWith(R"({"status":"success","data":{)"));
    EXPECT_THAT(targets.body, HasSubstr(R"("last_success_age_seconds":1.5)"));
    clock.advance(Duration{1'000});
    EXPECT_THAT(ask("/api/v1/status/targets").body, HasSubstr(R"("last_success_age_seconds":2.5)"));
    EXPECT_THAT(ask("/api/v1/status/version").body, HasSubstr(R"("version":"0.1.0")"));
}

TEST_F(ApiTest, BuildInfoIsThatOfAPrometheus) {
    const std::string body = ask("/api/v1/status/buildinfo").body;
    EXPECT_THAT(body, HasSubstr(R"("version":"2.42.0")"));
    EXPECT_THAT(body, HasSubstr(R"("nodewatchVersion":"0.1.0")"));
    EXPECT_THAT(body, ::testing::Not(HasSubstr("features"))) << "Grafana would see Mimir";
}

TEST_F(ApiTest, OtherPathsAndMethods) {
    EXPECT_EQ(ask("/nothing").status, 404);
    EXPECT_THAT(ask("/nothing").body, HasSubstr(R"("status":"error")"));
    EXPECT_EQ(ask("/metrics", "*/*", "DELETE").status, 405);
    const HttpResponse head = ask("/health", "*/*", "HEAD");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
}

}  // namespace
}  // namespace nodewatch
