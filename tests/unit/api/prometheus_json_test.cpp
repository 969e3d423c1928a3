// Expected texts are those that Prometheus 2.42 sends for these values.
#include "api/prometheus_json.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace nodewatch::api {
namespace {

template <typename... T>
std::string written(void (*append)(std::string&, T...), std::type_identity_t<T>... value) {
    std::string out;
    append(out, value...);
    return out;
}

TEST(PrometheusJson, SampleValues) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto value = [](double v) { return written(append_sample_value, v); };
    EXPECT_EQ(value(0), R"("0")");
    EXPECT_EQ(value(-0.0), R"("-0")");
    EXPECT_EQ(value(0.1), R"("0.1")");
    EXPECT_EQ(value(-17), R"("-17")");
    EXPECT_EQ(value(1e-6), R"("0.000001")");
    EXPECT_EQ(value(1e-7), R"("1e-07")");
    EXPECT_EQ(value(123456789012345678.0), R"("123456789012345680")");
    EXPECT_EQ(value(9.999e20), R"("999900000000000000000")");
    EXPECT_EQ(value(1e21), R"("1e+21")");
    EXPECT_EQ(value(-1.5e300), R"("-1.5e+300")");
    EXPECT_EQ(value(std::numeric_limits<double>::quiet_NaN()), R"("NaN")");
    EXPECT_EQ(value(infinity), R"("+Inf")");
    EXPECT_EQ(value(-infinity), R"("-Inf")");
}

TEST(PrometheusJson, ScalarsHaveNoExponent) {
    EXPECT_EQ(written(append_scalar_value, 1e-7), R"("0.0000001")");
    EXPECT_EQ(written(append_scalar_value, -2e22), R"("-20000000000000000000000")");
}

TEST(PrometheusJson, Times) {
    EXPECT_EQ(written(append_sample_time, 1'700'000'000'000), "1700000000");
    EXPECT_EQ(written(append_sample_time, 1'700'000'000'500), "1700000000.500");
    EXPECT_EQ(written(append_sample_time, 1), "0.001");
    EXPECT_EQ(written(append_sample_time, -1'500), "-1.500");
    EXPECT_EQ(written(append_scalar_time, 1'700'000'000'500), "1700000000.5");
    EXPECT_EQ(written(append_scalar_time, -1'000), "-1");
}

TEST(PrometheusJson, TextsAreEscapedAsGoDoesIt) {
    const auto text = [](std::string_view t) { return written(append_json_string, t); };
    EXPECT_EQ(text("a\"\\\n\r\tz"), R"("a\"\\\n\r\tz")");
    EXPECT_EQ(text("<&>"), R"("\u003c\u0026\u003e")");
    EXPECT_EQ(text("\x01\x7f"), "\"\\u0001\x7f\"");
    EXPECT_EQ(text("\u00fc\u65e5\U0001f600"), "\"\u00fc\u65e5\U0001f600\"");
    EXPECT_EQ(text("\u2028\u2029"), R"("\u2028\u2029")");
    EXPECT_EQ(text("a\xff\xc3z"), R"("a\ufffd\ufffdz")");
    EXPECT_EQ(text("\ufffd"), "\"\ufffd\"") << "it may stand there by right";
}

TEST(PrometheusJson, NumbersOfJsonItself) {
    EXPECT_EQ(written(append_json_number, 1.5), "1.5");
    EXPECT_EQ(written(append_json_number, 1e-9), "1e-09");
    EXPECT_EQ(written(append_json_number, std::numeric_limits<double>::infinity()), R"("+Inf")");
}

TEST(PrometheusJson, Labels) {
    std::string out;
    append_labels(out, {{"__name__", "up"}, {"a", "<"}});
    EXPECT_EQ(out, R"({"__name__":"up","a":"\u003c"})");
    out.clear();
    append_labels(out, {});
    EXPECT_EQ(out, "{}");
}

}  // namespace
}  // namespace nodewatch::api
