#include "api/prometheus_parameters.hpp"

#include <gtest/gtest.h>

namespace nodewatch::api {
namespace {

constexpr std::int64_t unreadable = -77;

std::int64_t time_of(std::string_view text) {
    return parse_time(text).value_or(unreadable);
}

TEST(PrometheusParameters, TimesAsUnixSeconds) {
    EXPECT_EQ(time_of("4"), 4'000);
    EXPECT_EQ(time_of("1700000000.25"), 1'700'000'000'250);
    EXPECT_EQ(time_of("1.7e9"), 1'700'000'000'000);
    EXPECT_EQ(time_of("-0.5"), -500);
    EXPECT_EQ(time_of("1700000000.57"), 1'700'000'000'570);
    EXPECT_EQ(time_of("1700000000000"), 1'700'000'000'000'000)
        << "ms taken for s, as Grafana sends";
}

TEST(PrometheusParameters, HugeTimesAreCut) {
    EXPECT_EQ(time_of("1e300"), max_time);
    EXPECT_EQ(time_of("-Inf"), min_time);
    EXPECT_EQ(time_of("292277025-08-18T07:12:54.999999999Z"), max_time);
    EXPECT_EQ(time_of("-292273086-05-16T16:47:06Z"), min_time);
}

// Expected: date -u -d ... +%s
TEST(PrometheusParameters, TimesAsText) {
    EXPECT_EQ(time_of("2023-11-14T22:13:20Z"), 1'700'000'000'000);
    EXPECT_EQ(time_of("2023-11-14T22:13:20.1239Z"), 1'700'000'000'123);
    EXPECT_EQ(time_of("2023-11-15T03:43:20+05:30"), 1'700'000'000'000);
    EXPECT_EQ(time_of("1969-12-31T23:59:59.5Z"), -500);
    EXPECT_EQ(time_of("2024-02-29T00:00:00Z"), 1'709'164'800'000);
}

TEST(PrometheusParameters, WrongTimes) {
    for (const char* text : {"", "abc", "NaN", "2023-02-29T00:00:00Z", "2023-11-14", "12:00", "5s",
                             "2023-11-14T22:13:20", "2023-11-14T22:13:20.Z", "2023-11-14 22:13:20Z",
                             "2023-11-14T22:13:20+0530", "2023-11-14T24:00:00Z"})
        EXPECT_FALSE(parse_time(text)) << text;
    EXPECT_EQ(parse_time("a\"b").error().message, R"(cannot parse "a\"b" to a valid timestamp)");
}

TEST(PrometheusParameters, Durations) {
    EXPECT_EQ(parse_duration_ns("15"), 15'000'000'000);
    EXPECT_EQ(parse_duration_ns("0.5"), 500'000'000);
    EXPECT_EQ(parse_duration_ns("1m0s"), 60'000'000'000);
    EXPECT_EQ(parse_duration_ns("-1"), -1'000'000'000);
    EXPECT_EQ(parse_duration_ns("5x").error().message, R"(cannot parse "5x" to a valid duration)");
    EXPECT_EQ(parse_duration_ns("1e20").error().message,
              R"(cannot parse "1e20" to a valid duration. It overflows int64)");
}

TEST(PrometheusParameters, Limits) {
    const auto limit = [](std::string text) {
        return parse_limit(Parameters({{"limit", std::move(text)}}));
    };
    EXPECT_EQ(limit(""), 0U);
    EXPECT_EQ(limit("7"), 7U);
    EXPECT_EQ(limit("-1").error().message,
              R"(invalid parameter "limit": limit must be non-negative)");
    EXPECT_FALSE(limit("x"));
    EXPECT_FALSE(limit("1.5"));
}

TEST(PrometheusParameters, TheFirstOfANameCounts) {
    const Parameters parameters({{"a", "1"}, {"b", "2"}, {"a", "3"}});
    EXPECT_EQ(parameters.get("a"), "1");
    EXPECT_EQ(parameters.get("c"), "");
    EXPECT_EQ(parameters.all("a"), (std::vector<std::string_view>{"1", "3"}));
}

}  // namespace
}  // namespace nodewatch::api
