#include "app/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace nodewatch::app {

namespace {

struct Span {
    double least = 0;
    double greatest = 0;
};

void widen(std::optional<Span>& span, double value) {
    if (!span) {
        span = Span{value, value};
    } else {
        span->least = std::min(span->least, value);
        span->greatest = std::max(span->greatest, value);
    }
}

/// What of the points falls into each column of dots.
using Columns = std::vector<std::optional<Span>>;

Columns gather(const std::vector<std::pair<double, double>>& points, double start, double end,
               std::size_t count) {
    Columns columns(count);
    const double width = end > start ? end - start : 1;
    for (const auto& [time, value] : points) {
        if (!std::isfinite(value) || time < start || time > end) continue;
        const auto column =
            static_cast<std::size_t>((time - start) / width * static_cast<double>(count - 1) + 0.5);
        widen(columns[std::min(column, count - 1)], value);
    }
    return columns;
}

/// Unicode numbers the dots of a braille character by column, but for the lowest row, which came
/// later.
constexpr std::array<std::array<unsigned, 2>, 4> dot_bits{
    {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};

/// Characters as dots, row by row.
class Canvas {
public:
    Canvas(std::size_t width, std::size_t height) : width_(width), cells_(width * height) {}

    void set(std::size_t x, std::size_t y) {
        cells_[y / 4 * width_ + x / 2] |= dot_bits[y % 4][x % 2];
    }
    std::string line(std::size_t row) const {
        std::string text;
        for (std::size_t i = 0; i < width_; ++i) {
            const unsigned code = 0x2800U + cells_[row * width_ + i];
            text += static_cast<char>(0xe0U | code >> 12U);
            text += static_cast<char>(0x80U | (code >> 6U & 0x3fU));
            text += static_cast<char>(0x80U | (code & 0x3fU));
        }
        return text;
    }

private:
    std::size_t width_;
    std::vector<unsigned> cells_;
};

std::string scale_text(double value) {
    return fmt::format("{:.5g}", value);
}

}  // namespace

std::string draw_chart(const std::vector<std::pair<double, double>>& points, double start,
                       double end, ChartSize size) {
    constexpr std::size_t scale_width = 12;
    const std::size_t plot_width = std::max<std::size_t>(size.width, 20) - scale_width;
    const std::size_t height = std::max<std::size_t>(size.height, 1);
    const Columns columns = gather(points, start, end, 2 * plot_width);
    std::optional<Span> all;
    for (const auto& column : columns) {
        if (!column) continue;
        widen(all, column->least);
        widen(all, column->greatest);
    }
    if (!all) return {};
    const std::size_t top = 4 * height - 1;
    // Scaled before it is subtracted: the difference of two doubles can be infinite.
    const double range = all->greatest / 2 - all->least / 2;
    const auto row_of = [&](double value) {
        const double share = range > 0 ? (value / 2 - all->least / 2) / range : 0.5;
        return top - static_cast<std::size_t>(std::lround(share * static_cast<double>(top)));
    };
    Canvas canvas(plot_width, height);
    for (std::size_t x = 0; x < columns.size(); ++x) {
        if (!columns[x]) continue;
        for (std::size_t y = row_of(columns[x]->greatest); y <= row_of(columns[x]->least); ++y)
            canvas.set(x, y);
    }
    std::string text;
    for (std::size_t row = 0; row < height; ++row) {
        std::string label;
        if (row == 0) label = scale_text(all->greatest);
        if (row + 1 == height && (height > 1 || range > 0)) label = scale_text(all->least);
        text += fmt::format("{:>{}} {}\n", label, scale_width - 1, canvas.line(row));
    }
    return text;
}

}  // namespace nodewatch::app
