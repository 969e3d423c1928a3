#include "networks/betanet/decode.hpp"

#include <fmt/format.h>

#include <set>

#include "networks/betanet/members.hpp"

namespace nodewatch::betanet {
namespace {

/// An object, of which `read` takes the members.
template <typename Read>
Result<Answer> decode_object(std::string_view body, std::string_view expected, Read read) {
    const auto document = parse_answer(body);
    if (!document) return failure(document.error());
    if (!document->root.is_object())
        return failure(ErrorKind::parse, "the answer is no JSON object");
    Answer answer;
    Members members(document->root, answer);
    read(members, answer);
    if (!members.any())
        return failure(ErrorKind::parse,
                       fmt::format("the answer has no usable member ({} are expected){}", expected,
                                   answer.flaws.empty() ? "" : ": " + answer.flaws.front()));
    return answer;
}

void note_inconsistent_total(Answer& answer) {
    if (!answer.total_nodes || !answer.active_nodes || !answer.inactive_nodes) return;
    if (*answer.total_nodes == *answer.active_nodes + *answer.inactive_nodes) return;
    add_flaw(answer,
             fmt::format("total_nodes is {}, but {} are active and {} inactive",
                         *answer.total_nodes, *answer.active_nodes, *answer.inactive_nodes));
}

/// Sums over all mixnodes; absent where one of them does not tell.
class Sum {
public:
    void add(const std::optional<double>& value) {
        if (!value) known_ = false;
        sum_ += value.value_or(0);
    }
    std::optional<double> value() const { return known_ ? std::optional(sum_) : std::nullopt; }

private:
    double sum_ = 0;
    bool known_ = true;
};

/// The mean over all packets, as the server makes it from the same mixnodes: 0 before the first.
std::optional<double> mean_latency(const std::vector<Mixnode>& mixnodes) {
    double packets = 0, seconds = 0;
    for (const Mixnode& mixnode : mixnodes) {
        if (!mixnode.processed || !mixnode.latency_seconds) return std::nullopt;
        packets += *mixnode.processed;
        seconds += *mixnode.processed * *mixnode.latency_seconds;
    }
    return packets > 0 ? seconds / packets : 0;
}

void sum_up(Answer& answer) {
    double active = 0;
    Sum processed, forwarded, dropped;
    bool all_states_known = true;
    for (const Mixnode& mixnode : *answer.mixnodes) {
        if (!mixnode.status) all_states_known = false;
        if (mixnode.status == "active") ++active;
        processed.add(mixnode.processed);
        forwarded.add(mixnode.forwarded);
        dropped.add(mixnode.dropped);
    }
    const auto total = static_cast<double>(answer.mixnodes->size());
    answer.total_nodes = total + static_cast<double>(answer.mixnodes_left_out);
    if (answer.mixnodes_left_out > 0) return;
    if (all_states_known) {
        answer.active_nodes = active;
        answer.inactive_nodes = total - active;
    }
    answer.packets_processed = processed.value();
    answer.packets_forwarded = forwarded.value();
    answer.packets_dropped = dropped.value();
    answer.latency_seconds = mean_latency(*answer.mixnodes);
}

std::optional<Mixnode> decode_mixnode(const json::Element& element, Answer& answer) {
    if (!element.is_object()) return std::nullopt;
    Members members(element, answer, "mixnode: ");
    const auto id = members.text("id");
    if (!id) return std::nullopt;
    Mixnode mixnode;
    mixnode.id = *id;
    mixnode.status = members.text("status");
    mixnode.processed = members.count("packets_processed");
    mixnode.forwarded = members.count("packets_forwarded");
    mixnode.dropped = members.count("packets_dropped");
    mixnode.uptime_seconds = members.amount("uptime_seconds");
    mixnode.latency_seconds = members.milliseconds("avg_latency_ms");
    return mixnode;
}

}  // namespace

Result<Answer> decode_api_metrics(std::string_view body) {
    return decode_object(body, "packets_processed, packets_dropped",
                         [](Members& members, Answer& answer) {
                             answer.packets_processed = members.count("packets_processed");
                             answer.packets_dropped = members.count("packets_dropped");
                         });
}

Result<Answer> decode_api_nodes(std::string_view body) {
    return decode_object(body, "active_nodes, inactive_nodes, total_nodes",
                         [](Members& members, Answer& answer) {
                             answer.active_nodes = members.count("active_nodes");
                             answer.inactive_nodes = members.count("inactive_nodes");
                             answer.total_nodes = members.count("total_nodes");
                             note_inconsistent_total(answer);
                         });
}

Result<Answer> decode_api_stats(std::string_view body) {
    return decode_object(body, "bytes_transmitted, bytes_received, avg_latency_ms",
                         [](Members& members, Answer& answer) {
                             answer.bytes_transmitted = members.count("bytes_transmitted");
                             answer.bytes_received = members.count("bytes_received");
                             answer.latency_seconds = members.milliseconds("avg_latency_ms");
                             answer.peak_throughput = members.amount("peak_throughput");
                         });
}

Result<Answer> decode_server_status(std::string_view body) {
    return decode_object(body, "status, active_nodes, packets_processed",
                         [](Members& members, Answer& answer) {
                             answer.status = members.text("status");
                             answer.active_nodes = members.count("active_nodes");
                             answer.packets_processed = members.count("packets_processed");
                             answer.latency_seconds = members.milliseconds("avg_latency_ms");
                         });
}

Result<Answer> decode_server_mixnodes(std::string_view body) {
    const auto document = parse_answer(body);
    if (!document) return failure(document.error());
    json::Array array;
    if (document->root.get(array) != simdjson::SUCCESS)
        return failure(ErrorKind::parse, "the answer is no JSON array");
    Answer answer;
    answer.mixnodes.emplace();
    std::set<std::string> ids;
    std::size_t refused = 0;
    for (const json::Element& element : array) {
        if (answer.mixnodes->size() >= max_mixnodes) {
            ++answer.mixnodes_left_out;
            continue;
        }
        auto mixnode = decode_mixnode(element, answer);
        if (mixnode && ids.insert(mixnode->id).second)
            answer.mixnodes->push_back(std::move(*mixnode));
        else
            ++refused;
    }
    if (refused > 0 && answer.mixnodes->empty())
        return failure(ErrorKind::parse, "the answer has no entry with an id");
    if (refused > 0)
        add_flaw(answer, fmt::format("{} mixnodes have no id, or that of another", refused));
    else
        sum_up(answer);
    return answer;
}

}  // namespace nodewatch::betanet
