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

/// What a chart shows, in unix seconds.
struct ChartTime {
    double start = 0;
    double end = 0;
    double step = 0;  ///< between a point and the next; what is farther apart has a hole between
};

/// Points of (unix seconds, value), ordered, drawn in braille dots, two a character across and four
/// down, with the scale before it. Where several points share a column it reaches from the least to
/// the greatest; points that follow each other are joined. What is not finite is a hole; empty when
/// nothing is left.
std::string draw_chart(const std::vector<std::pair<double, double>>& points, ChartTime time,
                       ChartSize size);

}  // namespace nodewatch::app
