#include "networks/betanet/wording.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"

namespace nodewatch::betanet {
namespace {

void add(std::string& text, std::string_view name, const std::optional<double>& value,
         std::string_view unit = "") {
    if (!value) return;
    if (!text.empty()) text += ", ";
    text.append(name).append("=").append(format_double(*value)).append(unit);
}

}  // namespace

std::string describe(const Answer& answer) {
    std::string text = answer.status ? "status=" + *answer.status : "";
    add(text, "nodes", answer.total_nodes);
    add(text, "active", answer.active_nodes);
    add(text, "messages", answer.packets_processed);
    add(text, "dropped", answer.packets_dropped);
    add(text, "bytes", answer.bytes_transmitted);
    add(text, "latency", answer.latency_seconds, "s");
    add(text, "uptime", answer.uptime_seconds, "s");
    return text;
}

std::string describe_shown(const Endpoints& endpoints, SteadyTime now) {
    std::string text;
    for (const EndpointState& endpoint : endpoints.list()) {
        const auto entry = endpoint.shown(now);
        if (!entry) continue;
        if (!text.empty()) text += "; ";
        text.append(endpoint.spec().name).append(": ").append(describe(*entry->value));
    }
    return "Updated metrics: " + text;
}

std::string describe(const Retry& retry, unsigned attempts, SteadyTime now) {
    return fmt::format("{}; attempt {} of {} {}", retry.error.message, retry.attempt, attempts,
                       now < retry.next ? "follows" : "is under way");
}

}  // namespace nodewatch::betanet
