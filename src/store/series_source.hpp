#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/labels.hpp"
#include "store/matcher.hpp"

namespace nodewatch::store {

/// Ends a series at once: a NaN with the bits that Prometheus gives it. Every other NaN is a value.
inline constexpr std::uint64_t stale_marker_bits = 0x7ff0'0000'0000'0002;
inline double stale_marker() {
    return std::bit_cast<double>(stale_marker_bits);
}
inline bool is_stale_marker(double value) {
    return std::bit_cast<std::uint64_t>(value) == stale_marker_bits;
}

/// Unix time in ms, both ends included.
struct TimeRange {
    std::int64_t from = 0;
    std::int64_t to = 0;
};

/// Columns of one series: as many times (unix ms, strictly ascending) as values. Stale markers are
/// among the values.
struct Samples {
    std::vector<std::int64_t> times;
    std::vector<double> values;

    std::size_t size() const { return times.size(); }
    void clear() {
        times.clear();
        values.clear();
    }
};

/// The series that a selector found, as they were when it was asked: later points do not change it.
/// One thread uses it at a time.
class Selection {
public:
    virtual ~Selection() = default;
    virtual std::size_t size() const = 0;
    virtual const Labels& labels(std::size_t series) const = 0;
    /// Appends the samples of one series within `range`, which lies inside the range of the
    /// selection. A damaged blob is left out and counted by the store, not an error; `file` when
    /// the file itself cannot be read.
    virtual Result<> read(std::size_t series, TimeRange range, Samples& out) const = 0;
    /// Damaged parts that read() met so far and left out.
    virtual std::uint64_t damaged() const { return 0; }
};

/// What a source holds that is too new to have found its last place.
struct HeadStatistics {
    std::uint64_t chunks = 0;  ///< each of one series
    std::optional<TimeRange> times;

    void extend(TimeRange more) {
        times = times ? TimeRange{std::min(times->from, more.from), std::max(times->to, more.to)}
                      : more;
    }
};

/// Where queries find samples. Thread-safe.
class SeriesSource {
public:
    virtual ~SeriesSource() = default;

    /// What may be missing from every answer, in words for the user; mostly nothing.
    virtual std::vector<std::string> warnings() const { return {}; }

    /// Of a source without such a part, nothing.
    virtual Result<HeadStatistics> head_statistics() const { return HeadStatistics{}; }

    /// The series that match all of `matchers` and may have samples in `range`, ordered by labels.
    /// More than `max_series` is `too_large`.
    virtual Result<std::unique_ptr<Selection>> select(const std::vector<Matcher>& matchers,
                                                      TimeRange range,
                                                      std::size_t max_series) const = 0;

    /// Calls `visit` for the labels of each series that matches and may have samples in `range`, in
    /// no order, until it returns false.
    virtual Result<> for_each_series(const std::vector<Matcher>& matchers, TimeRange range,
                                     const std::function<bool(const Labels&)>& visit) const = 0;

    using LabelVisitor = std::function<bool(std::string_view name, std::string_view value)>;
    /// Calls `visit` for the labels that those series have: for those called `name`, or for all
    /// when it is empty. For each at least once, in no order, until it returns false. Here by way
    /// of all series; a source with an index knows better.
    virtual Result<> for_each_label(const std::vector<Matcher>& matchers, TimeRange range,
                                    std::string_view name, const LabelVisitor& visit) const;
};

}  // namespace nodewatch::store
