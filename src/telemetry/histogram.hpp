#pragma once

#include <cstdint>
#include <vector>

#include "telemetry/point.hpp"

namespace nodewatch {

/// Counts observations into the buckets of a declared histogram. Pure.
class Histogram {
public:
    /// The declaration outlives this.
    explicit Histogram(const HistogramFields& fields)
        : fields_(fields), counts_(fields.bounds.size() + 1, 0) {}

    /// A value equal to a bound is in its bucket. Not a number is no observation.
    void observe(double value);
    std::uint64_t count() const { return count_; }
    /// Sets all fields of the histogram.
    void write(Point& point) const;

private:
    const HistogramFields& fields_;
    std::vector<std::uint64_t> counts_;  ///< by bucket, not cumulative; the last one is +Inf
    std::uint64_t count_ = 0;
    double sum_ = 0;
};

}  // namespace nodewatch
