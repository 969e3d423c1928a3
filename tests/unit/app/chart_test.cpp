#include "app/chart.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nodewatch::app {
namespace {

// A plot of 8 characters: 16 by 8 dots over 16 s.
constexpr ChartSize small{20, 2};

TEST(Chart, ARisingLine) {
    std::vector<std::pair<double, double>> points;
    for (int i = 0; i < 16; ++i)
        points.emplace_back(i, i / 2);
    EXPECT_EQ(draw_chart(points, {0, 15, 1}, small),
              "          7 \u2800\u2800\u2800\u2800\u28c0\u2824\u2812\u2809\n"
              "          0 \u28c0\u2824\u2812\u2809\u2800\u2800\u2800\u2800\n");
}

TEST(Chart, FewPointsAreALineWithoutHoles) {
    // Six points for sixteen columns, from one corner to the other.
    EXPECT_EQ(draw_chart({{0, 0}, {3, 3}, {6, 6}, {9, 9}, {12, 12}, {15, 15}}, {0, 15, 3}, small),
              "         15 \u2800\u2800\u2800\u2800\u28c0\u2824\u2812\u2809\n"
              "          0 \u28c0\u2824\u2812\u2809\u2800\u2800\u2800\u2800\n");
}

TEST(Chart, AMissingPointIsAHole) {
    EXPECT_EQ(draw_chart({{0, 1}, {3, 1}, {9, 1}, {12, std::nan("")}, {15, 1}}, {0, 15, 3}, small),
              "          1 \u28c0\u28c0\u2800\u2800\u2880\u2800\u2800\u2880\n"
              "            \u2800\u2800\u2800\u2800\u2800\u2800\u2800\u2800\n");
}

TEST(Chart, AJumpIsOneLine) {
    // From the bottom to the top between the columns 7 and 8.
    std::vector<std::pair<double, double>> points;
    for (int i = 0; i < 16; ++i)
        points.emplace_back(i, i < 8 ? 0 : 7);
    EXPECT_EQ(draw_chart(points, {0, 15, 1}, small),
              "          7 \u2800\u2800\u2800\u2800\u284f\u2809\u2809\u2809\n"
              "          0 \u28c0\u28c0\u28c0\u28c0\u2807\u2800\u2800\u2800\n");
}

TEST(Chart, ValuesThatDifferLittleHaveDifferentLabels) {
    const std::string chart = draw_chart({{0, 100'000.1}, {10, 100'000.4}}, {0, 10, 10}, small);
    EXPECT_EQ(chart.substr(0, 12), "   100000.4 ");
    EXPECT_EQ(chart.substr(chart.find('\n') + 1, 12), "   100000.1 ");
}

TEST(Chart, NothingToDraw) {
    EXPECT_EQ(draw_chart({}, {0, 10, 1}, small), "");
    EXPECT_EQ(draw_chart({{1, std::nan("")}, {20, 1}}, {0, 10, 1}, small), "");
}

TEST(Chart, ValuesOfAnySizeAndAnEmptyRange) {
    constexpr double huge = std::numeric_limits<double>::max();
    EXPECT_NE(draw_chart({{0, -huge}, {10, huge}}, {0, 10, 10}, small), "");
    EXPECT_NE(draw_chart({{5, 1}}, {5, 5, 1}, small), "");
    EXPECT_NE(draw_chart({{0, 3}, {10, 3}}, {0, 10, 1}, {0, 0}), "");
}

}  // namespace
}  // namespace nodewatch::app
