#include "telemetry/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace nodewatch {

void Histogram::observe(double value) {
    if (std::isnan(value)) return;
    const auto bucket = std::ranges::lower_bound(fields_.bounds, value);
    ++counts_[static_cast<std::size_t>(bucket - fields_.bounds.begin())];
    ++count_;
    sum_ += value;
}

void Histogram::write(Point& point) const {
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < fields_.bounds.size(); ++i) {
        cumulative += counts_[i];
        point.set(fields_.bucket(i), cumulative);
    }
    point.set(fields_.infinite(), count_);
    point.set(fields_.sum(), sum_);
    point.set(fields_.count(), count_);
}

}  // namespace nodewatch
