#include "sinks/influx/cursor.hpp"

#include <gtest/gtest.h>

namespace nodewatch::influx {
namespace {

constexpr std::int64_t t0 = 1'763'700'000'000;
constexpr std::int64_t second = 1'000;
constexpr std::int64_t hour = 3'600 * second;
constexpr Duration interval{10'000};

using Window = std::pair<std::int64_t, std::int64_t>;

std::optional<Window> begin(Cursor& cursor, std::int64_t now) {
    const auto window = cursor.begin_window(now, interval);
    if (!window) return std::nullopt;
    return Window{window->from, window->to};
}

TEST(CursorTest, WaitsUntilAnIntervalCameTogetherAndSettled) {
    Cursor cursor(t0);
    EXPECT_EQ(begin(cursor, t0 + 11'999), std::nullopt);
    EXPECT_EQ(begin(cursor, t0 + 12'000), Window(t0 + 1, t0 + 10'000));
}

TEST(CursorTest, WindowsFollowEachOtherWithoutAGap) {
    Cursor cursor(t0);
    const std::int64_t now = t0 + 3 * hour + 2 * second;
    EXPECT_EQ(begin(cursor, now), Window(t0 + 1, t0 + hour));
    cursor.end_window(false);
    EXPECT_EQ(cursor.sent_until(), t0 + hour);
    EXPECT_EQ(begin(cursor, now), Window(t0 + hour + 1, t0 + 2 * hour));
    cursor.end_window(false);
    EXPECT_EQ(begin(cursor, now), Window(t0 + 2 * hour + 1, t0 + 3 * hour));
    cursor.end_window(false);
    EXPECT_EQ(begin(cursor, now), std::nullopt);
}

TEST(CursorTest, StaysWhereItIsUntilAWindowWasSent) {
    Cursor cursor(t0);
    const auto first = begin(cursor, t0 + 20 * second);
    EXPECT_EQ(cursor.sent_until(), t0);
    EXPECT_EQ(begin(cursor, t0 + 20 * second), first);
}

TEST(CursorTest, PassesEmptyTimesInLargerWindows) {
    Cursor cursor(t0);
    const std::int64_t now = t0 + 1'000 * hour;
    std::int64_t from = t0;
    for (const std::int64_t hours : {1, 2, 4, 8, 16, 24, 24}) {
        EXPECT_EQ(begin(cursor, now), Window(from + 1, from + hours * hour));
        cursor.end_window(true);
        from += hours * hour;
    }
    begin(cursor, now);
    cursor.end_window(false);
    from = cursor.sent_until();
    EXPECT_EQ(begin(cursor, now), Window(from + 1, from + hour));
}

TEST(CursorTest, ALatePointMovesItBack) {
    Cursor cursor(t0);
    cursor.note(t0 - 30 * second);
    cursor.note(t0 - 50 * second);
    cursor.note(t0 - 40 * second);
    EXPECT_EQ(begin(cursor, t0 + 2 * second), Window(t0 - 50 * second, t0));
    EXPECT_EQ(cursor.rewinds(), 1U);
}

TEST(CursorTest, APointThatComesIntoAWindowWhileThatIsSentIsSentAgain) {
    Cursor cursor(t0);
    begin(cursor, t0 + 12 * second);
    cursor.note(t0 + 5 * second);
    cursor.note(t0 + 11 * second);  // behind the window: its turn comes
    cursor.end_window(false);
    EXPECT_EQ(begin(cursor, t0 + 22 * second), Window(t0 + 5 * second, t0 + 20 * second));
}

TEST(CursorTest, APointAheadOfItIsNotLate) {
    Cursor cursor(t0);
    cursor.note(t0 + 1);
    EXPECT_EQ(begin(cursor, t0 + 12 * second), Window(t0 + 1, t0 + 10 * second));
    cursor.end_window(false);
    EXPECT_EQ(cursor.rewinds(), 0U);
}

TEST(CursorTest, FollowsAClockThatWasAYearAheadAndIsSetBack) {
    Cursor cursor(t0 + 365 * 24 * hour);
    EXPECT_EQ(begin(cursor, t0), std::nullopt);
    cursor.note(t0);
    EXPECT_EQ(begin(cursor, t0 + 12 * second), Window(t0, t0 + 10 * second));
}

TEST(CursorTest, SurvivesARestart) {
    const auto read = Cursor::parse(Cursor(t0).document());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->sent_until(), t0);
    for (const auto* damaged : {"", "{}", "[1]", R"({"sent_until":-1})", R"({"sent_until":"x"})"})
        EXPECT_FALSE(Cursor::parse(damaged)) << damaged;
}

TEST(CursorTest, WhatIsSavedHasLatePointsBehindIt) {
    Cursor cursor(t0);
    begin(cursor, t0 + 12 * second);
    cursor.note(t0 + 5 * second);  // in the window, which is behind the cursor as a whole
    EXPECT_EQ(Cursor::parse(cursor.document())->sent_until(), t0);
    cursor.note(t0 - 30 * second);
    EXPECT_EQ(Cursor::parse(cursor.document())->sent_until(), t0 - 30 * second - 1);
    EXPECT_EQ(cursor.sent_until(), t0);
    cursor.note(0);
    EXPECT_EQ(Cursor::parse(cursor.document())->sent_until(), 0);
}

}  // namespace
}  // namespace nodewatch::influx
