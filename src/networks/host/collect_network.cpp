#include <unistd.h>

#include "networks/host/collect.hpp"
#include "networks/host/measurements_network.hpp"
#include "networks/host/parse_network.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {

void collect_netstat(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    Point& point = look.add(reading, netstat_measurement);
    for (const char* name : {"net/netstat", "net/snmp"})
        for (const auto& [key, value] : parse_netstat(files.proc(name).value_or("")))
            netstat_measurement.set(point, key, value);
    for (const auto& [key, value] : parse_snmp6(files.proc("net/snmp6").value_or("")))
        netstat_measurement.set(point, key, value);
}

void collect_sockstat(const Look& look, Reading& reading) {
    constexpr std::string_view pages = "_mem";
    const auto page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
    Point& point = look.add(reading, sockstat_measurement);
    for (const char* name : {"net/sockstat", "net/sockstat6"}) {
        const auto text = look.view.files.proc(name);
        for (const auto& [key, value] : parse_sockstat(text.value_or(""))) {
            sockstat_measurement.set(point, key, value);
            if (key.ends_with(pages))
                sockstat_measurement.set(point, key + "_bytes", value * page_bytes);
        }
    }
}

void collect_softnet(const Look& look, Reading& reading) {
    const auto& m = softnet_measurement;
    for (const auto& cpu : parse_softnet(look.view.files.proc("net/softnet_stat").value_or(""))) {
        Point& point = look.add(reading, m, {cpu.cpu});
        point.set(m.processed, cpu.processed);
        point.set(m.dropped, cpu.dropped);
        point.set(m.squeezed, cpu.times_squeezed);
        point.set(m.received_rps, cpu.received_rps);
        point.set(m.flow_limit, cpu.flow_limit_count);
    }
}

void collect_conntrack(const Look& look, Reading& reading) {
    const auto& m = conntrack_measurement;
    const HostFiles& files = look.view.files;
    Point& point = look.add(reading, m);
    point.set(m.entries, only_number(files.proc("sys/net/netfilter/nf_conntrack_count")));
    point.set(m.limit, only_number(files.proc("sys/net/netfilter/nf_conntrack_max")));
    const std::pair<std::string_view, Field> stats[] = {{"found", m.found},
                                                        {"invalid", m.invalid},
                                                        {"ignore", m.ignore},
                                                        {"insert", m.insert},
                                                        {"drop", m.drop},
                                                        {"insert_failed", m.insert_failed},
                                                        {"early_drop", m.early_drop},
                                                        {"search_restart", m.search_restart}};
    for (const auto& [name, value] :
         parse_conntrack_stat(files.proc("net/stat/nf_conntrack").value_or("")))
        for (const auto& [known, field] : stats)
            if (known == name) point.set(field, value);
}

void collect_tcp_states(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    const auto text = files.proc("net/tcp");
    if (!text) return;
    // Half of the sockets would look like all of them: a host without IPv6 has no such file.
    const auto text6 = files.proc("net/tcp6");
    if (!text6 && files.has_proc("net/tcp6")) return;
    SocketTable all = parse_sockets(*text);
    const SocketTable six = parse_sockets(text6.value_or(""));
    for (const auto& [state, sockets] : six.states)
        all.states[state] += sockets;
    all.states["rx_queued_bytes"] = all.receive_queue + six.receive_queue;
    all.states["tx_queued_bytes"] = all.transmit_queue + six.transmit_queue;
    for (const auto& [state, sockets] : all.states)
        look.add(reading, tcp_state_measurement, {state})
            .set(tcp_state_measurement.sockets, sockets);
}

void collect_udp_queues(const Look& look, Reading& reading) {
    const auto& m = udp_queue_measurement;
    const std::pair<const char*, const char*> tables[] = {{"net/udp", "v4"}, {"net/udp6", "v6"}};
    for (const auto& [file, ip] : tables) {
        const auto text = look.view.files.proc(file);
        if (!text) continue;
        const SocketTable table = parse_sockets(*text);
        look.add(reading, m, {ip, "rx"}).set(m.bytes, table.receive_queue);
        look.add(reading, m, {ip, "tx"}).set(m.bytes, table.transmit_queue);
    }
}

}  // namespace nodewatch::host
