// The source against a stand-in over real sockets. Its clock moves by hand, and stands still while
// anything is left to do: both count the requests between them.

#include "networks/betanet/source.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "base/log.hpp"
#include "sim/betanet/server.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::betanet {
namespace {

using namespace std::chrono_literals;
using sim::betanet::Fault;
using sim::betanet::Server;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> seed_waits = {"retrying in 1s", "retrying in 2s", "retrying in 4s"};

class BetanetSourceTest : public ::testing::Test {
protected:
    BetanetSourceTest() {
        hub_.add(latest_);
        log::configure({.level = log::Level::debug});
        log::set_observer([this](log::Level, std::string_view, std::string_view text) {
            lines_.emplace_back(text);
        });
        EXPECT_TRUE(server_.start());
        server_.service().work(1'000);
    }
    ~BetanetSourceTest() override {
        tasks_.cancel();
        EXPECT_TRUE(until([this] { return tasks_.running() == 0; }));
        stop_server();
        log::set_observer(nullptr);
        log::configure({});
    }

    /// The seed's numbers, with exact waits and open times.
    TargetOptions options() const {
        TargetOptions options;
        options.name = "main-1";
        options.http = net::Url{"http", "127.0.0.1", server_.port(), "/", "", ""};
        options.retry.backoff.jitter = BackoffPolicy::Jitter::none;
        options.breaker.growth = 1;
        options.breaker.jitter = 0;
        return options;
    }
    /// Those too that the server of fog-compute is not asked for unless its operator says so.
    TargetOptions asking_for_all() const {
        auto all = options();
        all.endpoints = {"metrics", "nodes", "stats", "mixnodes", "status"};
        return all;
    }
    void watch(TargetOptions options) {
        source_ = std::make_unique<BetanetSource>(
            std::move(options), SourceContext{io_.get_executor(), clock_, pool_, hub_, state_});
        tasks_.spawn("source", source_->run());
    }

    void stop_server() {
        TaskGroup stopping(io_.get_executor());
        stopping.spawn("stop", server_.stop());
        EXPECT_TRUE(until([&] { return stopping.running() == 0; }));
    }

    /// Runs until it holds; the clock stands still. False when it does not for long.
    bool until(const std::function<bool()>& condition) {
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end) return false;
            io_.restart();
            io_.run_one_for(5ms);
        }
        return true;
    }
    /// Lets time pass in steps, after each of which all requests under way are answered.
    void pass(Duration time) {
        for (; time > 0s; time -= 1s) {
            settle();
            clock_.advance(1s);
        }
        settle();
    }
    /// Until all that is ready has run, and each request that is waited for is held by the
    /// stand-in.
    void settle() {
        EXPECT_TRUE(until([this] {
            io_.restart();
            io_.poll();
            return (source_ ? source_->requests_under_way() : 0) == server_.held();
        }));
    }

    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, {"betanet", "main-1"}, labels);
    }
    double failures(const std::string& endpoint, const std::string& reason) const {
        return value("betanet_request_failures_total", {{"endpoint", endpoint}, {"reason", reason}})
            .value_or(-1);
    }
    double breaker() const {
        return value("nodewatch_breaker_state", {{"endpoint", "betanet"}}).value_or(-1);
    }
    std::vector<std::string> reasons() const {
        std::vector<std::string> codes;
        for (const StatusReason& reason : source_->status(clock_.now()).reasons)
            codes.push_back(reason.code);
        return codes;
    }
    long logged(std::string_view part) const {
        return std::ranges::count_if(lines_, [part](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    }

    asio::io_context io_{1};
    ManualClock clock_;
    WorkerPool pool_{1};
    Hub hub_;
    LatestValues latest_{clock_};
    MemoryStateStore state_;
    Server server_{io_.get_executor(), clock_, sim::betanet::Dialect::api_v1};
    TaskGroup tasks_{io_.get_executor()};
    std::vector<std::string> lines_;
    std::unique_ptr<BetanetSource> source_;
};

TEST_F(BetanetSourceTest, TheDocumentedDialect) {
    watch(options());
    pass(1s);
    EXPECT_EQ(server_.requests(), 3U);
    EXPECT_EQ(value("betanet_up"), 1);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(value("betanet_messages_total"), 5'000);
    EXPECT_EQ(value("betanet_bytes_received_total"), 5'000 * 512);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
    EXPECT_EQ(value("betanet_dialect", {{"dialect", "api_v1"}}), 1);
    EXPECT_EQ(value("betanet_dialect", {{"dialect", "server"}}), 0);
    EXPECT_EQ(breaker(), 0);
    EXPECT_EQ(logged("Collecting Betanet metrics"), 1);
    EXPECT_EQ(logged("Updated metrics: "), 1);
    pass(15s);
    EXPECT_EQ(server_.requests(), 6U);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 2);
}

TEST_F(BetanetSourceTest, TheDialectOfTheServerIsFoundOut) {
    server_.dialect = sim::betanet::Dialect::server;
    watch(asking_for_all());
    pass(1s);
    EXPECT_EQ(server_.requests(), 6U) << "three that are not there, and three that are";
    EXPECT_EQ(value("betanet_up"), 1);
    EXPECT_EQ(value("betanet_packets_forwarded_total"), 5'000 - 50);
    EXPECT_EQ(value("betanet_mixnode_up", {{"mixnode", "mixnode-6"}}), 0);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1)
        << "two endpoints tell it, one is believed";
    EXPECT_EQ(value("betanet_dialect", {{"dialect", "server"}}), 1);
    pass(15s);
    EXPECT_EQ(server_.requests(), 9U);

    server_.dialect = sim::betanet::Dialect::api_v1;
    pass(15s);
    EXPECT_EQ(value("betanet_dialect", {{"dialect", "api_v1"}}), 1);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(value("betanet_mixnode_up", {{"mixnode", "mixnode-6"}}), std::nullopt);
}

TEST_F(BetanetSourceTest, NothingOfBetanetIsThere) {
    server_.dialect = sim::betanet::Dialect::none;
    watch(options());
    pass(1s);
    EXPECT_EQ(value("betanet_up"), 0);
    EXPECT_THAT(reasons(), ElementsAre("answers_wrongly"));
    EXPECT_EQ(failures("nodes", "status"), 1) << "404 is not tried again";
    const auto lines = logged("HTTP 404");
    pass(60s);
    EXPECT_EQ(logged("HTTP 404"), lines) << "it was told";
    EXPECT_EQ(server_.requests(), 5U * 4) << "both dialects in each round";
}

TEST_F(BetanetSourceTest, ByDefaultTheServerIsAskedForNothingThatLocksItUp) {
    server_.dialect = sim::betanet::Dialect::server;
    server_.service().mixnodes.front().latency_ms = 1.8;
    watch(options());
    pass(1s);
    EXPECT_EQ(server_.requests(), 3U + 1) << "/mixnodes alone";
    EXPECT_EQ(value("betanet_state"), 4);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(value("betanet_messages_total"), 5'000);
    EXPECT_NEAR(*value("betanet_average_latency_seconds"), 0.001, 1e-12)
        << "of 0.8 four, of 1.8 one";
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
    EXPECT_EQ(value("betanet_service_uptime_seconds"), std::nullopt);
    pass(15s);
    server_.service().restart(clock_.now());
    pass(15s);
    EXPECT_EQ(value("betanet_service_restarts_total"), 1);
}

TEST_F(BetanetSourceTest, TheOtherDialectIsFoundWithOneRequestsTime) {
    server_.dialect = sim::betanet::Dialect::server;
    server_.delay = 1s;
    auto hurried = options();
    hurried.retry.total_time = hurried.retry.attempt_time;
    watch(hurried);
    pass(3s);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
}

TEST_F(BetanetSourceTest, AServerThatFailsFromTheStartIsJudgedByItsOwnEndpoints) {
    server_.dialect = sim::betanet::Dialect::server;
    server_.faults["/mixnodes"] = Fault::unavailable;
    watch(options());
    pass(14s);
    EXPECT_EQ(value("nodewatch_breaker_failures", {{"endpoint", "betanet"}}), 1);
    EXPECT_EQ(failures("mixnodes", "status"), 4);
    EXPECT_EQ(value("betanet_dialect", {{"dialect", "server"}}), std::nullopt) << "not known yet";
    pass(60s);
    EXPECT_EQ(breaker(), 1) << "five rounds";
    server_.faults.clear();
    pass(30s);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(breaker(), 0);
}

TEST_F(BetanetSourceTest, ABusyServerIsLeftAloneFromTheStart) {
    server_.dialect = sim::betanet::Dialect::server;
    server_.faults["/mixnodes"] = Fault::busy;
    server_.retry_after = "100";
    watch(options());
    pass(90s);
    EXPECT_EQ(server_.requests(), 3U + 1);
    EXPECT_EQ(breaker(), 0) << "told all the same";
    EXPECT_EQ(logged("Cache hit"), 0);
    EXPECT_EQ(logged("the service asks to be left alone (age: nothing is known)"), 6);
}

// The error table of the seed, row by row.

TEST_F(BetanetSourceTest, ConnectionErrorIsTriedThreeTimesAgainAndCounts) {
    watch(options());
    pass(1s);
    stop_server();
    lines_.clear();
    pass(28s);
    EXPECT_EQ(value("betanet_retries_total", {{"endpoint", "nodes"}}), 3);
    EXPECT_EQ(failures("nodes", "connect"), 4);
    for (const std::string& wait : seed_waits)
        EXPECT_EQ(logged(wait), 3) << "each of three endpoints: " << wait;
    EXPECT_EQ(value("nodewatch_breaker_failures", {{"endpoint", "betanet"}}), 1);
    EXPECT_EQ(value("betanet_connected_peers"), 7) << "stale cache";
    EXPECT_EQ(value("betanet_state"), 2);
    EXPECT_EQ(logged("Using stale cached data due to fetch failure"), 1);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
    EXPECT_EQ(tasks_.running(), 1U) << "no crash";
    pass(3s);
    EXPECT_THAT(reasons(), ElementsAre("service_down", "stale_values"))
        << "the retries of the next round say no more";
}

TEST_F(BetanetSourceTest, TimeoutIsTriedAgainAndCounts) {
    // Of real time, for it is the network that waits: nothing is answered, so that it does not
    // matter how long an answer takes. That the defaults leave room for four whole ones is tested
    // with them.
    auto hurried = options();
    hurried.retry.attempt_time = 100ms;
    server_.fault = Fault::silent;
    watch(hurried);
    for (const std::string& wait : seed_waits) {
        ASSERT_TRUE(until([&] { return logged(wait) == 3; })) << wait;
        pass(4s);
    }
    ASSERT_TRUE(until(
        [this] { return value("nodewatch_breaker_failures", {{"endpoint", "betanet"}}) == 1; }));
    clock_.advance(1s);
    settle();
    EXPECT_EQ(failures("stats", "timeout"), 4);
    EXPECT_THAT(reasons(), ElementsAre("service_silent"));
}

TEST_F(BetanetSourceTest, ParseErrorIsNotTriedAgainAndDoesNotCount) {
    server_.faults["/api/v1/network/stats"] = Fault::html;
    watch(options());
    pass(10s);
    EXPECT_EQ(server_.requests(), 3U);
    EXPECT_EQ(failures("stats", "parse"), 1);
    EXPECT_EQ(value("nodewatch_breaker_failures", {{"endpoint", "betanet"}}), 0);
    EXPECT_EQ(value("betanet_connected_peers"), 7) << "partial metrics";
    EXPECT_EQ(value("betanet_bytes_transmitted_total"), std::nullopt) << "unknown, not 0";
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), std::nullopt);
    EXPECT_EQ(logged("/api/v1/network/stats: the answer is no JSON"), 1);

    server_.fault = Fault::truncated;
    server_.faults.clear();
    pass(200s);
    EXPECT_EQ(breaker(), 0) << "however often";
    EXPECT_THAT(reasons(), ElementsAre("answers_wrongly", "stale_values"));
}

TEST_F(BetanetSourceTest, AnOpenCircuitAsksNothingAndShowsTheStaleCache) {
    watch(options());
    pass(1s);
    server_.fault = Fault::unavailable;
    pass(15s * 5);
    EXPECT_EQ(breaker(), 1) << "after five rounds";
    EXPECT_EQ(logged("Circuit breaker: opening circuit after 5 failures for 30s"), 1);
    const auto requests = server_.requests();
    pass(15s);
    EXPECT_EQ(server_.requests(), requests);
    EXPECT_EQ(logged("Circuit breaker is OPEN"), 1);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_THAT(reasons(), ElementsAre("answers_wrongly", "circuit_open", "stale_values"));

    // The probe is one request to each endpoint, and its failure opens it again.
    pass(15s);
    EXPECT_EQ(server_.requests(), requests + 3);
    EXPECT_EQ(logged("Circuit breaker: attempting recovery, entering half-open state"), 1);
    EXPECT_EQ(breaker(), 1);
    EXPECT_EQ(value("nodewatch_breaker_transitions_total",
                    {{"endpoint", "betanet"}, {"from", "half_open"}, {"to", "open"}}),
              1);

    server_.fault = Fault::none;
    pass(30s);
    EXPECT_EQ(breaker(), 0);
    EXPECT_EQ(logged("Circuit breaker: service recovered, closing circuit"), 1);
    EXPECT_EQ(value("betanet_up"), 1);
    EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(BetanetSourceTest, AProbeThatIsAnsweredAnyhowClosesTheCircuit) {
    watch(options());
    for (const Fault anything : {Fault::html, Fault::mock, Fault::not_found}) {
        server_.fault = Fault::unavailable;
        pass(76s);
        ASSERT_EQ(breaker(), 1);
        server_.fault = anything;
        pass(30s);
        EXPECT_EQ(breaker(), 0) << static_cast<int>(anything);
    }
}

TEST_F(BetanetSourceTest, WithoutACacheTheErrorIsLoggedAndNothingIsShown) {
    stop_server();
    watch(options());
    pass(15s);
    EXPECT_EQ(logged("Failed to fetch Betanet metrics, and nothing is cached: "), 1);
    EXPECT_EQ(value("betanet_up"), 0);
    EXPECT_EQ(value("betanet_state"), 0);
    EXPECT_EQ(value("betanet_connected_peers"), std::nullopt);
    EXPECT_EQ(tasks_.running(), 1U) << "no crash";
}

TEST_F(BetanetSourceTest, TheEndOfTheStaleCacheIsLoggedWithinASecond) {
    auto forgetful = options();
    forgetful.interval = 50s;
    forgetful.max_age = 70s;
    watch(forgetful);
    pass(1s);
    stop_server();
    pass(68s);  // a round ended at 57 s, the next one begins at 100 s
    EXPECT_EQ(logged("Using stale cached data due to fetch failure"), 1);
    EXPECT_EQ(logged("Failed to fetch Betanet metrics"), 0);
    pass(3s);
    EXPECT_EQ(value("betanet_connected_peers"), std::nullopt);
    EXPECT_EQ(logged("Failed to fetch Betanet metrics, and nothing is cached: "), 1);
    pass(60s);
    EXPECT_EQ(logged("Failed to fetch Betanet metrics, and nothing is cached: "), 1) << "once";
}

// Beyond the table.

TEST_F(BetanetSourceTest, TheFirstFailedAttemptIsToldAtOnce) {
    auto patient = options();
    patient.retry.backoff.schedule = {3s, 3s, 3s};
    watch(patient);
    pass(1s);
    server_.fault = Fault::unavailable;
    pass(15s);
    EXPECT_EQ(failures("metrics", "status"), 1) << "for alerts";
    EXPECT_EQ(value("betanet_condition", {{"condition", "retrying"}}), 1);
    EXPECT_EQ(value("betanet_up"), 1) << "not given up yet";
    EXPECT_EQ(value("betanet_state"), 5);
    const TargetStatus status = source_->status(clock_.now());
    EXPECT_EQ(status.state, TargetState::degraded);
    ASSERT_EQ(status.reasons.size(), 1U);
    EXPECT_EQ(status.reasons[0].code, "retrying");
    EXPECT_EQ(status.reasons[0].message,
              "A request failed: /api/v1/metrics: HTTP 503 Service Unavailable; attempt 2 of 4 "
              "follows.");
    EXPECT_FALSE(status.reasons[0].critical);
    EXPECT_THAT(status.activities[0].last_error->message, HasSubstr("HTTP 503"));
    pass(3s);
    EXPECT_THAT(source_->status(clock_.now()).reasons[0].message, HasSubstr("attempt 3 of 4"));
    server_.fault = Fault::none;
    pass(3s);
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(value("betanet_state"), 4);
    EXPECT_EQ(value("betanet_condition", {{"condition", "retrying"}}), 0);
}

TEST_F(BetanetSourceTest, TheFirstFailedAttemptIsToldBeforeAnythingWasAnswered) {
    auto patient = options();
    patient.retry.backoff.schedule = {3s, 3s, 3s};
    stop_server();
    watch(patient);
    pass(1s);
    EXPECT_EQ(value("betanet_up"), std::nullopt);
    EXPECT_EQ(value("betanet_state"), 5);
    EXPECT_EQ(source_->status(clock_.now()).state, TargetState::degraded);
    EXPECT_THAT(reasons(), ElementsAre("retrying"));
    pass(9s);
    EXPECT_EQ(value("betanet_up"), 0);
    EXPECT_THAT(reasons(), ElementsAre("service_down"));
}

TEST_F(BetanetSourceTest, AStatusThatIsNotOkIsNoAnswerWhateverItsBody) {
    server_.fault = Fault::unavailable;
    watch(options());
    pass(10s);
    EXPECT_EQ(value("betanet_connected_peers"), std::nullopt);
    EXPECT_EQ(failures("nodes", "status"), 4);
}

TEST_F(BetanetSourceTest, MockAnswersAreRefused) {
    server_.fault = Fault::mock;
    watch(options());
    pass(200s);
    EXPECT_EQ(value("betanet_up"), 0);
    EXPECT_EQ(value("betanet_connected_peers"), std::nullopt);
    EXPECT_GT(failures("nodes", "mock"), 10);
    EXPECT_THAT(reasons(), ElementsAre("mock_answers"));
    EXPECT_EQ(breaker(), 0) << "something answers";
}

TEST_F(BetanetSourceTest, ASlowEndpointDoesNotMakeTheAnswersOfOthersOld) {
    server_.faults["/api/v1/nodes/status"] = Fault::unavailable;
    auto patient = options();
    patient.retry.backoff.schedule = {9s};
    patient.fresh_for = 5s;
    watch(patient);
    pass(14s);  // the round ends 9 s after the others answered
    EXPECT_EQ(value("betanet_cache_stale_served_total", {{"endpoint", "stats"}}), 0);
    EXPECT_EQ(value("betanet_requests_total", {{"endpoint", "nodes"}}), 2);
}

TEST_F(BetanetSourceTest, AnEndpointThatFailsAloneDoesNotOpenTheCircuitForTheOthers) {
    server_.faults["/api/v1/nodes/status"] = Fault::unavailable;
    auto rarely = options();
    rarely.fresh_for = 200s;  // the others are not asked meanwhile
    watch(rarely);
    pass(150s);
    EXPECT_EQ(breaker(), 0);
    EXPECT_EQ(value("betanet_requests_total", {{"endpoint", "stats"}}), 1);
    EXPECT_EQ(value("betanet_state"), 3);
}

TEST_F(BetanetSourceTest, WithAFreshCacheNothingIsAsked) {
    auto rarely = options();
    rarely.fresh_for = 200s;
    watch(rarely);
    pass(151s);
    EXPECT_EQ(server_.requests(), 3U);
    EXPECT_EQ(value("betanet_cache_hits_total", {{"endpoint", "stats"}}), 10);
    EXPECT_EQ(logged("Cache hit: no request in this round (age: 15s)"), 1);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(breaker(), 0) << "it is told all the same";
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
}

TEST_F(BetanetSourceTest, RetryAfterIsRespectedOverRounds) {
    server_.fault = Fault::busy;
    server_.retry_after = "100";
    watch(options());
    pass(90s);
    EXPECT_EQ(server_.requests(), 3U);
    server_.fault = Fault::none;
    pass(20s);
    EXPECT_EQ(server_.requests(), 6U);
    EXPECT_EQ(value("betanet_up"), 1);
}

TEST_F(BetanetSourceTest, AnOutageEmptiesTheRetryBudget) {
    server_.fault = Fault::unavailable;
    watch(options());
    pass(14s);
    EXPECT_EQ(server_.requests(), 12U);
    pass(15s);
    EXPECT_EQ(server_.requests(), 12U + 3) << "with the fifth failure of each, half of ten is left";
    EXPECT_EQ(value("betanet_retry_budget_tokens", {{"endpoint", "nodes"}}), 5);
    pass(15s);
    EXPECT_EQ(server_.requests(), 12U + 3 + 3) << "no retries any more";
}

TEST_F(BetanetSourceTest, AnEndpointThatAlwaysFailsTakesNoRetriesFromTheOthers) {
    server_.faults["/api/v1/nodes/status"] = Fault::unavailable;
    watch(options());
    pass(151s);
    server_.faults["/api/v1/network/stats"] = Fault::unavailable;
    pass(28s);
    EXPECT_EQ(value("betanet_retries_total", {{"endpoint", "stats"}}), 3);
}

TEST_F(BetanetSourceTest, RoundsGoOnWithoutAnEndpointThatIsWaitedFor) {
    server_.faults["/api/v1/nodes/status"] = Fault::silent;
    auto often = options();
    often.interval = 1s;
    often.fresh_for = 0s;
    often.retry.attempt_time = often.retry.total_time = 1h;  // longer than the test
    watch(often);
    pass(5s);
    EXPECT_EQ(server_.requests(), 6U + 6 + 1) << "one request at a time of the silent one";
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 6);
    EXPECT_EQ(logged("Cache hit"), 0);
    server_.service().work(1'000);
    pass(2s);
    EXPECT_EQ(value("betanet_messages_total"), 10'000);
}

TEST_F(BetanetSourceTest, ARestartOfTheServiceIsSeen) {
    watch(options());
    pass(1s);
    server_.service().restart(clock_.now());
    pass(16s);
    EXPECT_EQ(value("betanet_bytes_transmitted_total"), 0) << "passed through";
    EXPECT_EQ(value("betanet_service_restarts_total"), 1);
}

TEST_F(BetanetSourceTest, OnlyTheNamedEndpointsAreAsked) {
    server_.dialect = sim::betanet::Dialect::server;
    auto careful = options();
    careful.endpoints = {"mixnodes"};
    watch(careful);
    pass(1s);
    EXPECT_EQ(server_.requests(), 1U);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(value("betanet_messages_total"), 5'000);
    EXPECT_EQ(value("betanet_state"), 4);
}

}  // namespace
}  // namespace nodewatch::betanet
