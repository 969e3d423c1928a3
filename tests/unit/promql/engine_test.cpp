#include "promql/engine.hpp"

#include <gtest/gtest.h>

#include "promql/parser.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::promql {
namespace {

class Engine : public testing::Test {
protected:
    void SetUp() override {
        for (const char* node : {"a", "b", "c"})
            for (int i = 0; i < 1'000; ++i)
                source.append({{"__name__", "metric"}, {"node", node}}, i * 1'000, i);
    }

    Result<QueryResult> at(const std::string& text, std::int64_t time) {
        return evaluate(**parse(text), time, source, settings);
    }
    Result<QueryResult> over(const std::string& text, std::int64_t start, std::int64_t end,
                             std::int64_t step) {
        return evaluate(**parse(text), start, end, step, source, settings);
    }
    static void expect_error(const Result<QueryResult>& result, ErrorKind kind,
                             const std::string& code, const std::string& message) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, kind);
        EXPECT_EQ(result.error().code, code);
        EXPECT_EQ(result.error().message, message);
    }

    store::MemorySource source;
    Settings settings;
};

constexpr const char* too_many =
    "query processing would load too many samples into memory in query execution";

TEST_F(Engine, GivesEachTypeOfResult) {
    EXPECT_EQ(at("1 + 1", 0)->type, ValueType::scalar);
    EXPECT_EQ(at("1 + 1", 0)->scalar, 2);
    EXPECT_EQ(at("\"a\"", 0)->string, "a");
    const auto vector = at("metric{node=\"a\"} * 2", 10'000);
    ASSERT_EQ(vector->series.size(), 1U);
    EXPECT_EQ(vector->series[0].labels, (store::Labels{{"node", "a"}}));
    EXPECT_EQ(vector->series[0].values, std::vector<double>{20});
    const auto matrix = at("metric{node=\"a\"}[2s]", 10'000);
    EXPECT_EQ(matrix->type, ValueType::matrix);
    ASSERT_EQ(matrix->samples.size(), 1U);
    EXPECT_EQ(matrix->samples[0].samples.times, (std::vector<std::int64_t>{9'000, 10'000}));
}

TEST_F(Engine, GivesTheMatrixOfASubqueryWithItsOwnTimes) {
    const auto result = at("metric{node=\"a\"}[10s:4s]", 10'500);
    ASSERT_EQ(result->samples.size(), 1U);
    EXPECT_EQ(result->samples[0].samples.times, (std::vector<std::int64_t>{4'000, 8'000}));
    EXPECT_EQ(result->samples[0].samples.values, (std::vector<double>{4, 8}));
}

TEST_F(Engine, GivesRangesOrderedByLabels) {
    const auto result = over("sort_desc(metric * on(node) group_left() metric)", 0, 2'000, 1'000);
    EXPECT_EQ(result->type, ValueType::matrix);
    ASSERT_EQ(result->series.size(), 3U);
    EXPECT_EQ(result->series[0].labels.get("node"), "a");
    EXPECT_EQ(result->series[2].values, (std::vector<double>{0, 1, 4}));
    EXPECT_EQ(result->steps.count, 3U);
    EXPECT_EQ(result->steps.time(2), 2'000);
    EXPECT_EQ(over("time()", 0, 2'000, 1'000)->series[0].values, (std::vector<double>{0, 1, 2}));
}

TEST_F(Engine, RefusesQuestionsThatCannotBeAsked) {
    expect_error(over("metric[5m]", 0, 1, 1), ErrorKind::parse, "bad_data",
                 "invalid expression type \"range vector\" for range query, must be Scalar or "
                 "instant Vector");
    expect_error(over("metric", 1, 0, 1), ErrorKind::parse, "bad_data",
                 "end timestamp must not be before start time");
    expect_error(over("metric", 0, 1, 0), ErrorKind::parse, "bad_data",
                 "zero or negative query resolution step widths are not accepted. Try a positive "
                 "integer");
    expect_error(over("metric", 0, 11'001, 1), ErrorKind::parse, "bad_data",
                 "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the "
                 "query resolution (?step=XX)");
    EXPECT_TRUE(over("metric", 0, 11'000, 1));
    for (const std::int64_t time : {INT64_MAX, INT64_MIN})
        EXPECT_EQ(at("metric", time).error().code, "bad_data");
}

TEST_F(Engine, StandsTimesFarAway) {
    EXPECT_EQ(at("metric @ 9e18", 0)->series.size(), 0U);
    EXPECT_EQ(at("metric @ -9e18 offset 290y", 0)->series.size(), 0U);
    EXPECT_EQ(at("sum_over_time(metric[290y] @ -9e15)", 0)->series.size(), 0U);
}

TEST_F(Engine, HoldsNoMoreSamplesThanAllowed) {
    settings.max_samples = 2'000;
    EXPECT_TRUE(at("sum_over_time(metric[16m])", 999'000));
    settings.max_samples = 900;
    expect_error(at("sum_over_time(metric[16m])", 999'000), ErrorKind::too_large, "execution",
                 too_many);
    EXPECT_FALSE(over("metric", 0, 400'000, 1'000));
    // One series and one column at a time.
    EXPECT_TRUE(over("sum(metric)", 0, 200'000, 1'000));
}

TEST_F(Engine, HoldsNoMoreSamplesThanAllowedBesideOthers) {
    SharedSamples shared(2'000);
    settings.shared_samples = &shared;
    EXPECT_TRUE(at("sum_over_time(metric[16m])", 999'000));
    EXPECT_EQ(shared.held(), 0U) << "all is given back";
    ASSERT_TRUE(shared.take(1'500));
    expect_error(at("sum_over_time(metric[16m])", 999'000), ErrorKind::unavailable, "unavailable",
                 "all queries together hold too many samples in memory; try again later");
    EXPECT_EQ(shared.held(), 1'500U);
    EXPECT_EQ(shared.refusals(), 1U);
    shared.give_back(1'500);
    EXPECT_TRUE(at("sum_over_time(metric[16m])", 999'000));
}

TEST_F(Engine, BoundsWhatSubqueriesAskFor) {
    for (const char* text :
         {"sum_over_time(vector(1)[290y:1ms])", "max_over_time((metric @ 500)[20y:1s])",
          "sum_over_time(vector(time() + time())[1y:1s])"}) {
        const auto result = at(text, 1'700'000'000'000);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().message, too_many);
    }
}

TEST_F(Engine, GivesBackWhatItNoLongerHolds) {
    settings.max_samples = 10'000;
    std::string sum = "metric";
    for (int i = 0; i < 30; ++i)
        sum += " + metric";
    EXPECT_TRUE(over(sum, 0, 400'000, 1'000));
}

TEST_F(Engine, StandsTheDeepestExpressions) {
    const auto repeat = [](const std::string& text, int times) {
        std::string out;
        for (int i = 0; i < times; ++i)
            out += text;
        return out;
    };
    constexpr int depth = max_expression_depth - 2;
    EXPECT_EQ(at("1" + repeat("+1", depth), 0)->scalar, depth + 1);
    for (const std::string& text :
         {"metric" + repeat(" + metric", depth),
          repeat("abs(", depth) + "metric" + repeat(")", depth),
          repeat("sum by (node) (", depth) + "metric" + repeat(")", depth),
          repeat("-(", depth / 2) + "metric" + repeat(")", depth / 2),
          "metric" + repeat(" or metric", depth)}) {
        EXPECT_EQ(over(text, 0, 2'000, 1'000)->series.size(), 3U) << text;
    }
    const int subqueries = depth / 2;
    EXPECT_EQ(at(repeat("max_over_time(", subqueries) + "metric" + repeat("[2s:1s])", subqueries),
                 900'000)
                  ->series.size(),
              3U);
}

TEST_F(Engine, StopsAtADeadlineOrWhenCancelled) {
    int asked = 0;
    settings.stop = [&] { return ++asked > 20 ? Stop::timeout : Stop::no; };
    expect_error(over("deriv(metric[16m])", 0, 999'000, 1'000), ErrorKind::timeout, "timeout",
                 "query timed out in expression evaluation");
    EXPECT_EQ(asked, 21);
    settings.stop = [] { return Stop::cancelled; };
    expect_error(at("1", 0), ErrorKind::cancelled, "canceled",
                 "query was canceled in expression evaluation");
}

TEST_F(Engine, FindsNoMoreSeriesThanAllowed) {
    settings.max_series = 2;
    const auto result = at("metric", 0);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::too_large);
    EXPECT_EQ(result.error().code, "execution");
}

TEST_F(Engine, WarnsOfQuantilesOutsideOfTheirRange) {
    EXPECT_EQ(at("quantile(2, metric)", 0)->warnings,
              std::vector<std::string>{
                  "PromQL warning: quantile value should be between 0 and 1, got 2"});
    EXPECT_EQ(at("quantile_over_time(-1, metric[5s])", 5'000)->warnings.size(), 1U);
    EXPECT_EQ(at("histogram_quantile(0.5, metric)", 0)->warnings.size(), 1U);
    EXPECT_TRUE(at("quantile(0.5, metric)", 0)->warnings.empty());
}

TEST_F(Engine, TellsStaleMarkersFromOtherNaNs) {
    source.append({{"__name__", "odd"}}, 1'000, -store::stale_marker());
    source.append({{"__name__", "odd"}}, 2'000, store::stale_marker());
    EXPECT_EQ(at("odd", 1'500)->series.size(), 1U);
    // Without care these would turn the NaN into a stale marker.
    EXPECT_EQ(at("-odd", 1'500)->series.size(), 1U);
    EXPECT_EQ(at("abs(odd)", 1'500)->series.size(), 1U);
    EXPECT_EQ(at("odd", 2'000)->series.size(), 0U);
}

}  // namespace
}  // namespace nodewatch::promql
