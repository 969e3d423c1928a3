#include "promql/number.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nodewatch::promql {
namespace {

TEST(Number, ReadsWholeNumbersInThreeBases) {
    EXPECT_EQ(*parse_number("017"), 15);
    EXPECT_EQ(*parse_number("0x1F"), 31);
    EXPECT_EQ(*parse_number("08"), 8);
    EXPECT_EQ(*parse_number("18446744073709551616"), 0x1p64);
}

TEST(Number, ReadsFractions) {
    EXPECT_EQ(*parse_number("1e3"), 1000);
    EXPECT_EQ(*parse_number(".5"), 0.5);
    EXPECT_EQ(*parse_number("5."), 5);
    EXPECT_EQ(*parse_number("1e-400"), 0);
    EXPECT_EQ(*parse_float("0x1.8p1"), 3);
    EXPECT_EQ(*parse_float("-Infinity"), -INFINITY);
    EXPECT_EQ(*parse_float("+Inf"), INFINITY);
    EXPECT_TRUE(std::isnan(*parse_float("nan")));
}

TEST(Number, RefusesWhatIsNone) {
    for (const char* text : {"", "+", "1e", "0x", "0x1.8", "1,5", "nan()", "1 ", "--1", "e5"})
        EXPECT_FALSE(parse_float(text)) << text;
    EXPECT_EQ(parse_number("1e999").error().message,
              "error parsing number: strconv.ParseFloat: parsing \"1e999\": value out of range");
}

TEST(Number, WritesAsGoDoes) {
    EXPECT_EQ(format_number(100000), "100000");
    EXPECT_EQ(format_number(1000000), "1e+06");
    EXPECT_EQ(format_number(0.0001), "0.0001");
    EXPECT_EQ(format_number(0.00001), "1e-05");
    EXPECT_EQ(format_number(INFINITY), "+Inf");
    EXPECT_EQ(format_plain(1e22), "10000000000000000000000");
    EXPECT_EQ(format_plain(-594640944126057335725490176.0), "-594640944126057340000000000");
    EXPECT_EQ(format_plain(123.25), "123.25");
    EXPECT_EQ(format_plain(0), "0");
    EXPECT_EQ(format_plain(-0.5), "-0.5");
    EXPECT_EQ(format_plain(1e-7), "0.0000001");
}

}  // namespace
}  // namespace nodewatch::promql
