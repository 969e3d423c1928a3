#include "networks/betanet/measurements.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace nodewatch::betanet {
namespace {

/// All upper bounds of a histogram of the declarations, as labels.
std::set<std::string> bounds_of(const std::string& histogram) {
    std::set<std::string> bounds;
    for (const Measurement* measurement : measurements())
        for (const FieldSpec& field : measurement->fields())
            if (field.metric == histogram + "_bucket") bounds.insert(field.labels.front().second);
    return bounds;
}

TEST(BetanetMeasurements, TheThirteenNamesOfTheSeedWithItsHelpTexts) {
    const std::map<std::string, std::string> seed = {
        {"betanet_connected_peers", "Number of connected peers"},
        {"betanet_messages_total", "Total messages processed"},
        {"betanet_bytes_transmitted_total", "Total bytes transmitted"},
        {"betanet_bytes_received_total", "Total bytes received"},
        {"betanet_packets_dropped_total", "Total packets dropped"},
        {"betanet_mixnode_failures_total", "Total mixnode failures"},
        {"betanet_mixnode_active", "Number of active mixnodes"},
        {"betanet_routing_failures_total", "Total routing failures"},
        {"betanet_message_latency_seconds", "Message latency in seconds"},
        {"betanet_routing_latency_seconds", "Routing latency in seconds"},
        {"betanet_circuit_build_seconds", "Circuit build time in seconds"},
        {"betanet_vrf_verifications_total", "Total VRF verifications"},
        {"betanet_vrf_failures_total", "Total VRF verification failures"}};
    std::map<std::string, std::string> declared;
    for (const Measurement* measurement : measurements())
        for (const FieldSpec& field : measurement->fields())
            declared[field.histogram.empty() ? field.metric : field.histogram] = field.help;
    for (const auto& [name, help] : seed)
        EXPECT_EQ(declared[name], help) << name;
}

TEST(BetanetMeasurements, TheBucketsOfTheSeed) {
    using Bounds = std::set<std::string>;
    EXPECT_EQ(bounds_of("betanet_message_latency_seconds"),
              (Bounds{"0.001", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5",
                      "5", "+Inf"}));
    EXPECT_EQ(
        bounds_of("betanet_routing_latency_seconds"),
        (Bounds{"0.001", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "+Inf"}));
    EXPECT_EQ(bounds_of("betanet_circuit_build_seconds"),
              (Bounds{"0.01", "0.05", "0.1", "0.25", "0.5", "1", "2", "5", "+Inf"}));
}

}  // namespace
}  // namespace nodewatch::betanet
