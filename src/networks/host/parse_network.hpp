#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "networks/host/parse_kernel.hpp"

/// What the kernel says of its network protocols: proc(5) and
/// https://docs.kernel.org/networking/snmp_counter.html. Pure; what is not understood is left out.
namespace nodewatch::host {

/// /proc/net/netstat and /proc/net/snmp: a line of names and one of values for each protocol.
/// "TcpExt_ListenDrops".
NamedNumbers parse_netstat(std::string_view text);
/// /proc/net/snmp6: "Ip6_InOctets".
NamedNumbers parse_snmp6(std::string_view text);

/// /proc/net/sockstat and sockstat6: "TCP_inuse", "sockets_used".
NamedNumbers parse_sockstat(std::string_view text);

/// A line of /proc/net/softnet_stat: the work of one processor with packets.
struct SoftnetCounters {
    std::string cpu;
    std::optional<double> processed, dropped, times_squeezed, received_rps, flow_limit_count;
};
std::vector<SoftnetCounters> parse_softnet(std::string_view text);

/// /proc/net/stat/nf_conntrack: sums over the processors, by the names of its heading.
NamedNumbers parse_conntrack_stat(std::string_view text);

/// Tables of sockets: /proc/net/tcp, udp and the same with 6. Bytes that wait in their queues.
struct SocketTable {
    std::map<std::string, double> states;  ///< "established": sockets in it; for TCP
    double receive_queue = 0, transmit_queue = 0;
};
SocketTable parse_sockets(std::string_view text);

}  // namespace nodewatch::host
