#pragma once

#include <array>

#include "networks/host/named_measurement.hpp"

/// Network protocols and sockets. Names and labels are the node exporter's.
namespace nodewatch::host {

struct SoftnetMeasurement : Measurement {
    SoftnetMeasurement()
        : Measurement("host_softnet", "Work of each processor with packets", {"cpu"}) {}

    Field processed =
        counter("processed", "node_softnet_processed_total", "1", "Packets that were processed");
    Field dropped =
        counter("dropped", "node_softnet_dropped_total", "1", "Packets dropped for a full queue");
    Field squeezed = counter("times_squeezed", "node_softnet_times_squeezed_total", "1",
                             "Times that its share of time was over before the packets were");
    Field received_rps = counter("received_rps", "node_softnet_received_rps_total", "1",
                                 "Times that another processor asked it to work on packets");
    Field flow_limit = counter("flow_limit_count", "node_softnet_flow_limit_count_total", "1",
                               "Times that the limit of a flow was reached");
};

struct ConntrackMeasurement : Measurement {
    ConntrackMeasurement()
        : Measurement("host_conntrack", "Connections that the firewall tracks") {}

    Field entries =
        gauge("entries", "node_nf_conntrack_entries", "1", "Connections that are tracked");
    Field limit =
        gauge("limit", "node_nf_conntrack_entries_limit", "1", "How many may be; more are dropped");
    Field found = stat("found", "Searches that found an entry");
    Field invalid = stat("invalid", "Packets that cannot be tracked");
    Field ignore = stat("ignore", "Packets that are tracked already");
    Field insert = stat("insert", "Entries that were inserted");
    Field insert_failed = stat("insert_failed", "Entries that could not be inserted");
    Field drop = stat("drop", "Packets dropped because no entry could be made");
    Field early_drop = stat("early_drop", "Entries dropped to make room for new ones");
    Field search_restart = stat("search_restart", "Searches begun again");

private:
    Field stat(const std::string& name, std::string help) {
        return counter("stat_" + name, "node_nf_conntrack_stat_" + name, "1", std::move(help));
    }
};

struct TcpStateMeasurement : Measurement {
    TcpStateMeasurement()
        : Measurement("host_tcp_states", "TCP sockets by state, and bytes in their queues",
                      {"state"}) {}

    Field sockets = gauge("sockets", "node_tcp_connection_states", "1",
                          "Sockets in the state; bytes for rx_queued_bytes and tx_queued_bytes");
};

struct UdpQueueMeasurement : Measurement {
    UdpQueueMeasurement()
        : Measurement("host_udp_queues", "Bytes in the queues of UDP sockets", {"ip", "queue"}) {}

    Field bytes = gauge("bytes", "node_udp_queues", "bytes", "Bytes that wait in the queues");
};

extern const NamedMeasurement netstat_measurement, sockstat_measurement;
extern const SoftnetMeasurement softnet_measurement;
extern const ConntrackMeasurement conntrack_measurement;
extern const TcpStateMeasurement tcp_state_measurement;
extern const UdpQueueMeasurement udp_queue_measurement;

}  // namespace nodewatch::host
