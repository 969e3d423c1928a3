#include "networks/betanet/points.hpp"

#include "networks/betanet/measurements.hpp"

namespace nodewatch::betanet {
namespace {

bool tells_nodes(const Answer& answer) {
    return answer.total_nodes || answer.active_nodes || answer.inactive_nodes;
}

std::vector<Point> nodes_points(const Answer& answer, Stamp stamp) {
    const auto& m = nodes_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.total, answer.total_nodes);
    point.set(m.active, answer.active_nodes);
    point.set(m.inactive, answer.inactive_nodes);
    return {point};
}

bool tells_traffic(const Answer& answer) {
    return answer.bytes_transmitted || answer.bytes_received || answer.peak_throughput ||
           answer.latency_seconds;
}

std::vector<Point> traffic_points(const Answer& answer, Stamp stamp) {
    const auto& m = traffic_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.transmitted, answer.bytes_transmitted);
    point.set(m.received, answer.bytes_received);
    point.set(m.peak, answer.peak_throughput);
    point.set(m.latency, answer.latency_seconds);
    return {point};
}

bool tells_packets(const Answer& answer) {
    return answer.packets_processed || answer.packets_dropped || answer.packets_forwarded;
}

std::vector<Point> packets_points(const Answer& answer, Stamp stamp) {
    const auto& m = packets_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.processed, answer.packets_processed);
    point.set(m.dropped, answer.packets_dropped);
    point.set(m.forwarded, answer.packets_forwarded);
    return {point};
}

bool tells_mixnodes(const Answer& answer) {
    return answer.mixnodes.has_value();
}

std::vector<Point> mixnode_points(const Answer& answer, Stamp stamp) {
    const auto& m = mixnode_measurement;
    std::vector<Point> points;
    points.reserve(answer.mixnodes->size());
    for (const Mixnode& mixnode : *answer.mixnodes) {
        Point& point = points.emplace_back(m, stamp.time, stamp.interval, std::vector{mixnode.id});
        if (mixnode.status) point.set(m.up, *mixnode.status == "active");
        point.set(m.processed, mixnode.processed);
        point.set(m.forwarded, mixnode.forwarded);
        point.set(m.dropped, mixnode.dropped);
        point.set(m.uptime, mixnode.uptime_seconds);
        point.set(m.latency, mixnode.latency_seconds);
    }
    return points;
}

void set(Point& point, const HistogramFields& fields, const std::optional<ToldHistogram>& told) {
    if (!told) return;
    for (std::size_t i = 0; i < fields.bounds.size(); ++i)
        point.set(fields.bucket(i), told->cumulative[i]);
    point.set(fields.infinite(), told->count);
    point.set(fields.sum(), told->sum);
    point.set(fields.count(), told->count);
}

bool tells_further(const Answer& answer) {
    return answer.further.any();
}

std::vector<Point> further_points(const Answer& answer, Stamp stamp) {
    const auto& m = further_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.mixnode_failures, answer.further.mixnode_failures);
    point.set(m.routing_failures, answer.further.routing_failures);
    point.set(m.vrf_verifications, answer.further.vrf_verifications);
    point.set(m.vrf_failures, answer.further.vrf_failures);
    set(point, m.routing_latency, answer.further.routing_latency);
    set(point, m.circuit_build, answer.further.circuit_build);
    return {point};
}

}  // namespace

const std::vector<Part>& parts() {
    static const std::vector<Part> all = {
        {nodes_measurement, false, tells_nodes, nodes_points},
        {traffic_measurement, false, tells_traffic, traffic_points},
        {packets_measurement, false, tells_packets, packets_points},
        {mixnode_measurement, true, tells_mixnodes, mixnode_points},
        {further_measurement, true, tells_further, further_points},
    };
    return all;
}

}  // namespace nodewatch::betanet
