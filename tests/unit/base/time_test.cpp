#include "base/time.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace nodewatch {
namespace {

using namespace std::chrono_literals;

TEST(TimeTest, FormatsRfc3339) {
    // Expected values from `date -u -d @... +%FT%TZ`.
    EXPECT_EQ(format_rfc3339(from_unix_milliseconds(1'763'700'000'123)),
              "2025-11-21T04:40:00.123Z");
    EXPECT_EQ(format_rfc3339(from_unix_seconds(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(format_rfc3339(from_unix_milliseconds(-1)), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(format_rfc3339(from_unix_seconds(951'782'400)), "2000-02-29T00:00:00.000Z");
    EXPECT_EQ(format_rfc3339(from_unix_seconds(253'402'300'799)), "9999-12-31T23:59:59.000Z");
}

TEST(TimeTest, FormatsTheTwoLargestUnits) {
    EXPECT_EQ(format_duration(0ms), "0s");
    EXPECT_EQ(format_duration(999ms), "0s");
    EXPECT_EQ(format_duration(-999ms), "0s");
    EXPECT_EQ(format_duration(1s), "1s");
    EXPECT_EQ(format_duration(61'500ms), "1m 1s");
    EXPECT_EQ(format_duration(1h), "1h");
    EXPECT_EQ(format_duration(1h + 59s), "1h");
    EXPECT_EQ(format_duration(76h + 5min + 6s), "3d 4h");
    EXPECT_EQ(format_duration(24h * 400), "400d");
    EXPECT_EQ(format_duration(-(5min + 6s)), "-5m 6s");
    EXPECT_EQ(format_duration(Duration{std::numeric_limits<std::int64_t>::min()}),
              "-106751991167d 7h");
}

TEST(TimeTest, ReadsDurationsAsPrometheusDoes) {
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("10s"), 10s);
    EXPECT_EQ(parse_duration("1m0s"), 1min);
    EXPECT_EQ(parse_duration("1h30m"), 90min);
    EXPECT_EQ(parse_duration("2d"), 48h);
    EXPECT_EQ(parse_duration("1y2w3d4h5m6s7ms"), 24h * (365 + 14 + 3) + 4h + 5min + 6s + 7ms);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(TimeTest, RefusesWhatIsNoDuration) {
    for (const char* text : {"",
                             "5",
                             "0",
                             "s",
                             "5 s",
                             " 5s",
                             "5s ",
                             "-5s",
                             "+5s",
                             "1.5s",
                             "5S",
                             "5x",
                             "1s1m",
                             "1s1s",
                             "1ms5s",
                             "5sm",
                             "1e3s",
                             "0x5s",
                             "9223372036854775807s",
                             "99999999999999999999s",
                             "292471209y"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

TEST(TimeTest, ExactTextReadsBack) {
    EXPECT_EQ(format_exact_duration(0ms), "0s");
    EXPECT_EQ(format_exact_duration(500ms), "500ms");
    EXPECT_EQ(format_exact_duration(90s), "1m30s");
    EXPECT_EQ(format_exact_duration(24h), "1d");
    for (Duration d : {Duration{1}, Duration{86'400'001}, Duration{3'723'004}}) {
        EXPECT_EQ(parse_duration(format_exact_duration(d)), d);
    }
}

}  // namespace
}  // namespace nodewatch
