#include "sim/betanet/service.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch::sim::betanet {
namespace {

/// One packet of a hundred is lost.
constexpr std::uint64_t packets_for_one_lost = 100;
constexpr std::uint64_t bytes_per_packet = 512;

}  // namespace

Service::Service(Now start) : started_(start.steady) {
    for (const char* name : {"mixnode-1", "mixnode-2", "mixnode-3", "mixnode-4", "mixnode-5"})
        mixnodes.push_back({.id = name, .latency_ms = 0.8});
    mixnodes.push_back({.id = "mixnode-6", .active = false});
    mixnodes.push_back({.id = "mixnode-7", .active = false});
}

void Service::work(std::uint64_t packets) {
    for (Mixnode& mixnode : mixnodes) {
        if (!mixnode.active) continue;
        const std::uint64_t lost = packets / packets_for_one_lost;
        mixnode.processed += packets;
        mixnode.forwarded += packets - lost;
        mixnode.dropped += lost;
        bytes_received += packets * bytes_per_packet;
        bytes_transmitted += (packets - lost) * bytes_per_packet;
    }
}

void Service::restart(Now now) {
    started_ = now.steady;
    bytes_transmitted = bytes_received = 0;
    for (Mixnode& mixnode : mixnodes)
        mixnode.processed = mixnode.forwarded = mixnode.dropped = 0;
}

Service::Totals Service::totals() const {
    Totals all;
    for (const Mixnode& mixnode : mixnodes) {
        all.active += mixnode.active ? 1 : 0;
        all.processed += mixnode.processed;
        all.forwarded += mixnode.forwarded;
        all.dropped += mixnode.dropped;
    }
    return all;
}

std::uint64_t Service::uptime_seconds(Now now) const {
    return static_cast<std::uint64_t>(elapsed(started_, now.steady) / std::chrono::seconds{1});
}

std::string Service::api_metrics() const {
    const Totals all = totals();
    JsonWriter json;
    json.begin_object().member("packets_processed", all.processed);
    return json.member("packets_dropped", all.dropped).end_object().take();
}

std::string Service::api_nodes() const {
    const std::uint64_t active = totals().active, total = mixnodes.size();
    JsonWriter json;
    json.begin_object().member("active_nodes", active).member("inactive_nodes", total - active);
    return json.member("total_nodes", total).end_object().take();
}

std::string Service::api_stats() const {
    JsonWriter json;
    json.begin_object().member("bytes_transmitted", bytes_transmitted);
    json.member("bytes_received", bytes_received).member("avg_latency_ms", latency_ms);
    return json.member("peak_throughput", peak_throughput).end_object().take();
}

std::string Service::status(Now now) const {
    const Totals all = totals();
    const auto unix_seconds = now.wall.time_since_epoch() / std::chrono::seconds{1};
    JsonWriter json;
    json.begin_object().member("status", mixnodes.empty() ? "idle" : "operational");
    json.member("active_nodes", all.active).member("connections", all.active);
    json.member("avg_latency_ms", latency_ms).member("packets_processed", all.processed);
    return json.member("timestamp", std::to_string(unix_seconds)).end_object().take();
}

std::string Service::list_mixnodes(Now now) const {
    JsonWriter json;
    json.begin_array();
    for (const Mixnode& mixnode : mixnodes) {
        json.begin_object().member("id", mixnode.id);
        json.member("status", mixnode.active ? "active" : "stopped");
        json.member("packets_processed", mixnode.processed);
        json.member("packets_forwarded", mixnode.forwarded);
        json.member("packets_dropped", mixnode.dropped);
        json.member("uptime_seconds", uptime_seconds(now));
        json.member("avg_latency_ms", mixnode.latency_ms).end_object();
    }
    return json.end_array().take();
}

std::string Service::metrics(Now now) const {
    const Totals all = totals();
    std::string text;
    const auto line = [&text](std::string_view name, std::string_view type, double value) {
        text += fmt::format("# TYPE {0} {1}\n{0} {2}\n", name, type, format_double(value));
    };
    line("betanet_nodes_total", "gauge", static_cast<double>(mixnodes.size()));
    line("betanet_nodes_active", "gauge", static_cast<double>(all.active));
    line("betanet_packets_processed_total", "counter", static_cast<double>(all.processed));
    line("betanet_packets_forwarded_total", "counter", static_cast<double>(all.forwarded));
    line("betanet_packets_dropped_total", "counter", static_cast<double>(all.dropped));
    line("betanet_avg_latency_ms", "gauge", latency_ms);
    line("betanet_uptime_seconds", "counter", static_cast<double>(uptime_seconds(now)));
    return text;
}

}  // namespace nodewatch::sim::betanet
