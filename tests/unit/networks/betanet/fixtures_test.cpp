// What the fixtures of ../shared hold is read as it is meant; without them this is skipped.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "networks/betanet/decode.hpp"
#include "networks/betanet/watcher.hpp"
#include "resilience/retry.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::betanet {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Not;

class BetanetFixtures : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder_)) GTEST_SKIP() << folder_ << " is not here";
    }
    std::string read(const std::string& name) const {
        std::ifstream file(folder_ + name, std::ios::binary);
        EXPECT_TRUE(file) << name;
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }
    std::vector<double> numbers(const std::string& name, std::string_view key) {
        EXPECT_EQ(parser_.load(folder_ + name).get(document_), simdjson::SUCCESS);
        std::vector<double> all;
        const json::Array array = json::array(document_, key).value();
        for (const auto number : array)
            all.push_back(number.get_double().value());
        return all;
    }

    const std::string folder_ = NODEWATCH_SOURCE_DIR "/../shared/fixtures/betanet/";
    simdjson::dom::parser parser_;
    json::Element document_;
};

TEST_F(BetanetFixtures, DocumentedAnswers) {
    const auto metrics = decode_api_metrics(read("api-v1-metrics.documented.json"));
    ASSERT_TRUE(metrics);
    EXPECT_EQ(metrics->packets_processed, 5'000);
    EXPECT_EQ(metrics->packets_dropped, 10);
    const auto more = decode_api_metrics(read("api-v1-metrics.struct-superset.constructed.json"));
    ASSERT_TRUE(more);
    EXPECT_EQ(more->packets_processed, 5'000);
    EXPECT_EQ(decode_api_nodes(read("api-v1-nodes-status.documented.json"))->total_nodes, 7);
    EXPECT_EQ(decode_api_stats(read("api-v1-network-stats.documented.json"))->latency_seconds,
              0.045);
}

TEST_F(BetanetFixtures, AnswersOfTheServer) {
    const auto mixnodes =
        decode_server_mixnodes(read("server-mixnodes.from-source.constructed.json"));
    const auto metrics = decode_server_metrics(read("server-metrics.from-source.constructed.prom"));
    const auto status =
        decode_server_status(read("server-status.operational.from-source.constructed.json"));
    ASSERT_TRUE(mixnodes && metrics && status);
    EXPECT_EQ(mixnodes->mixnodes->size(), 3U);
    EXPECT_EQ(metrics->uptime_seconds, 3'600);
    // The three tell the same of the same moment.
    EXPECT_EQ(mixnodes->packets_processed, metrics->packets_processed);
    EXPECT_EQ(mixnodes->packets_forwarded, metrics->packets_forwarded);
    EXPECT_EQ(mixnodes->packets_dropped, metrics->packets_dropped);
    EXPECT_EQ(mixnodes->total_nodes, metrics->total_nodes);
    EXPECT_EQ(mixnodes->active_nodes, metrics->active_nodes);
    EXPECT_DOUBLE_EQ(*mixnodes->latency_seconds, *metrics->latency_seconds);
    EXPECT_EQ(status->packets_processed, metrics->packets_processed);
    EXPECT_EQ(status->active_nodes, metrics->active_nodes);
    EXPECT_EQ(status->latency_seconds, metrics->latency_seconds);
    EXPECT_TRUE(decode_server_status(read("server-status.idle.from-source.json")));
    EXPECT_FALSE(decode_server_status(read("server-not-found.from-source.json")));
}

TEST_F(BetanetFixtures, MockAnswersAreRefused) {
    for (const std::string name :
         {"backend-mock-status.from-source.json", "control-panel-mock-status.from-source.json"}) {
        const auto answer = decode_server_status(read(name));
        ASSERT_FALSE(answer) << name;
        EXPECT_EQ(answer.error().code, mock_code);
    }
}

TEST_F(BetanetFixtures, OddAnswers) {
    const auto metrics = [this](const std::string& name) {
        return decode_api_metrics(read("constructed/metrics." + name));
    };
    const auto fraction = metrics("float-counter.json");
    ASSERT_TRUE(fraction);
    EXPECT_EQ(fraction->packets_processed, std::nullopt);
    EXPECT_EQ(fraction->packets_dropped, 10);
    EXPECT_EQ(metrics("huge.json")->packets_processed, 18446744073709551616.0);
    EXPECT_EQ(metrics("missing-field.json")->packets_dropped, std::nullopt);
    EXPECT_EQ(metrics("null-field.json")->packets_dropped, std::nullopt);
    for (const std::string name : {"html.txt", "nan.json.txt", "negative.json",
                                   "string-number.json", "truncated.json.txt"}) {
        const auto answer = metrics(name);
        ASSERT_FALSE(answer) << name;
        EXPECT_EQ(answer.error().kind, ErrorKind::parse) << name;
    }
    const auto nodes = decode_api_nodes(read("constructed/nodes.inconsistent-total.json"));
    ASSERT_TRUE(nodes);
    EXPECT_EQ(nodes->total_nodes, 9);
    EXPECT_THAT(nodes->flaws, Not(IsEmpty()));
    EXPECT_EQ(decode_api_stats(read("constructed/stats.latency-zero.json"))->latency_seconds, 0);
    EXPECT_EQ(decode_api_stats(read("constructed/stats.latency-huge.json"))->latency_seconds,
              987.654);
}

TEST_F(BetanetFixtures, TheSequenceOfTotalsIsPassedThrough) {
    const std::string name = "constructed/counter-sequence.json";
    const auto told = numbers(name, "remote_bytes_transmitted");
    const auto expected = numbers(name, "exported_total_if_passed_through");
    ASSERT_EQ(told.size(), expected.size());
    ManualClock clock;
    Hub hub;
    LatestValues latest(clock);
    hub.add(latest);
    const Target target{"betanet", "main-1"};
    Watcher watcher({}, Publisher(hub, target), nullptr, nullptr);
    constexpr std::size_t stats = 2;
    for (std::size_t i = 0; i < told.size(); ++i) {
        Answer answer;
        answer.bytes_transmitted = told[i];
        watcher.dialects().current().list()[stats].note_outcome(answer, clock.now());
        watcher.on_answer(stats, clock.now());
        EXPECT_EQ(latest.find(clock.now(), "betanet_bytes_transmitted_total", target, {}),
                  expected[i]);
        clock.advance(15s);
    }
}

TEST_F(BetanetFixtures, AttemptsBeginAtTheSeedsTimes) {
    const auto starts = numbers("constructed/retry-timeline.json", "attempt_starts_seconds");
    RetryPolicy policy = TargetOptions{}.retry;
    policy.backoff.jitter = BackoffPolicy::Jitter::none;
    const SteadyTime began{};
    RetryPlan plan(policy, nullptr, began);
    const RetryBudget budget;
    std::vector<double> begun;
    for (std::optional<SteadyTime> now = began; now;) {
        begun.push_back(to_seconds(elapsed(began, *now)));
        plan.begin_attempt(*now);
        now = plan.next_attempt({ErrorKind::refused, ""}, std::nullopt, budget, *now);
    }
    EXPECT_EQ(begun, starts);
}

}  // namespace
}  // namespace nodewatch::betanet
