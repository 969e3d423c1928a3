#include "networks/betanet/decode.hpp"

#include <gmock/gmock.h>

namespace nodewatch::betanet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(DecodeApi, DocumentedAnswers) {
    const auto metrics =
        decode_api_metrics(R"({"packets_processed": 5000, "packets_dropped": 10})");
    ASSERT_TRUE(metrics);
    EXPECT_EQ(metrics->packets_processed, 5000);
    EXPECT_EQ(metrics->packets_dropped, 10);
    EXPECT_THAT(metrics->flaws, IsEmpty());

    const auto nodes =
        decode_api_nodes(R"({"active_nodes": 5, "inactive_nodes": 2, "total_nodes": 7})");
    ASSERT_TRUE(nodes);
    EXPECT_EQ(nodes->total_nodes, 7);
    EXPECT_EQ(nodes->active_nodes, 5);
    EXPECT_EQ(nodes->inactive_nodes, 2);
    EXPECT_THAT(nodes->flaws, IsEmpty());

    const auto stats = decode_api_stats(R"({"bytes_transmitted": 1000000, "bytes_received": 500000,
                                            "avg_latency_ms": 45.0, "peak_throughput": 10000})");
    ASSERT_TRUE(stats);
    EXPECT_EQ(stats->bytes_transmitted, 1e6);
    EXPECT_EQ(stats->bytes_received, 5e5);
    EXPECT_EQ(stats->latency_seconds, 0.045);
    EXPECT_EQ(stats->peak_throughput, 10'000);
}

TEST(DecodeApi, ACountIsAWholeNumber) {
    const auto answer =
        decode_api_metrics(R"({"packets_processed": 5000.5, "packets_dropped": 10.0})");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->packets_processed, std::nullopt);
    EXPECT_EQ(answer->packets_dropped, 10) << "no fraction, however it is written";
    EXPECT_THAT(answer->flaws, ElementsAre("packets_processed is no whole number"));
}

TEST(DecodeApi, HugeCountsAreTheNearestDouble) {
    const auto answer = decode_api_metrics(
        R"({"packets_processed": 18446744073709551615, "packets_dropped": 9007199254740993})");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->packets_processed, 18446744073709551616.0);
    EXPECT_EQ(answer->packets_dropped, 9007199254740992.0);
    EXPECT_FALSE(decode_api_metrics(R"({"packets_processed": 1e999})"));
}

TEST(DecodeApi, WhatIsNoCountIsUnknownNotZero) {
    const auto partial =
        decode_api_metrics(R"({"packets_processed": 5000, "packets_dropped": -1})");
    ASSERT_TRUE(partial);
    EXPECT_EQ(partial->packets_processed, 5000);
    EXPECT_EQ(partial->packets_dropped, std::nullopt);
    EXPECT_THAT(partial->flaws, ElementsAre("packets_dropped is negative"));

    const auto text = decode_api_metrics(R"({"packets_processed": 5000, "packets_dropped": "10"})");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->packets_dropped, std::nullopt);
    EXPECT_THAT(text->flaws, ElementsAre("packets_dropped is text, not a number"));

    const auto other = decode_api_metrics(R"({"packets_processed": 1, "packets_dropped": [10]})");
    ASSERT_TRUE(other);
    EXPECT_THAT(other->flaws, ElementsAre("packets_dropped is no number"));
}

TEST(DecodeApi, NullAndMissingAreUnknownAndNoFlaws) {
    for (const std::string body : {R"({"packets_processed": 5000, "packets_dropped": null})",
                                   R"({"packets_processed": 5000})"}) {
        const auto answer = decode_api_metrics(body);
        ASSERT_TRUE(answer) << body;
        EXPECT_EQ(answer->packets_dropped, std::nullopt);
        EXPECT_THAT(answer->flaws, IsEmpty());
    }
}

TEST(DecodeApi, WithoutAnyUsableMemberItIsAParseError) {
    for (const std::string body :
         {R"({"packets_processed": -1, "packets_dropped": -10})",
          R"({"packets_processed": "5000", "packets_dropped": "10"})",
          R"({"packets_processed": NaN, "packets_dropped": Infinity})",
          R"({"packets_processed": 5000, "packets_dr)", "<html><h1>502 Bad Gateway</h1></html>",
          R"({"status": "ok"})", "[]", "7", "null", ""}) {
        const auto answer = decode_api_metrics(body);
        ASSERT_FALSE(answer) << body;
        EXPECT_EQ(answer.error().kind, ErrorKind::parse) << body;
    }
    EXPECT_THAT(decode_api_metrics(R"({"packets_processed": "5000"})").error().message,
                HasSubstr("packets_processed is text, not a number"));
}

TEST(DecodeApi, ATotalThatIsNoSumIsToldAndKept) {
    const auto answer =
        decode_api_nodes(R"({"active_nodes": 5, "inactive_nodes": 2, "total_nodes": 9})");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->total_nodes, 9);
    EXPECT_EQ(answer->active_nodes, 5);
    EXPECT_THAT(answer->flaws, ElementsAre("total_nodes is 9, but 5 are active and 2 inactive"));
}

TEST(DecodeApi, LatenciesAsTheyAreTold) {
    EXPECT_EQ(decode_api_stats(R"({"avg_latency_ms": 0.0})")->latency_seconds, 0);
    EXPECT_EQ(decode_api_stats(R"({"avg_latency_ms": 987654.0})")->latency_seconds, 987.654);
    EXPECT_EQ(decode_api_stats(R"({"bytes_received": 1, "avg_latency_ms": -1})")->latency_seconds,
              std::nullopt);
}

TEST(Decode, MockAnswersAreErrorsOfTheirOwn) {
    const std::string backend = R"({"status":"mock","active_nodes":0,"connections":0,
        "avg_latency_ms":0,"packets_processed":0,"note":"not running - using mock data"})";
    const std::string panel = R"({"status":"mock","nodes":{"total":15,"active":12,"inactive":3},
        "network":{"latency":45,"bandwidth":1024,"throughput":850}})";
    for (const auto decode : {decode_api_metrics, decode_api_nodes, decode_api_stats,
                              decode_server_status, decode_server_mixnodes, decode_server_metrics})
        for (const std::string& body : {backend, panel}) {
            const auto answer = decode(body);
            ASSERT_FALSE(answer);
            EXPECT_EQ(answer.error().kind, ErrorKind::server);
            EXPECT_EQ(answer.error().code, mock_code);
        }
}

TEST(DecodeServer, Status) {
    const auto idle = decode_server_status(R"({"status":"idle","active_nodes":0,"connections":0,
        "avg_latency_ms":0.0,"packets_processed":0,"timestamp":"1766851081"})");
    ASSERT_TRUE(idle);
    EXPECT_EQ(idle->status, "idle");
    EXPECT_EQ(idle->active_nodes, 0);
    EXPECT_EQ(idle->packets_processed, 0);
    EXPECT_EQ(idle->latency_seconds, 0);
    EXPECT_EQ(idle->total_nodes, std::nullopt) << "it does not tell";
    EXPECT_FALSE(decode_server_status(R"({"status":"ok"})")) << "any server may answer so";
}

TEST(DecodeServer, MixnodesAndTheirSums) {
    const auto answer = decode_server_mixnodes(R"([
        {"id":"a","status":"active","packets_processed":150000,"packets_forwarded":149850,
         "packets_dropped":150,"uptime_seconds":3600,"avg_latency_ms":0.81},
        {"id":"b","status":"stopped","packets_processed":0,"packets_forwarded":0,
         "packets_dropped":0,"uptime_seconds":12,"avg_latency_ms":0.0}])");
    ASSERT_TRUE(answer);
    ASSERT_THAT(*answer->mixnodes, SizeIs(2));
    const Mixnode& first = answer->mixnodes->front();
    EXPECT_EQ(first.id, "a");
    EXPECT_EQ(first.status, "active");
    EXPECT_EQ(first.processed, 150'000);
    EXPECT_EQ(first.uptime_seconds, 3'600);
    EXPECT_DOUBLE_EQ(*first.latency_seconds, 0.00081);
    EXPECT_EQ(answer->total_nodes, 2);
    EXPECT_EQ(answer->active_nodes, 1);
    EXPECT_EQ(answer->inactive_nodes, 1);
    EXPECT_EQ(answer->packets_processed, 150'000);
    EXPECT_EQ(answer->packets_dropped, 150);
    EXPECT_DOUBLE_EQ(*answer->latency_seconds, 0.00081) << "the second had no packet";
}

TEST(DecodeServer, SumsAreUnknownWhereAMixnodeDoesNotTell) {
    const auto answer = decode_server_mixnodes(
        R"([{"id":"a","status":"active","packets_processed":5},{"id":"b","packets_processed":7}])");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->packets_processed, 12);
    EXPECT_EQ(answer->packets_dropped, std::nullopt);
    EXPECT_EQ(answer->latency_seconds, std::nullopt);
    EXPECT_EQ(answer->total_nodes, 2);
    EXPECT_EQ(answer->active_nodes, std::nullopt);
}

TEST(DecodeServer, MixnodesWithoutAnIdAreLeftOut) {
    const auto answer = decode_server_mixnodes(R"([{"id":"a"},{"id":"a"},{"status":"active"},7])");
    ASSERT_TRUE(answer);
    EXPECT_THAT(*answer->mixnodes, SizeIs(1));
    EXPECT_EQ(answer->total_nodes, std::nullopt);
    EXPECT_THAT(answer->flaws, ElementsAre("3 mixnodes have no id, or that of another"));
    EXPECT_FALSE(decode_server_mixnodes(R"([{"name":"a"}])"));
    EXPECT_EQ(decode_server_mixnodes("[]")->total_nodes, 0) << "an idle service";
    EXPECT_EQ(decode_server_mixnodes("[]")->latency_seconds, 0) << "as its /metrics tells then";
}

TEST(DecodeServer, MoreMixnodesThanTheBoundAreCounted) {
    std::string body = "[";
    for (int i = 0; i < 503; ++i)
        body += (i > 0 ? "," : "") + std::string(R"({"id":"m)") + std::to_string(i) +
                R"(","status":"active","packets_processed":1})";
    const auto answer = decode_server_mixnodes(body + "]");
    ASSERT_TRUE(answer);
    EXPECT_THAT(*answer->mixnodes, SizeIs(500));
    EXPECT_EQ(answer->mixnodes_left_out, 3U);
    EXPECT_EQ(answer->total_nodes, 503);
    EXPECT_EQ(answer->packets_processed, std::nullopt) << "a sum of some is no sum of all";
}

constexpr std::string_view server_metrics = R"(# HELP betanet_nodes_total Total
# TYPE betanet_nodes_total gauge
betanet_nodes_total 3
betanet_nodes_active 2
betanet_packets_processed_total 250000
betanet_packets_forwarded_total 249840
betanet_packets_dropped_total 160
betanet_avg_latency_ms 0.832
betanet_uptime_seconds 3600
)";

TEST(DecodeServer, Metrics) {
    const auto answer = decode_server_metrics(server_metrics);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->total_nodes, 3);
    EXPECT_EQ(answer->active_nodes, 2);
    EXPECT_EQ(answer->inactive_nodes, 1);
    EXPECT_EQ(answer->packets_processed, 250'000);
    EXPECT_EQ(answer->packets_forwarded, 249'840);
    EXPECT_EQ(answer->packets_dropped, 160);
    EXPECT_DOUBLE_EQ(*answer->latency_seconds, 0.000832);
    EXPECT_EQ(answer->uptime_seconds, 3'600);
    EXPECT_FALSE(answer->further.any());
    EXPECT_THAT(answer->flaws, IsEmpty());
}

TEST(DecodeServer, MetricsThatAreCutOffLoseTheirLastLine) {
    const std::string_view cut = server_metrics.substr(0, server_metrics.find("0000\n"));
    ASSERT_TRUE(cut.ends_with("betanet_packets_processed_total 25"));
    const auto answer = decode_server_metrics(cut);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->active_nodes, 2);
    EXPECT_EQ(answer->packets_processed, std::nullopt) << "25 would be taken for a restart";
    EXPECT_THAT(answer->flaws, ElementsAre("the last line has no end and is left out"));
}

TEST(DecodeServer, MetricsThatAreNoNumbersAreUnknown) {
    const auto answer = decode_server_metrics(
        "betanet_nodes_total NaN\nbetanet_nodes_active -1\nbetanet_packets_dropped_total 1.5\n"
        "betanet_avg_latency_ms +Inf\nbetanet_uptime_seconds 5\nno sense\n");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->total_nodes, std::nullopt);
    EXPECT_EQ(answer->active_nodes, std::nullopt);
    EXPECT_EQ(answer->packets_dropped, std::nullopt);
    EXPECT_EQ(answer->latency_seconds, std::nullopt);
    EXPECT_EQ(answer->uptime_seconds, 5);
    EXPECT_THAT(answer->flaws, SizeIs(5));
}

TEST(DecodeServer, MetricsOfAnotherProgramAreNone) {
    for (const std::string_view body :
         {"", "<html></html>\n", "go_goroutines 7\n", R"({"error":"Not Found"})"}) {
        const auto answer = decode_server_metrics(body);
        ASSERT_FALSE(answer) << body;
        EXPECT_EQ(answer.error().kind, ErrorKind::parse);
    }
}

TEST(DecodeServer, TheSeedsNamesArePassedThrough) {
    std::string body = R"(betanet_connected_peers 7
betanet_mixnode_active 5
betanet_messages_total 5000
betanet_bytes_transmitted_total 1000000
betanet_bytes_received_total 500000
betanet_vrf_verifications_total 12
betanet_routing_failures_total 3
)";
    int value = 0;
    for (const std::string bound : {"0.01", "0.05", "0.1", "0.25", "0.5", "1", "2", "5", "+Inf"})
        body += "betanet_circuit_build_seconds_bucket{le=\"" + bound + "\"} " +
                std::to_string(++value) + "\n";
    body += "betanet_circuit_build_seconds_sum 4.5\nbetanet_circuit_build_seconds_count 9\n";
    const auto answer = decode_server_metrics(body);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->total_nodes, 7);
    EXPECT_EQ(answer->packets_processed, 5'000);
    EXPECT_EQ(answer->bytes_transmitted, 1e6);
    EXPECT_EQ(answer->further.vrf_verifications, 12);
    EXPECT_EQ(answer->further.routing_failures, 3);
    EXPECT_EQ(answer->further.vrf_failures, std::nullopt);
    ASSERT_TRUE(answer->further.circuit_build);
    EXPECT_THAT(answer->further.circuit_build->cumulative, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
    EXPECT_EQ(answer->further.circuit_build->count, 9);
    EXPECT_EQ(answer->further.circuit_build->sum, 4.5);
}

TEST(DecodeServer, AHistogramWithOtherBucketsIsLeftOut) {
    const auto answer = decode_server_metrics(R"(betanet_nodes_total 1
betanet_circuit_build_seconds_bucket{le="1"} 3
betanet_circuit_build_seconds_bucket{le="+Inf"} 3
betanet_circuit_build_seconds_sum 1.5
betanet_circuit_build_seconds_count 3
)");
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->further.circuit_build);
    EXPECT_THAT(answer->flaws,
                ElementsAre("betanet_circuit_build_seconds has other buckets than expected"));
}

}  // namespace
}  // namespace nodewatch::betanet
