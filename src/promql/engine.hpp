#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "promql/ast.hpp"
#include "promql/shared_samples.hpp"
#include "promql/steps.hpp"
#include "store/series_source.hpp"

namespace nodewatch::promql {

/// Whether a sample that lies exactly on the left edge of a range or of the look-back counts: not
/// in Prometheus 3, but in Prometheus 2.
enum class Edges : std::uint8_t { prometheus3, prometheus2 };

/// What the one who waits for a query says when it is asked.
enum class Stop : std::uint8_t { no, timeout, cancelled };

struct Settings {
    std::int64_t lookback = 300'000;  ///< ms; > 0
    Edges edges = Edges::prometheus3;
    std::int64_t default_subquery_step = 60'000;  ///< ms, for `[1h:]`; > 0
    std::size_t max_samples = 50'000'000;         ///< held in memory at a time by one query
    std::size_t max_points = 11'000;              ///< steps of a range query
    std::size_t max_series = 100'000;             ///< that one selector may find
    /// Counts what this query holds among what others hold; may be null.
    SharedSamples* shared_samples = nullptr;
    /// Asked every few thousand samples; may be empty.
    std::function<Stop()> stop = {};
};

/// A series of a result: one value a step, absent where the series has none (see is_absent()).
struct Series {
    store::Labels labels;
    std::vector<double> values;
};

/// A series of a range vector, with the times of its samples.
struct SampleSeries {
    store::Labels labels;
    store::Samples samples;
};

struct QueryResult {
    /// scalar, vector, matrix or string, as the HTTP API calls it; of a range query always matrix.
    ValueType type = ValueType::vector;
    Steps steps;  ///< one for an instant query
    /// Of a vector, in its order; of a range query, ordered by labels. No series is without values.
    std::vector<Series> series;
    std::vector<SampleSeries> samples;  ///< of an instant query of a range vector
    double scalar = 0;
    std::string string;
    std::vector<std::string> warnings;  ///< for the user; the result stands nevertheless
    std::size_t samples_seen = 0;       ///< that selectors and functions went through
    std::size_t peak_samples = 0;       ///< held in memory at a time
};

/// Evaluates `expr` at `time` (unix ms).
///
/// Errors of both functions have in `code` what the HTTP API calls errorType: "bad_data" for a
/// question that cannot be asked (kind `parse`), "execution" for one that fails on these data or
/// exceeds a limit (kind `too_large` for limits), "unavailable" when all queries together hold too
/// much, "timeout" and "canceled" (kinds of the same names). Messages are worded as in Prometheus.
/// Thread-safe: an expression and a source can be used by many queries at a time.
Result<QueryResult> evaluate(const Expr& expr, std::int64_t time, const store::SeriesSource& source,
                             const Settings& settings);

/// Evaluates at `start`, `start + step` ... up to `end` (unix ms, step in ms). The expression is a
/// scalar or an instant vector.
Result<QueryResult> evaluate(const Expr& expr, std::int64_t start, std::int64_t end,
                             std::int64_t step, const store::SeriesSource& source,
                             const Settings& settings);

}  // namespace nodewatch::promql
