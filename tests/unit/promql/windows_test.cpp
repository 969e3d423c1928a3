// Over many steps a function of a range slides its windows; at one step it looks at a window by
// itself. Both must say the same.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "promql/engine.hpp"
#include "promql/parser.hpp"
#include "promql/quantile.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::promql {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;

/// Values that sums and orders find hard: of very different size, infinite, NaN, resets, gaps.
store::MemorySource hard_series(std::int64_t interval, std::size_t samples) {
    std::mt19937_64 random(3);
    store::MemorySource source;
    double counter = 0;
    for (std::size_t i = 0; i < samples; ++i) {
        const auto time = static_cast<std::int64_t>(i) * interval;
        const std::uint64_t dice = random() % 1'000;
        counter = dice < 5 ? 0 : counter + static_cast<double>(dice) / 7;
        source.append({{"__name__", "counter"}}, time, counter);
        if (dice < 600)
            source.append({{"__name__", "gauge"}}, time,
                          std::ldexp(double(dice) - 300, int(dice % 40)));
        double odd = static_cast<double>(dice);
        if (dice < 4) odd = std::numeric_limits<double>::infinity();
        if (dice >= 4 && dice < 6) odd = -std::numeric_limits<double>::infinity();
        if (dice >= 6 && dice < 20) odd = std::numeric_limits<double>::quiet_NaN();
        if (dice >= 20 && dice < 23) odd = 1.5e308;
        if (dice >= 23 && dice < 30) odd = store::stale_marker();
        source.append({{"__name__", "odd"}}, time, odd);
    }
    return source;
}

bool same(double a, double b) {
    if (is_absent(a) || is_absent(b)) return is_absent(a) && is_absent(b);
    if ((std::isnan(a) && std::isnan(b)) || a == b) return true;
    return std::abs(a - b) <= 1e-9 * (std::abs(a) + std::abs(b));
}

double at(const Expr& expr, std::int64_t time, const store::SeriesSource& source) {
    const auto result = evaluate(expr, time, source, {});
    return result->series.empty() ? absent() : result->series[0].values[0];
}

void expect_same(const std::string& text, std::int64_t start, std::int64_t end, std::int64_t step,
                 const store::SeriesSource& source) {
    const auto expr = parse(text);
    ASSERT_TRUE(expr) << text;
    const auto range = evaluate(**expr, start, end, step, source, {});
    ASSERT_TRUE(range) << range.error().message;
    ASSERT_EQ(range->series.size(), 1U) << text;
    for (std::size_t i = 0; i < range->steps.count; ++i) {
        const std::int64_t time = range->steps.time(i);
        const double slid = range->series[0].values[i];
        const double alone = at(**expr, time, source);
        ASSERT_TRUE(same(slid, alone)) << text << " at " << time << ": " << slid << ", " << alone;
    }
}

const std::vector<std::string> functions{"avg_over_time(%)",
                                         "changes(%)",
                                         "count_over_time(%)",
                                         "delta(%)",
                                         "increase(%)",
                                         "irate(%)",
                                         "last_over_time(%)",
                                         "max_over_time(%)",
                                         "min_over_time(%)",
                                         "rate(%)",
                                         "resets(%)",
                                         "stddev_over_time(%)",
                                         "sum_over_time(%)",
                                         "deriv(%)",
                                         "quantile_over_time(0.99, %)",
                                         "quantile_over_time(0.3, %)"};

std::string with_range(std::string function, const std::string& range) {
    return function.replace(function.find('%'), 1, range);
}

TEST(Windows, ThatOverlapMuchGiveWhatEachGivesAlone) {
    const store::MemorySource source = hard_series(second, 1'500);
    for (const char* name : {"counter", "gauge", "odd"})
        for (const std::string& function : functions)
            expect_same(with_range(function, name + std::string("[200s]")), 0, 1'500 * second,
                        3 * second, source);
}

TEST(Windows, ThatOverlapLittleGiveWhatEachGivesAlone) {
    const store::MemorySource source = hard_series(second, 1'500);
    for (const std::string& function : functions)
        expect_same(with_range(function, "odd[61s]"), 0, 1'500 * second, 40 * second, source);
}

// Ranges of more than a day are read in parts.
TEST(Windows, OfLongRangesGiveWhatEachGivesAlone) {
    const store::MemorySource source = hard_series(minute, 20 * 24 * 60);
    for (const std::string& function : functions)
        expect_same(with_range(function, "gauge[5h] offset 1h"), 0, 20 * 24 * hour, 5 * hour + 7,
                    source);
    expect_same("odd", 0, 20 * 24 * hour, 97 * minute, source);
    expect_same("predict_linear(counter[1h], 60)", 0, 20 * 24 * hour, 97 * minute, source);
    expect_same("quantile_over_time(0.5 + scalar(hour()) / 100, gauge[1h])", 0, 20 * 24 * hour,
                97 * minute, source);
}

TEST(Windows, OfSubqueriesGiveWhatEachGivesAlone) {
    const store::MemorySource source = hard_series(second, 1'500);
    for (const std::string& function : functions)
        expect_same(with_range(function, "gauge[5m:7s]"), 0, 1'500 * second, 11 * second, source);
}

// Of 4, 7, 13 and 16 the variance is 22.5; what is added to all of them does not change it.
TEST(Variance, KeepsItsDigitsFarFromZero) {
    store::MemorySource source;
    const std::vector<double> values{4, 7, 13, 16};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto time = static_cast<std::int64_t>(i) * second;
        source.append({{"__name__", "near"}}, time, values[i]);
        source.append({{"__name__", "far"}}, time, 1e9 + values[i]);
        source.append({{"__name__", "constant"}}, time, 0.1);
        source.append({{"__name__", "infinite"}}, time,
                      i == 1 ? std::numeric_limits<double>::infinity() : 1);
    }
    const auto variance = [&](const std::string& name) {
        return at(**parse("stdvar_over_time(" + name + "[1m])"), 4 * second, source);
    };
    EXPECT_EQ(variance("near"), 22.5);
    EXPECT_EQ(variance("far"), 22.5);
    EXPECT_EQ(variance("constant"), 0);
    EXPECT_TRUE(std::isnan(variance("infinite")));
}

TEST(Quantile, LiesBetweenTheOrderedValues) {
    std::vector<double> values;
    for (int i = 0; i < 101; ++i)
        values.push_back((i * 37) % 101);
    for (const double q : {0.0, 0.013, 0.5, 0.87, 0.88, 0.99, 0.995, 1.0}) {
        std::vector<double> shuffled = values;
        EXPECT_NEAR(quantile(q, shuffled), 100 * q, 1e-9) << q;
    }
}

TEST(Quantile, TakesNaNForTheLeast) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> values{5, nan, 3, nan, 4, 1, 2, 6, 7};
    EXPECT_TRUE(std::isnan(quantile(0, values)));
    EXPECT_TRUE(std::isnan(quantile(0.125, values)));
    EXPECT_EQ(quantile(0.25, values), 1);
    EXPECT_EQ(quantile(1, values), 7);
}

}  // namespace
}  // namespace nodewatch::promql
