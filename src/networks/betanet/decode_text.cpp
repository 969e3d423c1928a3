#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/strings.hpp"
#include "networks/betanet/buckets.hpp"
#include "networks/betanet/decode.hpp"
#include "networks/betanet/members.hpp"
#include "store/sample_line.hpp"
#include "store/series_text.hpp"

namespace nodewatch::betanet {
namespace {

/// A Betanet server has some twenty, one that has the seed's metrics too some hundred.
constexpr std::size_t max_lines = 4'096;
constexpr std::size_t max_shown_bytes = 80;

/// The samples without labels by their names, and the buckets by name and bound.
struct Samples {
    std::map<std::string, double, std::less<>> plain;
    std::map<std::string, std::map<double, double>, std::less<>> buckets;
};

Result<store::Labels> read_labels(std::string_view series) {
    store::ImportedLabels labels;
    if (const auto read = labels.read(series); !read) return failure(read.error());
    return labels.finish();
}

/// A line that cannot be read is a flaw, and the others count.
void read_line(std::string_view line, Samples& samples, Answer& answer) {
    const auto sample = store::parse_prometheus_line(line);
    if (sample && sample->series.empty()) return;
    const auto labels =
        sample ? read_labels(sample->series) : Result<store::Labels>(failure(sample.error()));
    if (!labels) {
        add_flaw(answer, fmt::format("a line cannot be read: {}",
                                     abbreviate(escape_controls(line), max_shown_bytes)));
        return;
    }
    const std::string name(labels->metric_name());
    if (labels->size() == 1) samples.plain.insert_or_assign(name, sample->value);
    const auto bound = store::parse_sample_value(labels->get("le"));
    if (labels->size() == 2 && bound) samples.buckets[name].insert_or_assign(*bound, sample->value);
}

Samples read_samples(std::string_view text, Answer& answer) {
    Samples samples;
    for (std::size_t lines = 0; !text.empty() && lines < max_lines; ++lines) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) {
            // A number that was cut off would be taken for another one.
            add_flaw(answer, "the last line has no end and is left out");
            break;
        }
        read_line(text.substr(0, end), samples, answer);
        text.remove_prefix(end + 1);
        if (lines + 1 == max_lines && !text.empty())
            add_flaw(answer, fmt::format("lines after the first {} are left out", max_lines));
    }
    return samples;
}

/// Takes values out of the samples, and notes those that are none.
class Taker {
public:
    Taker(const Samples& samples, Answer& answer) : samples_(samples), answer_(answer) {}

    std::optional<double> count(std::string_view name) {
        auto value = amount(name);
        if (!value || is_count(*value)) return value;
        return refuse(name, "no whole number");
    }
    /// Not negative and finite.
    std::optional<double> amount(std::string_view name) {
        const auto found = samples_.plain.find(name);
        if (found == samples_.plain.end()) return std::nullopt;
        const double value = found->second;
        if (!std::isfinite(value)) return refuse(name, "no finite number");
        if (value < 0) return refuse(name, "negative");
        any_ = true;
        return value;
    }
    /// Only with exactly these buckets, which are those of the declaration, and +Inf.
    std::optional<ToldHistogram> histogram(const std::string& name,
                                           const std::vector<double>& bounds) {
        const auto found = samples_.buckets.find(name + "_bucket");
        const auto sum = amount(name + "_sum");
        const auto count = amount(name + "_count");
        if (found == samples_.buckets.end() || !sum || !count) return std::nullopt;
        ToldHistogram histogram{.cumulative = {}, .count = *count, .sum = *sum};
        double before = 0;
        std::size_t place = 0;
        for (const auto& [bound, value] : found->second) {
            const double expected = place < bounds.size() ? bounds[place] : INFINITY;
            if (bound != expected || !(value >= before) || !std::isfinite(value)) break;
            before = value;
            if (place++ < bounds.size()) histogram.cumulative.push_back(value);
        }
        if (place == bounds.size() + 1 && found->second.size() == place && before == *count)
            return histogram;
        add_flaw(answer_, fmt::format("{} has other buckets than expected", name));
        return std::nullopt;
    }
    bool any() const { return any_; }

private:
    std::optional<double> refuse(std::string_view name, std::string_view what) {
        add_flaw(answer_, fmt::format("{} is {}", name, what));
        return std::nullopt;
    }

    const Samples& samples_;
    Answer& answer_;
    bool any_ = false;
};

std::optional<double> first_of(std::optional<double> first, std::optional<double> second) {
    return first ? first : second;
}

void take_further(Taker& taker, FurtherMetrics& further) {
    further.mixnode_failures = taker.count("betanet_mixnode_failures_total");
    further.routing_failures = taker.count("betanet_routing_failures_total");
    further.vrf_verifications = taker.count("betanet_vrf_verifications_total");
    further.vrf_failures = taker.count("betanet_vrf_failures_total");
    further.routing_latency =
        taker.histogram("betanet_routing_latency_seconds", routing_latency_bounds);
    further.circuit_build = taker.histogram("betanet_circuit_build_seconds", circuit_build_bounds);
}

}  // namespace

Result<Answer> decode_server_metrics(std::string_view body) {
    // A proxy that makes up answers makes up JSON.
    if (body.starts_with('{'))
        if (const auto document = parse_answer(body);
            !document && document.error().code == mock_code)
            return failure(document.error());
    Answer answer;
    const Samples samples = read_samples(body, answer);
    Taker taker(samples, answer);
    answer.total_nodes =
        first_of(taker.count("betanet_nodes_total"), taker.count("betanet_connected_peers"));
    answer.active_nodes =
        first_of(taker.count("betanet_nodes_active"), taker.count("betanet_mixnode_active"));
    if (answer.total_nodes && answer.active_nodes && *answer.active_nodes <= *answer.total_nodes)
        answer.inactive_nodes = *answer.total_nodes - *answer.active_nodes;
    answer.packets_processed = first_of(taker.count("betanet_packets_processed_total"),
                                        taker.count("betanet_messages_total"));
    answer.packets_forwarded = taker.count("betanet_packets_forwarded_total");
    answer.packets_dropped = taker.count("betanet_packets_dropped_total");
    answer.bytes_transmitted = taker.count("betanet_bytes_transmitted_total");
    answer.bytes_received = taker.count("betanet_bytes_received_total");
    if (const auto latency = taker.amount("betanet_avg_latency_ms"))
        answer.latency_seconds = *latency / milliseconds_per_second;
    answer.uptime_seconds = taker.amount("betanet_uptime_seconds");
    take_further(taker, answer.further);
    if (!taker.any())
        return failure(ErrorKind::parse,
                       fmt::format("the answer has no metric of Betanet{}",
                                   answer.flaws.empty() ? "" : ": " + answer.flaws.front()));
    return answer;
}

}  // namespace nodewatch::betanet
