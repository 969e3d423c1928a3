#pragma once

#include <string>
#include <utility>
#include <vector>

namespace nodewatch::app {

/// Lines of a terminal.
struct ChartSize {
    std::size_t width = 72;  ///< characters, the scale included; at least 20
    std::size_t height = 8;  ///< lines of the plot; at least 1
};

/// Points of (unix seconds, value) between `start` and `end`, drawn in braille dots, two a
/// character across and four down, with the scale before it. Where several points share a column it
/// reaches from the least to the greatest. What is not finite is left out; empty when nothing is
/// left.
std::string draw_chart(const std::vector<std::pair<double, double>>& points, double start,
                       double end, ChartSize size);

}  // namespace nodewatch::app
