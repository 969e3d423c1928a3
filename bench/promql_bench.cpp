// What queries cost over series in memory: the shapes of queries that dashboards send, from one
// value of many series to 30 days of one series. Prints samples that were looked at by the source a
// second; windows that overlap look at most of them many times.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "promql/engine.hpp"
#include "promql/parser.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::promql {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

void add_series(store::MemorySource& source, const store::Labels& labels, std::int64_t interval,
                std::int64_t length, bool counter) {
    std::uint64_t random = 88'172'645'463'325'252;
    double value = 0;
    for (std::int64_t time = 0; time <= length; time += interval) {
        random ^= random << 13U;
        random ^= random >> 7U;
        random ^= random << 17U;
        const auto noise = static_cast<double>(random % 1'000);
        value = counter ? (random % 50'000 == 0 ? 0 : value + noise) : noise / 8;
        source.append(labels, time, value);
    }
}

/// 30 days of one node.
const store::MemorySource& one_node() {
    static const store::MemorySource source = [] {
        store::MemorySource made;
        add_series(made, {{"__name__", "gauge"}, {"node", "n0"}}, 5 * second, 30 * day, false);
        add_series(made, {{"__name__", "fast"}, {"node", "n0"}}, second, 30 * day, false);
        add_series(made, {{"__name__", "counter"}, {"node", "n0"}}, 5 * second, 30 * day, true);
        return made;
    }();
    return source;
}

/// A day of 20 nodes: two series at 5 s, and 49 more names for instant queries.
const store::MemorySource& many_nodes() {
    static const store::MemorySource source = [] {
        store::MemorySource made;
        for (int n = 0; n < 20; ++n) {
            const std::string node = "validator-" + std::to_string(n);
            const auto labels = [&](const std::string& name) {
                return store::Labels{
                    {"__name__", name}, {"instance", node}, {"job", n % 2 ? "xrpl" : "spare"}};
            };
            add_series(made, labels("gauge"), 5 * second, day, false);
            add_series(made, labels("counter"), 5 * second, day, true);
            for (int i = 0; i < 49; ++i)
                add_series(made, labels("metric_" + std::to_string(i)), minute, 10 * minute, false);
        }
        return made;
    }();
    return source;
}

/// Counts what is read.
class CountingSource final : public store::SeriesSource {
public:
    explicit CountingSource(const store::SeriesSource& source) : source_(source) {}

    Result<std::unique_ptr<store::Selection>> select(const std::vector<store::Matcher>& matchers,
                                                     store::TimeRange range,
                                                     std::size_t max_series) const override {
        auto selection = source_.select(matchers, range, max_series);
        if (!selection) return selection;
        store::Samples samples;
        for (std::size_t i = 0; i < (*selection)->size(); ++i)
            (void)(*selection)->read(i, range, samples);
        read += samples.size();
        return selection;
    }
    Result<> for_each_series(
        const std::vector<store::Matcher>& matchers, store::TimeRange range,
        const std::function<bool(const store::Labels&)>& visit) const override {
        return source_.for_each_series(matchers, range, visit);
    }

    mutable std::size_t read = 0;

private:
    const store::SeriesSource& source_;
};

struct Shape {
    std::int64_t start;
    std::int64_t end;
    std::int64_t step;  ///< 0: instant, at `end`
};

Result<QueryResult> run(const Expr& expr, Shape shape, const store::SeriesSource& source) {
    const Settings settings;
    if (shape.step == 0) return evaluate(expr, shape.end, source, settings);
    return evaluate(expr, shape.start, shape.end, shape.step, source, settings);
}

void query(benchmark::State& state, const char* text, Shape shape,
           const store::MemorySource& (*source)()) {
    const auto expr = parse(text);
    const CountingSource counting(source());
    const auto first = run(**expr, shape, counting);
    if (!first) return state.SkipWithError(first.error().message.c_str());
    for (auto _ : state)
        benchmark::DoNotOptimize(run(**expr, shape, source()));
    state.counters["series"] = static_cast<double>(first->series.size());
    state.counters["samples/s"] = benchmark::Counter(static_cast<double>(counting.read),
                                                     benchmark::Counter::kIsIterationInvariantRate);
}

constexpr Shape instant{0, 10 * minute, 0};
constexpr Shape last_hour{30 * day - hour, 30 * day, 15 * second};
constexpr Shape last_day{29 * day, 30 * day, minute};
constexpr Shape month_hourly{hour, 30 * day, hour};
constexpr Shape month_fine{0, 30 * day, 5 * minute};
constexpr Shape one_day{0, day, minute};

#define QUERY(name, text, shape, source) \
    BENCHMARK_CAPTURE(query, name, text, shape, source)->Unit(benchmark::kMillisecond)

QUERY(instant_1020_series, "{job=~\".+\"}", instant, many_nodes);
QUERY(range_1h_15s, "gauge", last_hour, one_node);
QUERY(range_24h_60s, "gauge", last_day, one_node);
QUERY(range_30d_5m, "gauge", month_fine, one_node);
QUERY(avg_1h_30d_1h, "avg_over_time(gauge[1h])", month_hourly, one_node);
QUERY(avg_1h_30d_1h_fast, "avg_over_time(fast[1h])", month_hourly, one_node);
QUERY(avg_1h_24h_60s, "avg_over_time(gauge[1h])", last_day, one_node);
QUERY(max_1h_24h_60s, "max_over_time(gauge[1h])", last_day, one_node);
QUERY(max_1h_30d_1h, "max_over_time(gauge[1h])", month_hourly, one_node);
QUERY(stddev_1h_24h_60s, "stddev_over_time(gauge[1h])", last_day, one_node);
QUERY(rate_5m_24h_60s, "rate(counter[5m])", last_day, one_node);
QUERY(rate_5m_30d_1h, "rate(counter[5m])", month_hourly, one_node);
QUERY(quantile_1h_24h_60s, "quantile_over_time(0.99, gauge[1h])", last_day, one_node);
QUERY(quantile_1h_30d_1h, "quantile_over_time(0.99, gauge[1h])", month_hourly, one_node);
QUERY(quantile_24h_24h_60s, "quantile_over_time(0.99, gauge[1d])", last_day, one_node);
QUERY(subquery_24h_10s, "avg_over_time((gauge == bool 7)[24h:10s])", (Shape{0, 30 * day, 0}),
      one_node);
QUERY(sum_by_job, "sum by (job) (gauge)", one_day, many_nodes);
QUERY(sum_of_rates, "sum by (instance) (rate(counter[5m]))", one_day, many_nodes);
QUERY(topk_instant, "topk(5, gauge)", instant, many_nodes);
QUERY(topk_24h, "topk(5, gauge)", one_day, many_nodes);
QUERY(avg_5m_20_series, "avg_over_time(gauge[5m])", one_day, many_nodes);
QUERY(quantile_across, "quantile(0.9, gauge)", one_day, many_nodes);
QUERY(matched, "gauge / on(instance) counter", one_day, many_nodes);

}  // namespace
}  // namespace nodewatch::promql
