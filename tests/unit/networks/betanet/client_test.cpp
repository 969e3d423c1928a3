#include "networks/betanet/client.hpp"

#include <gtest/gtest.h>

#include "net/http_server.hpp"
#include "networks/betanet/discovery.hpp"
#include "sim/betanet/server.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::betanet {
namespace {

using namespace std::chrono_literals;

TEST(BetanetRetryAfter, IsSecondsOrADate) {
    const WallTime now = from_unix_seconds(784'111'777);  // Sun, 06 Nov 1994 08:49:37 GMT
    EXPECT_EQ(read_retry_after("120", now), 2min);
    EXPECT_EQ(read_retry_after(" 0 ", now), 0s);
    EXPECT_EQ(read_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now), 1min);
    EXPECT_EQ(read_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), 0s) << "it is over";
    EXPECT_EQ(read_retry_after("", now), std::nullopt);
    EXPECT_EQ(read_retry_after("-5", now), std::nullopt);
    EXPECT_EQ(read_retry_after("soon", now), std::nullopt);
    EXPECT_GT(read_retry_after("18446744073709551615", now), 24h);
}

/// A port that answers every request with this.
class AnyServer : public ::testing::Test {
protected:
    ~AnyServer() override {
        tasks_.cancel();
        loop_.run(tasks_.join());
    }
    /// Its address.
    TargetOptions serve(const net::HttpResponse& response) {
        net::HttpServerOptions options;
        options.listen = {{"127.0.0.1", 0}};
        http_ = std::make_unique<net::HttpServer>(loop_.executor(), options);
        http_->route("GET", "/{*}", [this, response](const net::ServerRequest& request) {
            paths_.push_back(request.path);
            return answer(response);
        });
        EXPECT_TRUE(http_->listen());
        tasks_.spawn("server", http_->run(0s));
        return target_at(http_->ports().front());
    }
    static Task<net::HttpResponse> answer(net::HttpResponse response) { co_return response; }
    static TargetOptions target_at(std::uint16_t port) {
        TargetOptions options;
        options.http = net::Url{"http", "127.0.0.1", port, "/", "", ""};
        return options;
    }
    Attempt<Answer> ask(const TargetOptions& target) {
        Client client(loop_.executor(), clock_, target);
        return loop_.get(client.ask(endpoints_of(Dialect::api_v1)[1], 5s));
    }
    bool is_found(const TargetOptions& target) {
        return loop_.get(is_betanet(loop_.executor(), clock_, target));
    }

    net::Loop loop_;
    ManualClock clock_;
    std::unique_ptr<net::HttpServer> http_;
    TaskGroup tasks_{loop_.executor()};
    std::vector<std::string> paths_;
};

const std::string nodes = R"({"active_nodes":5,"inactive_nodes":2,"total_nodes":7})";

TEST_F(AnyServer, ThePathOfTheAddressGoesBefore) {
    TargetOptions target = serve(net::json_response(200, nodes));
    EXPECT_TRUE(ask(target).result);
    target.http.target = "/betanet/";
    EXPECT_TRUE(ask(target).result);
    EXPECT_EQ(paths_,
              (std::vector<std::string>{"/api/v1/nodes/status", "/betanet/api/v1/nodes/status"}));
}

class AnyStatus : public AnyServer, public ::testing::WithParamInterface<int> {};

TEST_P(AnyStatus, ButOkIsAnErrorWhateverTheBody) {
    const auto attempt = ask(serve(net::json_response(GetParam(), nodes)));
    ASSERT_FALSE(attempt.result);
    EXPECT_EQ(attempt.result.error().kind, ErrorKind::http_status);
    EXPECT_EQ(attempt.result.error().code, std::to_string(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Client, AnyStatus, ::testing::Values(201, 301, 403, 404, 429, 500, 503));

TEST_F(AnyServer, RetryAfterIsReadWhereItCounts) {
    auto busy = net::json_response(429, "{}");
    busy.headers.set("Retry-After", "7");
    EXPECT_EQ(ask(serve(busy)).retry_after, 7s);
}

TEST_F(AnyServer, RetryAfterOfAnotherStatusIsPassedOver) {
    auto moved = net::json_response(404, "{}");
    moved.headers.set("Retry-After", "7");
    EXPECT_EQ(ask(serve(moved)).retry_after, std::nullopt);
}

TEST_F(AnyServer, DiscoveryTakesNoOtherServerForBetanet) {
    EXPECT_FALSE(is_found(serve(net::json_response(200, R"({"status":"ok"})"))));
    EXPECT_EQ(paths_, (std::vector<std::string>{"/api/v1/nodes/status", "/mixnodes"}))
        << "nothing that may block the service";
}

TEST_F(AnyServer, DiscoveryTakesNoListForBetanet) {
    EXPECT_FALSE(is_found(serve(net::json_response(200, R"([{"id":"a","status":"active"}])"))));
}

TEST_F(AnyServer, DiscoveryTakesNoPageForBetanet) {
    EXPECT_FALSE(is_found(serve(net::text_response(200, "<html></html>", "text/html"))));
}

TEST_F(AnyServer, DiscoveryFindsBothDialects) {
    for (const auto dialect : {sim::betanet::Dialect::api_v1, sim::betanet::Dialect::server}) {
        sim::betanet::Server server(loop_.executor(), clock_, dialect);
        ASSERT_TRUE(server.start());
        EXPECT_TRUE(is_found(target_at(server.port())));
        loop_.run(server.stop());
    }
}

}  // namespace
}  // namespace nodewatch::betanet
