// The routes of an exporter through the real server.
#include "api/exporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_client.hpp"
#include "unit/api/example_status.hpp"
#include "unit/net/loop.hpp"
#include "unit/telemetry/measurements.hpp"

namespace nodewatch::api {
namespace {

using net::HttpResponse;
using testing::example_status;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ExporterTest : public ::testing::Test {
protected:
    ExporterTest() {
        hub.add(latest);
        exporter.install(server);
        const auto listening = server.listen();
        EXPECT_TRUE(listening);
        tasks.spawn("server", server.run(Duration{0}));
    }
    ~ExporterTest() override {
        tasks.cancel();
        loop.run(tasks.join());
    }

    HttpResponse ask(const std::string& path, const std::string& accept = "*/*") {
        net::HttpRequest request;
        request.headers.add("Accept", accept);
        const auto url =
            net::parse_url("http://127.0.0.1:" + std::to_string(server.ports().at(0)) + path);
        auto response = loop.get(client.send(url.value(), request, Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
        return response.value_or(HttpResponse{});
    }

    void publish_peers(const Target& target) {
        Publisher publisher(hub, target);
        Point point(measurement, clock.now().wall, Duration{5'000});
        point.set(measurement.peers, 21);
        publisher.publish(point);
    }

    TargetStatus failed(const Target& target) const {
        TargetStatus status = example_status(target.node);
        status.target = target;
        status.state = TargetState::failed;
        status.state_since = clock.now().wall - std::chrono::minutes{4};
        status.reasons = {{"unreachable", "nothing \"answers\"", status.state_since, true}};
        return status;
    }

    net::Loop loop;
    ManualClock clock{testing::example_now.wall};
    testing::ServerMeasurement measurement;
    Hub hub;
    LatestValues latest{clock};
    std::vector<TargetStatus> statuses = {example_status("val-1")};
    net::HttpServer server{loop.executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}}};
    net::HttpClient client{loop.executor(), {}};
    Exporter exporter{{.networks = {"xrpl"}}, [this](Now) { return statuses; }, latest, clock};
    TaskGroup tasks{loop.executor()};
};

TEST_F(ExporterTest, TellsTheSeriesOfItsNetworksAlone) {
    publish_peers({"xrpl", "val-1"});
    publish_peers({"bitcoin", "btc-1"});
    publish_peers({"nodewatch", "host"});
    const auto text = ask("/metrics");
    EXPECT_EQ(text.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(text.body, HasSubstr("test_peers{network=\"xrpl\",node=\"val-1\"} 21\n"));
    EXPECT_THAT(text.body, Not(HasSubstr("bitcoin")));
    EXPECT_THAT(text.body, Not(HasSubstr("nodewatch")));
    const auto open = ask("/metrics", "application/openmetrics-text; version=1.0.0");
    EXPECT_THAT(open.headers.get("Content-Type"), StartsWith("application/openmetrics-text"));
    EXPECT_THAT(open.body, ::testing::EndsWith("# EOF\n"));
}

TEST_F(ExporterTest, IsHealthyAsLongAsNoTargetOfItsNetworksIsDown) {
    const auto well = ask("/health");
    EXPECT_EQ(well.status, 200);
    EXPECT_EQ(well.body, R"({"status":"healthy"})");
    EXPECT_EQ(well.headers.get("Content-Type"), "application/json");

    statuses.push_back(failed({"bitcoin", "btc-1"}));
    EXPECT_EQ(ask("/health").status, 200);

    statuses.push_back(failed({"xrpl", "val-2"}));
    const auto ill = ask("/health");
    EXPECT_EQ(ill.status, 503);
    EXPECT_EQ(ill.body, R"({"status":"unhealthy","reasons":["xrpl/val-2: failed for 4m: )"
                        R"(nothing \"answers\""]})");
}

TEST_F(ExporterTest, IsUnhealthyWithoutATarget) {
    statuses.clear();
    const auto answer = ask("/health");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, R"({"status":"unhealthy","reasons":["no target is watched"]})");
}

TEST_F(ExporterTest, ATargetThatStartsOrIsDegradedIsNoReason) {
    statuses[0].state = TargetState::starting;
    EXPECT_EQ(ask("/health").status, 200);
    statuses[0].state = TargetState::degraded;
    EXPECT_EQ(ask("/health").status, 200);
}

TEST_F(ExporterTest, HasAPageThatNamesItsPathsAndNothingElse) {
    const auto page = ask("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.headers.get("Content-Type"), StartsWith("text/html"));
    EXPECT_THAT(page.body, HasSubstr("exporter of xrpl"));
    EXPECT_THAT(page.body, HasSubstr("href=\"metrics\""));
    EXPECT_THAT(page.body, HasSubstr("href=\"health\""));
    const auto missing = ask("/api/v1/query?query=up");
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.headers.get("Content-Type"), "application/json");
}

}  // namespace
}  // namespace nodewatch::api
