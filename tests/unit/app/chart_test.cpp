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
    EXPECT_EQ(draw_chart(points, 0, 15, small),
              "          7 \u2800\u2800\u2800\u2800\u28c0\u2824\u2812\u2809\n"
              "          0 \u28c0\u2824\u2812\u2809\u2800\u2800\u2800\u2800\n");
}

TEST(Chart, NothingToDraw) {
    EXPECT_EQ(draw_chart({}, 0, 10, small), "");
    EXPECT_EQ(draw_chart({{1, std::nan("")}, {20, 1}}, 0, 10, small), "");
}

TEST(Chart, ValuesOfAnySizeAndAnEmptyRange) {
    constexpr double huge = std::numeric_limits<double>::max();
    EXPECT_NE(draw_chart({{0, -huge}, {10, huge}}, 0, 10, small), "");
    EXPECT_NE(draw_chart({{5, 1}}, 5, 5, small), "");
    EXPECT_NE(draw_chart({{0, 3}, {10, 3}}, 0, 10, {0, 0}), "");
}

}  // namespace
}  // namespace nodewatch::app
