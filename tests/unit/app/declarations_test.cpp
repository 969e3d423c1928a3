#include <gtest/gtest.h>

#include <array>

#include "app/measurements.hpp"
#include "networks/network.hpp"
#include "telemetry/validate.hpp"

namespace nodewatch::app {
namespace {

/// Names that dashboards made for the seed rely on, whatever the rules of style say.
constexpr std::array<std::string_view, 13> seed_names = {
    "xrpl_io_latency_ms",
    "xrpl_peer_count",
    "xrpl_peer_latency_p90_ms",
    "xrpl_websocket_message_count",
    "xrpl_unl_expiry_days_realtime",
    "xrpl_cert_expiry_days_realtime",
    "bitcoin_mempool_tx_count",
    "bitcoin_mempool_vsize_mb",
    "bitcoin_peers_total",
    "bitcoin_peers_ping_avg_ms",
    "bitcoin_peers_ping_p95_ms",
    "bitcoin_process_memory_rss_mb",
    "bitcoin_filesystem_chainstate_gb",
};

TEST(Declarations, OfTheWholeProgramAgreeWithTheRulesAndEachOther) {
    auto all = self_measurements();
    for (const Network& network : networks()) {
        const auto more = network.measurements();
        ASSERT_FALSE(more.empty()) << network.name;
        all.insert(all.end(), more.begin(), more.end());
    }
    std::vector<std::string_view> inherited(seed_names.begin(), seed_names.end());
    // The node exporter's, which dashboards know as they are.
    for (const Measurement* measurement : all)
        for (const FieldSpec& field : measurement->fields())
            if (field.metric.starts_with("node_")) inherited.push_back(field.metric);
    for (const Error& error : validate_measurements(all, inherited))
        ADD_FAILURE() << error.message;
}

}  // namespace
}  // namespace nodewatch::app
