#pragma once

#include <array>
#include <string>
#include <vector>

#include "networks/betanet/buckets.hpp"
#include "networks/betanet/conditions.hpp"
#include "networks/betanet/failure_reason.hpp"
#include "telemetry/schema.hpp"

/// The thirteen names of the seed's exporter are kept as they are, with its help texts.
namespace nodewatch::betanet {

struct ServiceMeasurement : Measurement {
    ServiceMeasurement() : Measurement("betanet_service", "The Betanet service as a whole") {}

    Field up = gauge("up", "betanet_up", "1",
                     "1 while the service answers; 0 from the first round without any answer");
    Field state =
        gauge("state", "betanet_state", "1",
              "0 down: nothing is known; 1 starting: not asked yet; 2 stale: no answer, "
              "old values are shown; 3 partial: an endpoint fails; 4 up; 5 retrying: up or "
              "starting, and a request that failed is made again");
    Field uptime = gauge("uptime", "betanet_service_uptime_seconds", "seconds",
                         "Time since the service started, as it tells");
    Field restarts = counter("restarts", "betanet_service_restarts_total", "1",
                             "Restarts of the service that its counters or its uptime show");
    Field last_success = age("last_success", "betanet_last_success_age_seconds",
                             "Time since the last answer of any endpoint");
};

struct NodesMeasurement : Measurement {
    NodesMeasurement()
        : Measurement("betanet_nodes",
                      "Mixnodes of the service; asked for by rounds, not at each "
                      "scrape, and kept while it does not answer") {}

    Field total = gauge("total", "betanet_connected_peers", "1", "Number of connected peers");
    Field active = gauge("active", "betanet_mixnode_active", "1", "Number of active mixnodes");
    Field inactive =
        gauge("inactive", "betanet_mixnode_inactive", "1", "Number of inactive mixnodes");
};

struct TrafficMeasurement : Measurement {
    TrafficMeasurement() : Measurement("betanet_traffic", "Traffic of the service") {}

    Field transmitted = counter("transmitted", "betanet_bytes_transmitted_total", "bytes",
                                "Total bytes transmitted");
    Field received =
        counter("received", "betanet_bytes_received_total", "bytes", "Total bytes received");
    Field peak = gauge("peak", "betanet_peak_throughput", "1",
                       "Highest throughput, in a unit that the service does not document");
    Field latency = gauge("latency", "betanet_average_latency_seconds", "seconds",
                          "Mean latency as the service tells it; 0 before its first message");
};

struct PacketsMeasurement : Measurement {
    PacketsMeasurement() : Measurement("betanet_packets", "Packets of the service") {}

    Field processed =
        counter("processed", "betanet_messages_total", "1", "Total messages processed");
    Field dropped =
        counter("dropped", "betanet_packets_dropped_total", "1", "Total packets dropped");
    Field forwarded =
        counter("forwarded", "betanet_packets_forwarded_total", "1", "Total packets forwarded");
};

struct LatencyMeasurement : Measurement {
    LatencyMeasurement()
        : Measurement("betanet_latency",
                      "Mean latencies told by the service, one observation for each new answer") {}

    HistogramFields latency = histogram("latency", "betanet_message_latency_seconds", "seconds",
                                        "Message latency in seconds", message_latency_bounds);
};

struct FurtherMeasurement : Measurement {
    FurtherMeasurement()
        : Measurement("betanet_further",
                      "Told by services whose own /metrics have these names; absent of others") {}

    Field mixnode_failures = counter("mixnode_failures", "betanet_mixnode_failures_total", "1",
                                     "Total mixnode failures");
    Field routing_failures = counter("routing_failures", "betanet_routing_failures_total", "1",
                                     "Total routing failures");
    Field vrf_verifications = counter("vrf_verifications", "betanet_vrf_verifications_total", "1",
                                      "Total VRF verifications");
    Field vrf_failures = counter("vrf_failures", "betanet_vrf_failures_total", "1",
                                 "Total VRF verification failures");
    HistogramFields routing_latency =
        histogram("routing_latency", "betanet_routing_latency_seconds", "seconds",
                  "Routing latency in seconds", routing_latency_bounds);
    HistogramFields circuit_build =
        histogram("circuit_build", "betanet_circuit_build_seconds", "seconds",
                  "Circuit build time in seconds", circuit_build_bounds);
};

struct MixnodeMeasurement : Measurement {
    MixnodeMeasurement() : Measurement("betanet_mixnode", "Mixnodes, one by one", {"mixnode"}) {}

    Field up = gauge("up", "betanet_mixnode_up", "1", "1 while the mixnode is active");
    Field processed = counter("processed", "betanet_mixnode_packets_processed_total", "1",
                              "Packets that the mixnode processed");
    Field forwarded = counter("forwarded", "betanet_mixnode_packets_forwarded_total", "1",
                              "Packets that the mixnode forwarded");
    Field dropped = counter("dropped", "betanet_mixnode_packets_dropped_total", "1",
                            "Packets that the mixnode dropped");
    Field uptime = gauge("uptime", "betanet_mixnode_uptime_seconds", "seconds",
                         "Time since the mixnode started");
    Field latency = gauge("latency", "betanet_mixnode_average_latency_seconds", "seconds",
                          "Mean time that the mixnode takes for a packet; 0 before the first");
};

struct EndpointMeasurement : Measurement {
    EndpointMeasurement()
        : Measurement("betanet_endpoint", "Requests to each endpoint of the service",
                      {"endpoint"}) {
        for (std::size_t i = 0; i < failure_reason_count; ++i) {
            const std::string reason(to_string(static_cast<FailureReason>(i)));
            failures[i] = counter("failures_" + reason, "betanet_request_failures_total", "1",
                                  "Requests that failed", {{"reason", reason}});
        }
    }

    Field up = gauge("up", "betanet_endpoint_up", "1",
                     "1 when the endpoint answered as it was asked last");
    Field requests = counter("requests", "betanet_requests_total", "1", "Requests sent");
    Field retries = counter("retries", "betanet_retries_total", "1",
                            "Requests that were sent again after a failure");
    Field budget = gauge("budget", "betanet_retry_budget_tokens", "1",
                         "Tokens left for retries: below half of them nothing is tried again");
    Field cache_age = age("cache_age", "betanet_cache_age_seconds",
                          "Time since the answer that is shown, or was last");
    Field cache_hits = counter("cache_hits", "betanet_cache_hits_total", "1",
                               "Rounds without a request, for the last answer was young enough");
    Field stale_served = counter("stale_served", "betanet_cache_stale_served_total", "1",
                                 "Rounds that showed an old answer for want of a new one");
    Field duration = gauge("duration", "betanet_request_duration_seconds", "seconds",
                           "Time that the last request took");
    std::array<Field, failure_reason_count> failures;
};

struct ExporterMeasurement : Measurement {
    ExporterMeasurement() : Measurement("betanet_exporter", "How the service is asked") {}

    Field api_v1 = gauge("api_v1", "betanet_dialect", "1",
                         "1 for the way in which the service tells its figures; absent until known",
                         {{"dialect", "api_v1"}});
    Field server = gauge("server", "betanet_dialect", "1",
                         "1 for the way in which the service tells its figures; absent until known",
                         {{"dialect", "server"}});
    Field duration = gauge("duration", "betanet_scrape_duration_seconds", "seconds",
                           "Time that the last round took, with its retries");
    Field mixnodes_left_out =
        gauge("mixnodes_left_out", "betanet_mixnodes_left_out", "1",
              "Mixnodes beyond the first 500, which are not shown one by one");
};

struct ConditionMeasurement : Measurement {
    ConditionMeasurement() : Measurement("betanet_condition", "What is wrong with the service") {
        for (std::size_t i = 0; i < condition_count; ++i) {
            const std::string name(to_string(static_cast<Condition>(i)));
            fields[i] = gauge(name, "betanet_condition", "1",
                              "1 while the condition holds; absent while it cannot be judged",
                              {{"condition", name}});
        }
    }
    std::array<Field, condition_count> fields;
};

extern const ServiceMeasurement service_measurement;
extern const NodesMeasurement nodes_measurement;
extern const TrafficMeasurement traffic_measurement;
extern const PacketsMeasurement packets_measurement;
extern const LatencyMeasurement latency_measurement;
extern const FurtherMeasurement further_measurement;
extern const MixnodeMeasurement mixnode_measurement;
extern const EndpointMeasurement endpoint_measurement;
extern const ExporterMeasurement exporter_measurement;
extern const ConditionMeasurement condition_measurement;

/// All of the above, for the documentation.
std::vector<const Measurement*> measurements();

}  // namespace nodewatch::betanet
