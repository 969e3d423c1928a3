#include "app/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
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

using Points = std::vector<std::pair<double, double>>;

Points visible(const Points& points, ChartTime time) {
    Points result;
    std::ranges::copy_if(points, std::back_inserter(result), [&](const auto& point) {
        return std::isfinite(point.second) && point.first >= time.start && point.first <= time.end;
    });
    return result;
}

/// What falls into each column of dots.
using Columns = std::vector<std::optional<Span>>;

/// A place between two steps is nearer to the one or the other: times may be rounded.
bool follows(double time, double before, double step) {
    return time - before < 1.5 * step;
}

Columns gather(const Points& points, ChartTime time, std::size_t count) {
    Columns columns(count);
    const double width = time.end > time.start ? time.end - time.start : 1;
    std::size_t last = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto [at, value] = points[i];
        const auto place = static_cast<std::size_t>(
            (at - time.start) / width * static_cast<double>(count - 1) + 0.5);
        const std::size_t column = std::min(place, count - 1);
        widen(columns[column], value);
        if (i > 0 && follows(at, points[i - 1].first, time.step)) {
            const double before = points[i - 1].second;
            for (std::size_t x = last + 1; x < column; ++x) {
                const double share =
                    static_cast<double>(x - last) / static_cast<double>(column - last);
                // Not by the difference: that of two doubles can be infinite.
                widen(columns[x], before * (1 - share) + value * share);
            }
        }
        last = column;
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

/// With so many digits that the two differ where the values do.
std::pair<std::string, std::string> scale_texts(Span span) {
    constexpr int most_digits = 17;
    std::pair<std::string, std::string> texts;
    for (int digits = 5; digits <= most_digits; ++digits) {
        texts = {fmt::format("{:.{}g}", span.least, digits),
                 fmt::format("{:.{}g}", span.greatest, digits)};
        if (texts.first != texts.second || span.least == span.greatest) break;
    }
    return texts;
}

/// From which row of dots, counted from the top, to which one each column reaches.
using Rows = std::vector<std::optional<std::pair<std::size_t, std::size_t>>>;

Rows rows_of(const Columns& columns, Span all, std::size_t top) {
    // Scaled before it is subtracted: the difference of two doubles can be infinite.
    const double range = all.greatest / 2 - all.least / 2;
    const auto row_of = [&](double value) {
        const double share = range > 0 ? (value / 2 - all.least / 2) / range : 0.5;
        return top - static_cast<std::size_t>(std::lround(share * static_cast<double>(top)));
    };
    Rows rows(columns.size());
    for (std::size_t x = 0; x < columns.size(); ++x) {
        if (!columns[x]) continue;
        rows[x] = {row_of(columns[x]->greatest), row_of(columns[x]->least)};
        if (x == 0 || !rows[x - 1]) continue;
        // A jump is a line upwards or downwards, not two pieces.
        const auto [high, low] = *rows[x - 1];
        if (rows[x]->first > low + 1) rows[x]->first = low + 1;
        if (rows[x]->second + 1 < high) rows[x]->second = high - 1;
    }
    return rows;
}

}  // namespace

std::string draw_chart(const Points& points, ChartTime time, ChartSize size) {
    const Points shown = visible(points, time);
    std::optional<Span> all;
    for (const auto& point : shown)
        widen(all, point.second);
    if (!all) return {};
    const auto [least, greatest] = scale_texts(*all);
    const std::size_t scale_width =
        std::max<std::size_t>({12, least.size() + 1, greatest.size() + 1});
    const std::size_t plot_width = std::max<std::size_t>(size.width, scale_width + 8) - scale_width;
    const std::size_t height = std::max<std::size_t>(size.height, 1);
    const std::size_t top = 4 * height - 1;
    const Rows rows = rows_of(gather(shown, time, 2 * plot_width), *all, top);
    Canvas canvas(plot_width, height);
    for (std::size_t x = 0; x < rows.size(); ++x) {
        if (!rows[x]) continue;
        for (std::size_t y = rows[x]->first; y <= rows[x]->second; ++y)
            canvas.set(x, y);
    }
    const bool constant = all->least == all->greatest;
    std::string text;
    for (std::size_t row = 0; row < height; ++row) {
        std::string label;
        if (row == 0 && !constant) label = greatest;
        // That of a constant stands where its line is.
        if (row == (constant ? top / 2 / 4 : height - 1)) label = least;
        text += fmt::format("{:>{}} {}\n", label, scale_width - 1, canvas.line(row));
    }
    return text;
}

}  // namespace nodewatch::app
