// What the comparison with the real Prometheus (tests/integration) cannot show: limits, waiting,
// leaving, the batch.
#include "api/prometheus_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <mutex>

#include "net/gzip.hpp"
#include "net/http_client.hpp"
#include "store/memory_source.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch {
namespace {

using net::HttpResponse;
using ::testing::HasSubstr;

/// Holds whoever asks for series until it is opened.
class HeldSource final : public store::SeriesSource {
public:
    explicit HeldSource(const SeriesSource& source) : source_(source) {}

    void hold() { set(true); }
    void open() { set(false); }
    /// Queries that are held up now.
    int waiting() const {
        const std::lock_guard lock(mutex_);
        return waiting_;
    }

    Result<std::unique_ptr<store::Selection>> select(const std::vector<store::Matcher>& matchers,
                                                     store::TimeRange range,
                                                     std::size_t max_series) const override {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.wait(lock, [&] { return !held_; });
        --waiting_;
        return source_.select(matchers, range, max_series);
    }
    Result<> for_each_series(
        const std::vector<store::Matcher>& matchers, store::TimeRange range,
        const std::function<bool(const store::Labels&)>& visit) const override {
        return source_.for_each_series(matchers, range, visit);
    }

private:
    void set(bool held) {
        const std::lock_guard lock(mutex_);
        held_ = held;
        changed_.notify_all();
    }
    const SeriesSource& source_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool held_ = false;
    mutable int waiting_ = 0;
};

class PrometheusApiTest : public ::testing::Test {
protected:
    PrometheusApiTest() {
        for (std::int64_t t = 0; t <= 600'000; t += 10'000) {
            memory.append({{"__name__", "up"}, {"node", "a"}}, t, 1);
            if (t != 300'000) memory.append({{"__name__", "temperature"}}, t, 20.5);
        }
    }
    ~PrometheusApiTest() override {
        source.open();
        tasks.cancel();
        loop.run(tasks.join());
    }

    void start(PrometheusApi::Settings settings = {}) {
        api::ServerInfo info;
        info.metadata = {{{"up", {"gauge", "Whether it answers", ""}}}, &metadata};
        api.emplace(source, pool, clock, std::move(settings), std::move(info),
                    [](Now) { return std::vector<TargetStatus>{}; });
        api->install(server);
        EXPECT_TRUE(server.listen());
        tasks.spawn("server", server.run(Duration{0}));
    }

    net::Url url(const std::string& path) {
        const std::string authority = "http://127.0.0.1:" + std::to_string(server.ports().at(0));
        return net::parse_url(authority + path).value();
    }

    HttpResponse ask(const std::string& path, net::HttpRequest request = {}) {
        auto response = loop.get(client.send(url(path), std::move(request), Duration{10'000}));
        EXPECT_TRUE(response) << response.error().message;
        return response.value_or(HttpResponse{});
    }

    HttpResponse post(const std::string& path, const std::string& type, std::string body) {
        net::HttpRequest request{.method = "POST", .body = std::move(body)};
        request.headers.add("Content-Type", type);
        return ask(path, std::move(request));
    }

    /// Asks and leaves the answer where it can be looked at later.
    Task<void> ask_aside(std::string path, std::optional<HttpResponse>& answer) {
        auto response = co_await client.send(url(path), {}, Duration{10'000});
        if (response) answer = std::move(*response);
    }

    /// Lets the loop turn until the condition holds; Loop ends a test that hangs.
    void turn_until(const std::function<bool()>& condition) {
        loop.run([](std::function<bool()> done) -> Task<void> {
            while (!done())
                co_await asio::post(asio::use_awaitable_t<asio::any_io_executor>{});
        }(condition));
    }

    /// Requests that wait for their turn: each has an alarm.
    std::size_t queued() const { return clock.sleepers(); }

    net::Loop loop;
    ManualClock clock{from_unix_seconds(600)};
    store::MemorySource memory;
    MetadataBoard metadata;
    HeldSource source{memory};
    WorkerPool pool{2};
    net::HttpServer server{loop.executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}}};
    net::HttpClient client{loop.executor(), {}};
    std::optional<PrometheusApi> api;
    TaskGroup tasks{loop.executor()};
};

TEST_F(PrometheusApiTest, TheTimeIsNowUnlessGiven) {
    start();
    EXPECT_EQ(ask("/api/v1/query?query=up").body,
              R"({"status":"success","data":{"resultType":"vector","result":[)"
              R"({"metric":{"__name__":"up","node":"a"},"value":[600,"1"]}]}})");
}

TEST_F(PrometheusApiTest, AFormGoesBeforeTheQuery) {
    start();
    const auto answer =
        post("/api/v1/query?query=1&time=5", "application/x-www-form-urlencoded", "query=2%2B2");
    EXPECT_THAT(answer.body, HasSubstr(R"("result":[5,"4"])"));
}

TEST_F(PrometheusApiTest, LimitShortensWithAWarning) {
    start();
    const auto answer = ask("/api/v1/query?query=%7B__name__%3D~%22.%2B%22%7D&limit=1");
    EXPECT_THAT(answer.body, HasSubstr(R"("warnings":["results truncated due to limit"])"));
    EXPECT_THAT(answer.body, HasSubstr("temperature"));
    EXPECT_THAT(answer.body, ::testing::Not(HasSubstr("up")));
    EXPECT_EQ(
        ask("/api/v1/labels?limit=1").body,
        R"({"status":"success","data":["__name__"],"warnings":["results truncated due to limit"]})");
    EXPECT_EQ(ask("/api/v1/query?query=up&limit=-1").status, 400);
}

TEST_F(PrometheusApiTest, LookBackOfOneQuery) {
    start();
    EXPECT_THAT(ask("/api/v1/query?query=temperature&time=305").body, HasSubstr("20.5"));
    EXPECT_THAT(ask("/api/v1/query?query=temperature&time=305&lookback_delta=10s").body,
                HasSubstr(R"("result":[])"));
    EXPECT_EQ(ask("/api/v1/query?query=up&lookback_delta=x").status, 400);
}

TEST_F(PrometheusApiTest, TooManySamplesAreRefused) {
    PrometheusApi::Settings settings;
    settings.engine.max_samples = 10;
    start(settings);
    const auto answer = ask("/api/v1/query?query=up%5B10m%5D");
    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(answer.body, HasSubstr("too many samples"));
}

TEST_F(PrometheusApiTest, TooManySamplesOfAllQueriesAreToBeAskedForAgain) {
    PrometheusApi::Settings settings;
    settings.max_total_samples = 50;
    start(settings);
    const auto answer = ask("/api/v1/query?query=up%5B10m%5D");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.get("Retry-After"), "1");
    EXPECT_THAT(answer.body, HasSubstr(R"("errorType":"unavailable")"));
    EXPECT_EQ(api->samples().refusals(), 1U);
    EXPECT_EQ(ask("/api/v1/query?query=up").status, 200);
}

TEST_F(PrometheusApiTest, HugeTimesAreRefused) {
    start();
    EXPECT_EQ(ask("/api/v1/query?query=up&time=1e300").status, 400);
    EXPECT_EQ(ask("/api/v1/query_range?query=up&start=-1e300&end=1e300&step=1e9").status, 400);
    EXPECT_EQ(ask("/api/v1/query?query=up&time=-62135596800").status, 200);
}

TEST_F(PrometheusApiTest, LargeAnswersAreCompressed) {
    start();
    net::HttpRequest request;
    request.headers.add("Accept-Encoding", "gzip");
    const auto answer = ask("/api/v1/query_range?query=up&start=0&end=600&step=1", request);
    EXPECT_EQ(answer.headers.get("Vary"), "Accept-Encoding");
    EXPECT_THAT(answer.body, HasSubstr(R"([600,"1"])")) << "the client decodes it";
}

TEST_F(PrometheusApiTest, WhatOnlyPrometheusHasIsEmpty) {
    start();
    // As Prometheus 2.42.0 answers without a configuration.
    EXPECT_EQ(
        ask("/api/v1/alertmanagers").body,
        R"({"status":"success","data":{"activeAlertmanagers":[],"droppedAlertmanagers":[]}})");
    EXPECT_EQ(ask("/api/v1/targets/metadata").body, R"({"status":"success","data":[]})");
    EXPECT_EQ(ask("/api/v1/targets/metadata?limit=x").body,
              R"({"status":"error","errorType":"bad_data","error":"limit must be a number"})");
    EXPECT_EQ(
        ask("/api/v1/targets/metadata?match_target=%7B").body,
        R"({"status":"error","errorType":"bad_data","error":"invalid parameter \"match_target\": )"
        R"(1:2: parse error: unexpected end of input inside braces"})");
    EXPECT_EQ(ask("/api/v1/status/walreplay").body,
              R"({"status":"success","data":{"min":0,"max":0,"current":0}})");
}

// The bytes are those of Prometheus 2.42.
TEST_F(PrometheusApiTest, MetadataOfOwnAndOfScrapedMetrics) {
    start();
    const auto node = metadata.add({{"instance", "a:1"}, {"job", "node"}});
    const auto api_target = metadata.add({{"job", "api"}});
    for (const auto& target : {node, api_target}) {
        target->tell(MetadataPart::type, "load", "gauge");
        target->tell(MetadataPart::help, "load", "In <b> \n");
    }
    node->tell(MetadataPart::unit, "wait_seconds", "seconds");
    api_target->tell(MetadataPart::type, "up", "gauge");
    api_target->tell(MetadataPart::help, "up", "As the exporter sees it");
    const std::string load = R"({"type":"gauge","help":"In \u003cb\u003e \n","unit":""})";
    EXPECT_EQ(ask("/api/v1/metadata").body,
              R"({"status":"success","data":{"load":[)" + load +
                  R"(],"up":[{"type":"gauge","help":"As the exporter sees it","unit":""},)"
                  R"({"type":"gauge","help":"Whether it answers","unit":""}],)"
                  R"("wait_seconds":[{"type":"unknown","help":"","unit":"seconds"}]}})");
    EXPECT_EQ(ask("/api/v1/metadata?metric=load").body,
              R"({"status":"success","data":{"load":[)" + load + "]}}");
    EXPECT_EQ(ask("/api/v1/metadata?limit=1").body,
              R"({"status":"success","data":{"load":[)" + load + "]}}");
    for (const char* none : {"metric=loa", "limit=0"}) {
        EXPECT_EQ(ask(std::string("/api/v1/metadata?") + none).body,
                  R"({"status":"success","data":{}})");
    }
}

TEST_F(PrometheusApiTest, MetadataThatTakeTooMuchAreRefused) {
    start();
    std::vector<std::shared_ptr<TargetMetadata>> targets;
    for (int i = 0; i < 70; ++i) {
        const std::string metric = "m" + std::to_string(i);
        targets.push_back(metadata.add({{"job", metric}}));
        targets.back()->tell(MetadataPart::help, metric, std::string(1'000'000, 'x'));
    }
    for (const char* path : {"/api/v1/metadata", "/api/v1/targets/metadata"}) {
        const auto refused = ask(path);
        EXPECT_EQ(refused.status, 422) << path;
        EXPECT_THAT(refused.body, HasSubstr("more than 64 MiB")) << path;
        EXPECT_EQ(ask(std::string(path) + "?metric=m1").status, 200) << path;
    }
    EXPECT_EQ(ask("/api/v1/targets/metadata?limit=%2B10").status, 200);
}

TEST_F(PrometheusApiTest, MetadataOfTargets) {
    start();
    const auto node = metadata.add({{"job", "node"}, {"instance", "a:1"}});
    const auto api_target = metadata.add({{"job", "api"}});
    for (const auto& target : {node, api_target}) {
        target->tell(MetadataPart::type, "load", "gauge");
        target->tell(MetadataPart::unit, "wait_seconds", "seconds");
    }
    const auto entries = [&](const std::string& parameters) {
        const std::string body = ask("/api/v1/targets/metadata?" + parameters).body;
        std::size_t count = 0;
        for (auto at = body.find("target"); at != body.npos; at = body.find("target", at + 1))
            ++count;
        return count;
    };
    EXPECT_EQ(
        ask("/api/v1/targets/metadata?match_target=%7Bjob%3D%22node%22%7D").body,
        R"({"status":"success","data":[{"target":{"instance":"a:1","job":"node"},)"
        R"("metric":"load","type":"gauge","help":"","unit":""},{"target":{"instance":"a:1",)"
        R"("job":"node"},"metric":"wait_seconds","type":"unknown","help":"","unit":"seconds"}]})");
    EXPECT_EQ(ask("/api/v1/targets/metadata?metric=load&match_target=%7Bjob%3D%22api%22%7D").body,
              R"({"status":"success","data":[{"target":{"job":"api"},)"
              R"("type":"gauge","help":"","unit":""}]})");
    EXPECT_EQ(entries(""), 4U);
    EXPECT_EQ(entries("metric=up"), 0U) << "of scraped targets";
    EXPECT_EQ(entries("match_target=up"), 0U) << "targets have no name";
    EXPECT_EQ(entries("limit=0"), 0U);
    EXPECT_EQ(entries("limit=1"), 2U) << "a target is told as a whole";
    EXPECT_EQ(entries("limit=3"), 4U);
    EXPECT_EQ(entries("limit=1&metric=load"), 1U);
}

TEST(TargetsList, WhatIsNeverAskedIsNoActiveTarget) {
    const std::vector<std::pair<std::string, std::string>> no_parameters;
    TargetStatus remarks;
    remarks.target = {"scrape", "configuration/prometheus.yml"};
    remarks.state = TargetState::degraded;
    EXPECT_EQ(api::targets_list(api::Parameters(no_parameters), {remarks}).body,
              R"({"status":"success","data":{"activeTargets":[],"droppedTargets":[]}})");
}

TEST(TargetsList, ATargetThatNeverAnsweredHasGosZeroTime) {
    const std::vector<std::pair<std::string, std::string>> no_parameters;
    TargetStatus target;
    target.activities.emplace_back();
    const auto last_scrape = [&] {
        const std::string body = api::targets_list(api::Parameters(no_parameters), {target}).body;
        const auto begin = body.find(R"("lastScrape":)");
        return body.substr(begin, body.find(',', begin) - begin);
    };
    EXPECT_EQ(last_scrape(), R"("lastScrape":"0001-01-01T00:00:00Z")");
    target.activities.front().last_success = from_unix_seconds(1'700'000'000);
    EXPECT_THAT(last_scrape(), HasSubstr("2023-11-14T22:13:20"));
}

TEST(TargetsList, AScrapedTargetIsToldAsPrometheusDoes) {
    const std::vector<std::pair<std::string, std::string>> no_parameters;
    TargetStatus target;
    target.target = {"scrape", "node/127.0.0.1:9100"};
    target.address = "http://127.0.0.1:9100/metrics";
    target.state = TargetState::failed;
    target.scrape = ScrapeStatus{.pool = "node",
                                 .discovered = {{"__address__", "127.0.0.1:9100"}, {"job", "node"}},
                                 .labels = {{"instance", "127.0.0.1:9100"}, {"job", "node"}},
                                 .interval = Duration{90'000},
                                 .timeout = Duration{10'000},
                                 .last = from_unix_seconds(1'700'000'000),
                                 .took = Duration{12},
                                 .problem = "refused"};
    EXPECT_EQ(
        api::targets_list(api::Parameters(no_parameters), {target}).body,
        R"({"status":"success","data":{"activeTargets":[{"discoveredLabels":)"
        R"({"__address__":"127.0.0.1:9100","job":"node"},"labels":{"instance":"127.0.0.1:9100",)"
        R"("job":"node"},"scrapePool":"node","scrapeUrl":"http://127.0.0.1:9100/metrics",)"
        R"("globalUrl":"http://127.0.0.1:9100/metrics","lastError":"refused",)"
        R"("lastScrape":"2023-11-14T22:13:20.000Z","lastScrapeDuration":0.012,"health":"down",)"
        R"("scrapeInterval":"1m30s","scrapeTimeout":"10s"}],"droppedTargets":[]}})");
}

TEST_F(PrometheusApiTest, AQueryEndsWithItsTimeLimit) {
    start();
    source.hold();
    std::optional<HttpResponse> answer;
    tasks.spawn("client", ask_aside("/api/v1/query?query=up&timeout=5", answer));
    turn_until([&] { return source.waiting() == 1; });
    clock.advance(Duration{5'000});
    loop.poll();
    source.open();
    turn_until([&] { return answer.has_value(); });
    EXPECT_EQ(answer->status, 503);
    EXPECT_THAT(answer->body, HasSubstr(R"("errorType":"timeout")"));
}

TEST_F(PrometheusApiTest, QueriesWaitInTurnAndTooManyAreRefused) {
    PrometheusApi::Settings settings;
    settings.max_running = 1;
    settings.max_waiting = 1;
    start(settings);
    source.hold();
    std::optional<HttpResponse> first, second;
    tasks.spawn("first", ask_aside("/api/v1/query?query=up", first));
    turn_until([&] { return source.waiting() == 1; });
    tasks.spawn("second", ask_aside("/api/v1/query?query=up", second));
    HttpResponse third;
    turn_until([&] { return queued() == 1; });
    third = ask("/api/v1/query?query=up");
    EXPECT_EQ(third.status, 503);
    EXPECT_THAT(third.body, HasSubstr("too many queries: 1 run and 1 wait"));
    source.open();
    turn_until([&] { return first && second; });
    EXPECT_EQ(first->status, 200);
    EXPECT_EQ(second->status, 200);
}

TEST_F(PrometheusApiTest, WaitingInTheQueueCountsForTheTimeLimit) {
    PrometheusApi::Settings settings;
    settings.max_running = 1;
    start(settings);
    source.hold();
    std::optional<HttpResponse> first, second;
    tasks.spawn("first", ask_aside("/api/v1/query?query=up", first));
    turn_until([&] { return source.waiting() == 1; });
    tasks.spawn("second", ask_aside("/api/v1/query?query=up&timeout=3", second));
    turn_until([&] { return queued() == 1; });
    clock.advance(Duration{3'000});
    turn_until([&] { return second.has_value(); });
    EXPECT_EQ(second->status, 503);
    EXPECT_THAT(second->body, HasSubstr("query timed out in query queue"));
    source.open();
    turn_until([&] { return first.has_value(); });
    EXPECT_EQ(first->status, 200);
}

TEST_F(PrometheusApiTest, AClientThatLeavesMakesRoom) {
    PrometheusApi::Settings settings;
    settings.max_running = 1;
    settings.max_waiting = 1;
    start(settings);
    source.hold();
    std::optional<HttpResponse> first, second;
    tasks.spawn("first", ask_aside("/api/v1/query?query=up", first));
    turn_until([&] { return source.waiting() == 1; });
    {
        TaskGroup leaving(loop.executor());
        leaving.spawn("second", ask_aside("/api/v1/query?query=up", second));
        turn_until([&] { return queued() == 1; });
        leaving.cancel();
        loop.run(leaving.join());
    }
    turn_until([&] { return server.counters().open_connections == 1; });
    source.open();
    turn_until([&] { return first.has_value(); });
    EXPECT_EQ(first->status, 200);
    EXPECT_EQ(api->counters().requests, 1U) << "nobody waited for the second";
}

TEST_F(PrometheusApiTest, BatchIsColumnar) {
    start();
    const auto answer = post("/api/v1/query_batch", "application/json",
                             R"json({"start":290,"end":310,"step":10,"queries":[
                                 {"id":"t","expr":"last_over_time(temperature[5s])"},
                                 {"id":"n","expr":"-up/0"},
                                 {"id":"bad","expr":"sum("}]})json");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(
        answer.body,
        R"json({"status":"success","data":{"start":290,"step":10,"count":3,"results":[)json"
        R"json({"id":"t","series":[{"metric":{"__name__":"temperature"},)json"
        R"json("values":[20.5,null,20.5]}]},)json"
        R"json({"id":"n","series":[{"metric":{"node":"a"},"values":["-Inf","-Inf","-Inf"]}]},)json"
        R"json({"id":"bad","errorType":"bad_data",)json"
        R"json("error":"1:5: parse error: unclosed left parenthesis"}]}})json");
}

TEST_F(PrometheusApiTest, WrongBatches) {
    start();
    for (const char* body : {"", "[]", "{", R"({"start":1,"end":2,"step":1})",
                             R"({"start":1,"end":2,"step":0,"queries":[]})",
                             R"({"start":3,"end":2,"step":1,"queries":[]})",
                             R"({"start":"x","end":2,"step":1,"queries":[]})",
                             R"({"start":0,"end":1e300,"step":1,"queries":[]})",
                             R"({"start":0,"end":20000,"step":1,"queries":[]})",
                             R"({"start":1,"end":2,"step":1,"queries":[{"id":"a"}]})"}) {
        const auto answer = post("/api/v1/query_batch", "application/json", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_THAT(answer.body, HasSubstr(R"("errorType":"bad_data")")) << body;
    }
}

}  // namespace
}  // namespace nodewatch
