#include "networks/xrpl/values.hpp"

#include <gtest/gtest.h>

namespace nodewatch::xrpl {
namespace {

std::optional<std::int64_t> milliseconds(std::string_view text) {
    auto date = parse_date(text);
    return date ? std::optional<std::int64_t>(date->time_since_epoch().count()) : std::nullopt;
}

// Expected values from `date -u -d ... +%s`.
TEST(Values, DatesOfAllServerVersions) {
    EXPECT_EQ(milliseconds("2026-Nov-21 11:41:58.123456789 UTC"), 1795261318123);
    EXPECT_EQ(milliseconds("2026-Nov-21 02:13:34.938631 UTC"), 1795227214938);
    EXPECT_EQ(milliseconds("2020-Apr-10 00:00:00.000000000 UTC"), 1586476800000);
    EXPECT_EQ(milliseconds("2019-Mar-06 00:00:00.000000000"), 1551830400000);
    EXPECT_EQ(milliseconds("2017-Oct-13 21:26:37"), 1507929997000);
    EXPECT_EQ(milliseconds("2024-Feb-29 23:59:59.5"), 1709251199500);
    EXPECT_EQ(milliseconds("2000-Jan-01 00:00:00 UTC"), 946684800000);
}

TEST(Values, WhatIsNoDateIsUnknown) {
    for (auto text :
         {"", "never", "unknown", "2026-Nov-21", "2026-11-21 11:41:58", "2026-Nov-31 00:00:00",
          "2023-Feb-29 00:00:00", "2026-nov-21 11:41:58", "2026-Nov-21 24:00:00",
          "2026-Nov-21 11:60:00", "2026-Nov-21 11:41:60", "2026-Nov-21 11:41:58.",
          "2026-Nov-21 11:41:58 CET", "2026-Nov-21 11:41:58 UTC ", " 2026-Nov-21 11:41:58",
          "-026-Nov-21 11:41:58", "2026-Nov--1 11:41:58", "2026-Nov-21T11:41:58Z"}) {
        EXPECT_EQ(milliseconds(text), std::nullopt) << text;
    }
}

TEST(Values, RippleTimeCountsFromTheYear2000) {
    EXPECT_EQ(from_ripple_time(848542412), 1795227212);
    EXPECT_EQ(from_ripple_time(1), 946684801);
    EXPECT_EQ(from_ripple_time(0), std::nullopt);  // "unknown" of validator_list_expires
    EXPECT_EQ(from_ripple_time(std::nullopt), std::nullopt);
    EXPECT_EQ(from_ripple_time(1ULL << 40U), std::nullopt);
}

TEST(Values, XrpToDropsIsExact) {
    EXPECT_EQ(drops_from_xrp(1e-05), 10.0);
    EXPECT_EQ(drops_from_xrp(0.2), 200000.0);
    EXPECT_EQ(drops_from_xrp(0.000012), 12.0);
    EXPECT_EQ(drops_from_xrp(20), 20'000'000.0);
    for (int drops = 1; drops < 10'000; ++drops) {
        EXPECT_EQ(drops_from_xrp(drops / 1e6), drops);
    }
    EXPECT_EQ(drops_from_xrp(std::nullopt), std::nullopt);
}

TEST(Values, LedgerRanges) {
    auto ranges = parse_ledger_ranges("24900901-24900984,24901116,24901120-24901158");
    ASSERT_TRUE(ranges);
    ASSERT_EQ(ranges->ranges.size(), 3U);
    EXPECT_EQ(ranges->ranges[1], (std::pair<std::uint32_t, std::uint32_t>(24901116, 24901116)));
    EXPECT_EQ(ranges->count(), 84U + 1U + 39U);

    EXPECT_EQ(parse_ledger_ranges("empty").value().count(), 0U);
    EXPECT_EQ(parse_ledger_ranges("0-4294967295").value().count(), 4294967296U);
}

TEST(Values, LedgerRangesOutOfOrderAreUnknown) {
    for (auto text : {"", "5-", "-5", "5-4", "1-5,5-9", "7-9,1-2", "1-2,", "a-b", "1-4294967296",
                      "1 - 2", "1-2-3"}) {
        EXPECT_FALSE(parse_ledger_ranges(text)) << text;
    }
}

TEST(Values, ServerStates) {
    EXPECT_EQ(parse_server_state("proposing"), ServerState::proposing);
    EXPECT_EQ(static_cast<int>(*parse_server_state("disconnected")), 1);
    EXPECT_FALSE(parse_server_state("down"));  // our word, no server's
    EXPECT_FALSE(parse_server_state("Full"));
    EXPECT_FALSE(parse_server_state(""));
}

}  // namespace
}  // namespace nodewatch::xrpl
