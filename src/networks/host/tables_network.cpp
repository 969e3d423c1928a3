// Which values of network protocols and sockets are told, and under which names.

#include <array>

#include "networks/host/measurements_network.hpp"

namespace nodewatch::host {
namespace {

constexpr NamedValue value(std::string_view name, std::string_view metric) {
    return {name, metric};
}

constexpr NamedValue bytes_now(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::gauge, "bytes"};
}

constexpr NamedValue octets(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::counter, "bytes"};
}

constexpr NamedValue events(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::counter};
}

// What the node exporter tells of them by default, and three more that its dashboards use.
constexpr std::array netstat_values = {
    events("TcpExt_SyncookiesSent", "node_netstat_TcpExt_SyncookiesSent"),
    events("TcpExt_SyncookiesRecv", "node_netstat_TcpExt_SyncookiesRecv"),
    events("TcpExt_SyncookiesFailed", "node_netstat_TcpExt_SyncookiesFailed"),
    events("TcpExt_ListenOverflows", "node_netstat_TcpExt_ListenOverflows"),
    events("TcpExt_ListenDrops", "node_netstat_TcpExt_ListenDrops"),
    events("TcpExt_TCPTimeouts", "node_netstat_TcpExt_TCPTimeouts"),
    events("TcpExt_TCPSynRetrans", "node_netstat_TcpExt_TCPSynRetrans"),
    octets("IpExt_InOctets", "node_netstat_IpExt_InOctets"),
    octets("IpExt_OutOctets", "node_netstat_IpExt_OutOctets"),
    value("Ip_Forwarding", "node_netstat_Ip_Forwarding"),
    events("Icmp_InMsgs", "node_netstat_Icmp_InMsgs"),
    events("Icmp_InErrors", "node_netstat_Icmp_InErrors"),
    events("Icmp_OutMsgs", "node_netstat_Icmp_OutMsgs"),
    events("Tcp_ActiveOpens", "node_netstat_Tcp_ActiveOpens"),
    events("Tcp_PassiveOpens", "node_netstat_Tcp_PassiveOpens"),
    value("Tcp_CurrEstab", "node_netstat_Tcp_CurrEstab"),
    events("Tcp_InSegs", "node_netstat_Tcp_InSegs"),
    events("Tcp_OutSegs", "node_netstat_Tcp_OutSegs"),
    events("Tcp_RetransSegs", "node_netstat_Tcp_RetransSegs"),
    events("Tcp_InErrs", "node_netstat_Tcp_InErrs"),
    events("Tcp_OutRsts", "node_netstat_Tcp_OutRsts"),
    events("Udp_InDatagrams", "node_netstat_Udp_InDatagrams"),
    events("Udp_NoPorts", "node_netstat_Udp_NoPorts"),
    events("Udp_InErrors", "node_netstat_Udp_InErrors"),
    events("Udp_OutDatagrams", "node_netstat_Udp_OutDatagrams"),
    events("Udp_RcvbufErrors", "node_netstat_Udp_RcvbufErrors"),
    events("Udp_SndbufErrors", "node_netstat_Udp_SndbufErrors"),
    events("UdpLite_InErrors", "node_netstat_UdpLite_InErrors"),
    octets("Ip6_InOctets", "node_netstat_Ip6_InOctets"),
    octets("Ip6_OutOctets", "node_netstat_Ip6_OutOctets"),
    events("Icmp6_InMsgs", "node_netstat_Icmp6_InMsgs"),
    events("Icmp6_InErrors", "node_netstat_Icmp6_InErrors"),
    events("Icmp6_OutMsgs", "node_netstat_Icmp6_OutMsgs"),
    events("Udp6_InDatagrams", "node_netstat_Udp6_InDatagrams"),
    events("Udp6_NoPorts", "node_netstat_Udp6_NoPorts"),
    events("Udp6_InErrors", "node_netstat_Udp6_InErrors"),
    events("Udp6_OutDatagrams", "node_netstat_Udp6_OutDatagrams"),
    events("Udp6_RcvbufErrors", "node_netstat_Udp6_RcvbufErrors"),
    events("Udp6_SndbufErrors", "node_netstat_Udp6_SndbufErrors"),
    events("UdpLite6_InErrors", "node_netstat_UdpLite6_InErrors"),
    events("TcpExt_TCPOFOQueue", "node_netstat_TcpExt_TCPOFOQueue"),
    events("TcpExt_TCPRcvQDrop", "node_netstat_TcpExt_TCPRcvQDrop"),
    value("Tcp_MaxConn", "node_netstat_Tcp_MaxConn"),
};

constexpr std::array sockstat_values = {
    value("sockets_used", "node_sockstat_sockets_used"),
    value("TCP_inuse", "node_sockstat_TCP_inuse"),
    value("TCP_orphan", "node_sockstat_TCP_orphan"),
    value("TCP_tw", "node_sockstat_TCP_tw"),
    value("TCP_alloc", "node_sockstat_TCP_alloc"),
    value("TCP_mem", "node_sockstat_TCP_mem"),
    value("UDP_inuse", "node_sockstat_UDP_inuse"),
    value("UDP_mem", "node_sockstat_UDP_mem"),
    value("UDPLITE_inuse", "node_sockstat_UDPLITE_inuse"),
    value("RAW_inuse", "node_sockstat_RAW_inuse"),
    value("FRAG_inuse", "node_sockstat_FRAG_inuse"),
    value("TCP6_inuse", "node_sockstat_TCP6_inuse"),
    value("UDP6_inuse", "node_sockstat_UDP6_inuse"),
    value("UDPLITE6_inuse", "node_sockstat_UDPLITE6_inuse"),
    value("RAW6_inuse", "node_sockstat_RAW6_inuse"),
    value("FRAG6_inuse", "node_sockstat_FRAG6_inuse"),
    bytes_now("FRAG_memory", "node_sockstat_FRAG_memory"),
    bytes_now("FRAG6_memory", "node_sockstat_FRAG6_memory"),
    bytes_now("TCP_mem_bytes", "node_sockstat_TCP_mem_bytes"),
    bytes_now("UDP_mem_bytes", "node_sockstat_UDP_mem_bytes"),
};

}  // namespace

const NamedMeasurement netstat_measurement("host_netstat", "Counters of the network protocols", {},
                                           "/proc/net/netstat, snmp and snmp6", netstat_values);
const NamedMeasurement sockstat_measurement("host_sockstat", "Sockets of the host", {},
                                            "/proc/net/sockstat and sockstat6", sockstat_values);
const SoftnetMeasurement softnet_measurement;
const ConntrackMeasurement conntrack_measurement;
const TcpStateMeasurement tcp_state_measurement;
const UdpQueueMeasurement udp_queue_measurement;

}  // namespace nodewatch::host
