#pragma once

#include <cmath>
#include <span>

namespace nodewatch::promql {

/// A sum with the rounding errors kept beside it (Neumaier, "Rundungsfehleranalyse einiger
/// Verfahren zur Summation endlicher Summen", 1974): one term after the other, with every special
/// case as plain floating point arithmetic has it.
struct NeumaierSum {
    double sum = 0;
    double error = 0;

    void add(double term) {
        const double next = sum + term;
        if (std::abs(sum) >= std::abs(term)) {
            error += (sum - next) + term;
        } else {
            error += (term - next) + sum;
        }
        sum = next;
    }
    double total() const { return sum + error; }
};

/// A sum of about twice the digits of a double (Knuth's two-sum): precise enough that the
/// difference of two long sums gives the short sum between them. For finite terms.
struct PreciseSum {
    double high = 0;
    double low = 0;

    void add(double term) {
        const double sum = high + term;
        const double shadow = sum - high;
        low += (high - (sum - shadow)) + (term - shadow);
        high = sum + low;
        low -= high - sum;
    }
    /// The sum of what was added to `later` since it was as `earlier`.
    static double difference(const PreciseSum& later, const PreciseSum& earlier) {
        const double sum = later.high - earlier.high;
        const double shadow = sum - later.high;
        const double error = (later.high - (sum - shadow)) + (-earlier.high - shadow);
        return sum + (error + (later.low - earlier.low));
    }
};

/// Sums of this size and above are not trusted to a faster way: some partial sum may have left the
/// range of a double.
inline constexpr double large_sum = 1e300;

/// The compensated sum of `values`, infinite or NaN where the plain sum is.
double compensated_sum(std::span<const double> values);

}  // namespace nodewatch::promql
