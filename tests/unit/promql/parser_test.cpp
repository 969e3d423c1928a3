#include "promql/parser.hpp"

#include <gtest/gtest.h>

#include "promql/printer.hpp"
#include "unit/promql/table_file.hpp"

namespace nodewatch::promql {
namespace {

std::string repeat(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

std::string error_of(const std::string& text) {
    const auto expr = parse(text);
    return expr ? "no error" : expr.error().message;
}

TEST(Parser, WordsErrorsAsPrometheus) {
    const auto rows = read_table("parse_errors.tsv");
    ASSERT_GE(rows.size(), 120U);
    for (const auto& row : rows) {
        const auto expr = parse(row[0]);
        ASSERT_FALSE(expr) << row[0];
        EXPECT_EQ(expr.error().message, row[1]) << row[0];
        EXPECT_EQ(expr.error().kind, ErrorKind::parse);
        EXPECT_EQ(expr.error().code, "bad_data");
    }
}

TEST(Parser, PrintsAsPrometheusFormats) {
    const auto rows = read_table("printed.tsv");
    ASSERT_GE(rows.size(), 80U);
    for (const auto& row : rows) {
        const auto expr = parse(row[0]);
        ASSERT_TRUE(expr) << row[0] << ": " << expr.error().message;
        EXPECT_EQ(pretty(**expr), row[1]);
    }
}

TEST(Parser, ReadsItsOwnPrintAsTheSame) {
    for (const auto& row : read_table("printed.tsv")) {
        const std::string once = to_string(**parse(row[0]));
        const auto again = parse(once);
        ASSERT_TRUE(again) << once << ": " << again.error().message;
        EXPECT_EQ(to_string(**again), once);
    }
}

// Prometheus prints "+Inf ^ 2", which reads back as +(Inf ^ 2).
TEST(Parser, KeepsTheBaseOfAPower) {
    EXPECT_EQ(to_string(**parse("Inf ^ 2")), "Inf ^ 2");
}

TEST(Parser, NamesTheLineOfAProblem) {
    EXPECT_EQ(error_of("up +\n\n  up up"), "3:6: parse error: unexpected identifier \"up\"");
}

TEST(Parser, NamesARegularExpressionThatCannotBe) {
    EXPECT_EQ(error_of("up{a=\"1\", b=~\"(x\"}").find("1:11: parse error: error parsing regexp: "),
              0U);
}

TEST(Parser, ReadsFunctionsByNameAndMetricsByTheSameName) {
    EXPECT_TRUE((*parse("rate(rate[5m])"))->as<Call>());
    EXPECT_TRUE((*parse("rate"))->as<VectorSelector>());
    EXPECT_TRUE((*parse("sum(sum)"))->as<Aggregate>());
    EXPECT_EQ(error_of("RATE(x[5m])"), "1:1: parse error: unknown function with name \"RATE\"");
}

TEST(Parser, KnowsWhatDoesNotChangeWithTime) {
    EXPECT_TRUE((*parse("sum(rate(x[5m] @ 10)) + 1"))->time_invariant);
    EXPECT_TRUE((*parse("x @ end()"))->time_invariant);
    EXPECT_FALSE((*parse("x @ 10 + y"))->time_invariant);
    EXPECT_FALSE((*parse("x @ 10 + time()"))->time_invariant);
    EXPECT_FALSE((*parse("topk(scalar(k), x @ 10)"))->time_invariant);
}

TEST(Parser, RefusesTooDeepNesting) {
    const std::string expected =
        "the expression is nested deeper than " + std::to_string(max_expression_depth) + " levels";
    for (const std::string& text :
         {repeat("(", 100'000), repeat("(", 1'000) + "1" + repeat(")", 1'000), repeat("-", 50'000),
          "1" + repeat("+1", 1'000), "2" + repeat("^2", 1'000), repeat("abs(", 5'000),
          "x" + repeat("[1m:]", 1'000), repeat("sum by (a) (", 1'000)}) {
        EXPECT_NE(error_of(text).find(expected), std::string::npos) << error_of(text);
    }
    EXPECT_EQ(error_of("1" + repeat("+1", 200)), "no error");
}

TEST(Parser, RefusesTooLongQueries) {
    EXPECT_EQ(error_of(std::string(max_query_bytes, ' ') + "1"),
              "the query is longer than 131072 bytes");
    EXPECT_EQ(error_of(std::string(max_query_bytes - 1, ' ') + "1"), "no error");
}

TEST(Parser, ReadsALoneSelector) {
    const auto matchers = parse_selector("up{node=~\"a|b\"}");
    ASSERT_TRUE(matchers);
    ASSERT_EQ(matchers->size(), 2U);
    EXPECT_EQ(to_string((*matchers)[0]), "node=~\"a|b\"");
    EXPECT_EQ(to_string((*matchers)[1]), "__name__=\"up\"");
    EXPECT_EQ(parse_selector("{}")->size(), 0U);
    EXPECT_EQ(parse_selector("up + 1").error().message, "1:4: parse error: unexpected <op:+>");
    EXPECT_EQ(parse_selector("1").error().message, "1:1: parse error: unexpected number \"1\"");
}

TEST(Parser, LetsLettersStandForTheColonOfASubqueryAsPrometheusDoes) {
    EXPECT_EQ(to_string(**parse("up[5m x 1m]")), "up[5m:1m]");
}

}  // namespace
}  // namespace nodewatch::promql
