#include "networks/host/parse_network.hpp"

#include <array>
#include <cstdint>

#include "base/strings.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

/// States of a socket, by their numbers in the kernel (include/net/tcp_states.h).
std::string_view state_name(double number) {
    constexpr std::array<std::string_view, 12> names = {
        "",          "established", "syn_sent",   "syn_recv", "fin_wait1", "fin_wait2",
        "time_wait", "close",       "close_wait", "last_ack", "listen",    "closing"};
    // A request that is not a whole socket yet.
    constexpr std::size_t new_syn_recv = 12;
    const auto index = static_cast<std::size_t>(number);
    if (index == new_syn_recv) return "syn_recv";
    return index > 0 && index < names.size() ? names[index] : "unknown";
}

}  // namespace

NamedNumbers parse_netstat(std::string_view text) {
    NamedNumbers values;
    std::string_view names, numbers;
    while (take_line(text, names) && take_line(text, numbers)) {
        const std::string_view protocol = take_word(names);
        if (!protocol.ends_with(':') || take_word(numbers) != protocol) continue;
        const std::string prefix = std::string(protocol.substr(0, protocol.size() - 1)) + "_";
        for (auto name = take_word(names); !name.empty(); name = take_word(names))
            if (const auto number = take_number(numbers))
                values.emplace_back(prefix + std::string(name), *number);
    }
    return values;
}

NamedNumbers parse_snmp6(std::string_view text) {
    NamedNumbers values;
    for (auto& [name, value] : parse_names_and_numbers(text)) {
        const std::size_t six = name.find('6');
        if (six == std::string::npos) continue;
        values.emplace_back(name.substr(0, six + 1) + "_" + name.substr(six + 1), value);
    }
    return values;
}

NamedNumbers parse_sockstat(std::string_view text) {
    NamedNumbers values;
    for (std::string_view line; take_line(text, line);) {
        const std::string_view protocol = take_word(line);
        if (!protocol.ends_with(':')) continue;
        const std::string prefix = std::string(protocol.substr(0, protocol.size() - 1)) + "_";
        for (auto name = take_word(line); !name.empty(); name = take_word(line))
            if (const auto number = take_number(line))
                values.emplace_back(prefix + std::string(name), *number);
    }
    return values;
}

std::vector<SoftnetCounters> parse_softnet(std::string_view text) {
    // Columns as in softnet_seq_show() of the kernel's net/core/net-procfs.c.
    constexpr std::size_t processed = 0, dropped = 1, squeezed = 2, rps = 9, flow_limit = 10,
                          cpu = 12;
    std::vector<SoftnetCounters> all;
    for (std::string_view line; take_line(text, line);) {
        std::vector<std::optional<double>> columns;
        for (auto word = take_word(line); !word.empty(); word = take_word(line))
            columns.push_back(parse_hex(word));
        const auto column = [&](std::size_t index) {
            return index < columns.size() ? columns[index] : std::nullopt;
        };
        if (!column(squeezed)) continue;
        SoftnetCounters counters;
        // Older kernels do not tell the processor: lines are in their order.
        const double number = column(cpu).value_or(static_cast<double>(all.size()));
        counters.cpu = std::to_string(static_cast<std::uint64_t>(number));
        counters.processed = column(processed);
        counters.dropped = column(dropped);
        counters.times_squeezed = column(squeezed);
        counters.received_rps = column(rps);
        counters.flow_limit_count = column(flow_limit);
        all.push_back(std::move(counters));
    }
    return all;
}

NamedNumbers parse_conntrack_stat(std::string_view text) {
    NamedNumbers values;
    std::string_view line;
    take_line(text, line);
    for (auto name = take_word(line); !name.empty(); name = take_word(line))
        values.emplace_back(name, 0);
    bool any = false;
    while (take_line(text, line)) {
        any = true;
        for (auto& [name, value] : values)
            value += parse_hex(take_word(line)).value_or(0);
    }
    return any ? values : NamedNumbers{};
}

SocketTable parse_sockets(std::string_view text) {
    SocketTable table;
    std::string_view line;
    take_line(text, line);  // the heading
    while (take_line(text, line)) {
        for (int passed_over = 0; passed_over < 3; ++passed_over)
            take_word(line);  // number, local and remote address
        const auto state = parse_hex(take_word(line));
        const std::string_view queues = take_word(line);  // transmit:receive
        const std::size_t colon = queues.find(':');
        if (!state || colon == std::string_view::npos) continue;
        ++table.states[std::string(state_name(*state))];
        table.transmit_queue += parse_hex(queues.substr(0, colon)).value_or(0);
        table.receive_queue += parse_hex(queues.substr(colon + 1)).value_or(0);
    }
    return table;
}

}  // namespace nodewatch::host
