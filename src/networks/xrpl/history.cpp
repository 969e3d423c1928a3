#include "networks/xrpl/history.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace nodewatch::xrpl {

namespace {

using std::chrono::days;
constexpr std::int64_t day_ms = Duration{days{1}}.count();
/// How long before midnight a counter's last sample is looked for: a ledger closes every 4 s, so
/// what grows through a longer silence was not watched.
constexpr Duration counter_look_back = std::chrono::hours{1};

/// Calls `visit` with each value and how long it held.
template <typename Visit>
void for_each_span(const store::Samples& samples, Duration longest_gap, Visit visit) {
    for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
        const Duration held{samples.times[i + 1] - samples.times[i]};
        if (held <= longest_gap && !std::isnan(samples.values[i])) visit(samples.values[i], held);
    }
}

std::uint64_t growth(const store::Samples& counter) {
    double total = 0;
    std::optional<double> previous;
    for (const double value : counter.values) {
        if (std::isnan(value)) continue;
        if (previous && value > *previous) total += value - *previous;
        previous = value;
    }
    return static_cast<std::uint64_t>(std::llround(total));
}

/// Leaves of the samples before `begin` only the last one.
void keep_from(store::Samples& samples, std::int64_t begin) {
    const auto first = std::ranges::lower_bound(samples.times, begin) - samples.times.begin();
    if (first <= 1) return;
    samples.times.erase(samples.times.begin(), samples.times.begin() + first - 1);
    samples.values.erase(samples.values.begin(), samples.values.begin() + first - 1);
}

std::optional<double> percent(double part, double whole) {
    if (whole <= 0) return std::nullopt;
    return 100 * part / whole;
}

}  // namespace

HistoryFigures& HistoryFigures::operator+=(const HistoryFigures& other) {
    watched += other.watched;
    up += other.up;
    for (std::size_t i = 0; i < in_state.size(); ++i)
        in_state[i] += other.in_state[i];
    agreements += other.agreements;
    missed += other.missed;
    return *this;
}

std::optional<double> HistoryFigures::agreement_percent() const {
    return percent(static_cast<double>(agreements), static_cast<double>(agreements + missed));
}

std::optional<double> HistoryFigures::availability_percent() const {
    return percent(to_seconds(up), to_seconds(watched));
}

HistoryFigures figures_of(const HistorySamples& samples, Duration longest_gap) {
    HistoryFigures figures;
    for_each_span(samples.up, longest_gap, [&](double value, Duration held) {
        figures.watched += held;
        if (value == 1) figures.up += held;
    });
    for_each_span(samples.state, longest_gap, [&](double value, Duration held) {
        const auto state = static_cast<std::size_t>(value);
        if (value >= 0 && state < figures.in_state.size()) figures.in_state[state] += held;
    });
    figures.agreements = growth(samples.agreements);
    figures.missed = growth(samples.missed);
    return figures;
}

HistoryReader::HistoryReader(const store::SeriesSource& source, Target target)
    : source_(source), target_(std::move(target)) {}

Result<HistoryFigures> HistoryReader::last_30_days(WallTime now) {
    const std::int64_t today = std::chrono::floor<days>(now).time_since_epoch().count();
    const std::int64_t first = today - (window_days - 1);
    std::erase_if(ended_days_, [&](const auto& entry) {
        return entry.first < first || entry.first >= today;  // a clock that was set back
    });
    HistoryFigures total;
    for (std::int64_t day = first; day <= today; ++day) {
        auto known = ended_days_.find(day);
        if (known == ended_days_.end()) {
            auto figures = read_day(day);
            if (!figures) return figures;
            total += *figures;
            if (day < today) ended_days_.emplace(day, *figures);
        } else {
            total += known->second;
        }
    }
    return total;
}

Result<PublishedTotals> HistoryReader::last_values(const std::vector<std::string_view>& metrics,
                                                   WallTime now) const {
    // Mostly the last hour has them, and more takes long to read.
    constexpr std::array looks_back{Duration{std::chrono::hours{1}}, Duration{days{1}},
                                    Duration{days{window_days}}};
    // The clock may have been ahead then.
    const std::int64_t end = (now + days{window_days}).time_since_epoch().count();
    PublishedTotals last;
    for (const std::string_view metric : metrics) {
        for (const Duration back : looks_back) {
            store::Samples samples;
            const std::int64_t begin = (now - back).time_since_epoch().count();
            const auto read = read_series(metric, {begin, end}, samples);
            if (!read) return failure(read.error());
            std::erase_if(samples.values, [](double value) { return std::isnan(value); });
            if (samples.values.empty()) continue;
            last.emplace(metric, samples.values.back());
            break;
        }
    }
    return last;
}

/// From the last sample before midnight on, so that nothing between two days is lost.
Result<HistoryFigures> HistoryReader::read_day(std::int64_t day) const {
    struct Part {
        std::string_view metric;
        Duration look_back;
        store::Samples HistorySamples::* samples;
    };
    static constexpr std::array parts{
        Part{"xrpl_up", longest_gap, &HistorySamples::up},
        Part{"xrpl_validator_state_value", longest_gap, &HistorySamples::state},
        Part{"xrpl_validation_agreements_total", counter_look_back, &HistorySamples::agreements},
        Part{"xrpl_validation_missed_total", counter_look_back, &HistorySamples::missed},
    };
    const std::int64_t begin = day * day_ms;
    HistorySamples samples;
    for (const Part& part : parts) {
        auto& column = samples.*part.samples;
        const auto read =
            read_series(part.metric, {begin - part.look_back.count(), begin + day_ms - 1}, column);
        if (!read) return failure(read.error());
        keep_from(column, begin);
    }
    return figures_of(samples, longest_gap);
}

Result<> HistoryReader::read_series(std::string_view metric, store::TimeRange range,
                                    store::Samples& out) const {
    using store::Matcher;
    using store::MatchType;
    std::vector<Matcher> matchers;
    for (const auto& [name, value] :
         {std::pair{store::metric_name_label, metric},
          {std::string_view("network"), std::string_view(target_.network)},
          {std::string_view("node"), std::string_view(target_.node)}}) {
        auto matcher = Matcher::make(MatchType::equal, std::string(name), std::string(value));
        if (!matcher) return failure(matcher.error());
        matchers.push_back(std::move(*matcher));
    }
    const auto selection = source_.select(matchers, range, 1);
    if (!selection) return failure(selection.error());
    if ((*selection)->size() == 0) return {};
    return (*selection)->read(0, range, out);
}

}  // namespace nodewatch::xrpl
