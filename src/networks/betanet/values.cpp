#include "networks/betanet/values.hpp"

#include <algorithm>

namespace nodewatch::betanet {

const std::vector<Value>& values() {
    using enum ValueKind;
    static const std::vector<Value> all = {
        {&Answer::packets_processed, counter, {"metrics", "mixnodes", "status"}},
        {&Answer::packets_forwarded, counter, {"metrics", "mixnodes"}},
        {&Answer::packets_dropped, counter, {"metrics", "mixnodes"}},
        {&Answer::bytes_transmitted, counter, {"stats", "metrics"}},
        {&Answer::bytes_received, counter, {"stats", "metrics"}},
        {&Answer::total_nodes, gauge, {"nodes", "metrics", "mixnodes"}},
        {&Answer::active_nodes, gauge, {"nodes", "metrics", "mixnodes", "status"}},
        {&Answer::inactive_nodes, gauge, {"nodes", "metrics", "mixnodes"}},
        {&Answer::latency_seconds, gauge, {"stats", "metrics", "mixnodes", "status"}},
        {&Answer::peak_throughput, gauge, {"stats"}},
        {&Answer::uptime_seconds, gauge, {"metrics"}},
    };
    return all;
}

std::size_t latency_value() {
    const auto found = std::ranges::find(values(), &Answer::latency_seconds, &Value::member);
    return static_cast<std::size_t>(found - values().begin());
}

}  // namespace nodewatch::betanet
