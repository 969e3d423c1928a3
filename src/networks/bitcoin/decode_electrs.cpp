#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "networks/bitcoin/indexers.hpp"
#include "store/text_import.hpp"

namespace nodewatch::bitcoin {
namespace {

/// Of electrs: some hundred.
constexpr std::size_t max_series = 4'096;
constexpr std::string_view electrs_prefix = "electrs_";

/// Keeps what the reader of the text format finds.
class CollectedSamples final : public store::SampleSink {
public:
    Result<store::SeriesId> series(const store::Labels& labels) override {
        if (labels_.size() == max_series)
            return failure(ErrorKind::too_large, "the answer has too many series");
        labels_.push_back(labels);
        return static_cast<store::SeriesId>(labels_.size() - 1);
    }
    Result<store::Head::Counts> append(std::span<const store::Head::Sample> samples) override {
        samples_.insert(samples_.end(), samples.begin(), samples.end());
        return store::Head::Counts{.taken = samples.size()};
    }

    template <typename F>
    void for_each(F visit) const {
        for (const store::Head::Sample& sample : samples_)
            visit(labels_[sample.series], sample.value);
    }

private:
    std::vector<store::Labels> labels_;
    std::vector<store::Head::Sample> samples_;
};

/// Of "[                   1,                    2)": the lower edge.
std::optional<std::uint64_t> lower_edge(std::string_view range) {
    const auto comma = range.find(',');
    if (!range.starts_with('[') || comma == std::string_view::npos) return std::nullopt;
    const auto edge = parse_uint(trim(range.substr(1, comma - 1)));
    return edge ? std::optional(std::min(*edge, highest_band)) : std::nullopt;
}

void add_to(std::optional<double>& sum, double value) {
    sum = sum.value_or(0) + value;
}

/// True for a metric of electrs.
bool read_metric(std::string_view name, const store::Labels& labels, double value,
                 ElectrsMetrics& metrics) {
    const bool is_prefixed = name.starts_with(electrs_prefix);
    if (is_prefixed) name.remove_prefix(electrs_prefix.size());
    if (!(value >= 0)) return is_prefixed;
    if (name == "index_height" && labels.get("type") == "tip") {
        metrics.tip_height = static_cast<std::uint64_t>(std::min(value, 1e15));
        return true;
    }
    if (name == "mempool_txs_vsize" || name == "mempool_txs_count") {
        const auto edge = lower_edge(labels.get("fee_rate"));
        if (!edge) return is_prefixed;
        ElectrsMetrics::Band& band = metrics.bands[*edge];
        add_to(name == "mempool_txs_vsize" ? band.vsize : band.transactions, value);
        return true;
    }
    if (name == "rpc_duration_count" || name == "rpc_duration_sum") {
        const std::string method(labels.get("method"));
        if (method.empty()) return is_prefixed;
        if (metrics.methods.size() >= max_methods && !metrics.methods.contains(method)) return true;
        ElectrsMetrics::Method& entry = metrics.methods[method];
        (name == "rpc_duration_count" ? entry.requests : entry.seconds) = value;
        return true;
    }
    return is_prefixed;
}

}  // namespace

Result<ElectrsMetrics> decode_electrs(std::string_view body) {
    CollectedSamples samples;
    constexpr std::int64_t any_time = 0;
    if (const auto read = store::TextImport(samples).run(body, any_time); !read)
        return failure(read.error());
    ElectrsMetrics metrics;
    bool any = false;
    samples.for_each([&](const store::Labels& labels, double value) {
        any = read_metric(labels.metric_name(), labels, value, metrics) || any;
    });
    if (!any) return failure(ErrorKind::parse, "the answer has no metric of electrs");
    return metrics;
}

}  // namespace nodewatch::bitcoin
