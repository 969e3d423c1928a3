#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "api/prometheus_json.hpp"
#include "api/prometheus_series.hpp"

namespace nodewatch::api {

namespace {

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

/// The ten largest, as [{"name":...,"value":...}].
void append_largest(std::string& out, std::string_view key, const Counts& counts) {
    constexpr std::size_t shown = 10;
    std::vector<std::pair<std::string, std::uint64_t>> all(counts.begin(), counts.end());
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return std::tie(b.second, a.first) < std::tie(a.second, b.first);
    });
    if (all.size() > shown) all.resize(shown);
    out += key;
    out += '[';
    for (const auto& [name, value] : all) {
        if (out.back() != '[') out += ',';
        out += R"({"name":)";
        append_json_string(out, name);
        out += R"(,"value":)" + std::to_string(value) + '}';
    }
    out += ']';
}

}  // namespace

Answer tsdb_status(const Question&, const QueryContext& context) {
    std::uint64_t series = 0;
    Counts by_metric;
    Counts by_pair;
    std::map<std::string, std::set<std::string>> values;
    const auto visited =
        context.source.for_each_series({}, {min_time, max_time}, [&](const store::Labels& labels) {
            ++series;
            ++by_metric[std::string(labels.metric_name())];
            for (const store::Label& label : labels) {
                ++by_pair[label.name + "=" + label.value];
                values[label.name].insert(label.value);
            }
            return true;
        });
    if (!visited) return refusal(visited.error());
    const auto head = context.source.head_statistics();
    if (!head) return refusal(head.error());
    Counts value_counts;
    Counts bytes;
    for (const auto& [name, texts] : values) {
        value_counts[name] = texts.size();
        for (const std::string& text : texts)
            bytes[name] += text.size();
    }
    std::string data = R"({"headStats":{"numSeries":)" + std::to_string(series);
    data += R"(,"numLabelPairs":)" + std::to_string(by_pair.size());
    // An empty head has the times that Prometheus gives to one.
    const store::TimeRange times = head->times.value_or(store::TimeRange{
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()});
    data += R"(,"chunkCount":)" + std::to_string(head->chunks);
    data += R"(,"minTime":)" + std::to_string(times.from);
    data += R"(,"maxTime":)" + std::to_string(times.to) + '}';
    append_largest(data, R"(,"seriesCountByMetricName":)", by_metric);
    append_largest(data, R"(,"labelValueCountByLabelName":)", value_counts);
    append_largest(data, R"(,"memoryInBytesByLabelName":)", bytes);
    append_largest(data, R"(,"seriesCountByLabelValuePair":)", by_pair);
    data += '}';
    return success(data);
}

}  // namespace nodewatch::api
