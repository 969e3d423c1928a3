#include "promql/duration.hpp"

#include <gtest/gtest.h>

namespace nodewatch::promql {
namespace {

TEST(Duration, ReadsAllUnits) {
    EXPECT_EQ(*parse_duration("1ms"), 1);
    EXPECT_EQ(*parse_duration("90s"), 90'000);
    EXPECT_EQ(*parse_duration("1m0s"), 60'000);
    EXPECT_EQ(*parse_duration("1d12h"), 129'600'000);
    EXPECT_EQ(*parse_duration("2w"), 1'209'600'000);
    EXPECT_EQ(*parse_duration("1y"), 31'536'000'000);
    EXPECT_EQ(*parse_duration("1h30m15s250ms"), 5'415'250);
    EXPECT_EQ(*parse_duration("0"), 0);
}

TEST(Duration, SaysWhatIsWrong) {
    EXPECT_EQ(parse_duration("").error().message, "empty duration string");
    for (const char* text : {"5", "m", "1h1d", "1m1m", "1hs", "1.5h", "-1m", "1 m"}) {
        EXPECT_EQ(parse_duration(text).error().message,
                  "not a valid duration string: \"" + std::string(text) + "\"");
    }
    EXPECT_EQ(parse_duration("293y").error().message, "duration out of range");
    EXPECT_EQ(parse_duration("99999999999999999999s").error().message, "duration out of range");
    EXPECT_EQ(parse_duration("200y20000w").error().message, "duration out of range");
}

TEST(Duration, WritesTheShortestText) {
    EXPECT_EQ(format_duration(0), "0s");
    EXPECT_EQ(format_duration(90'000), "1m30s");
    EXPECT_EQ(format_duration(7'776'000'000), "90d");
    EXPECT_EQ(format_duration(1'209'600'000), "2w");
    EXPECT_EQ(format_duration(31'536'000'000), "1y");
    EXPECT_EQ(format_duration(1'500), "1s500ms");
}

}  // namespace
}  // namespace nodewatch::promql
