#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sinks/influx/line_protocol.hpp"
#include "store/matcher.hpp"
#include "store/series_source.hpp"
#include "telemetry/schema.hpp"

namespace nodewatch::influx {

/// Lines that go out in one request.
struct Batch {
    std::string text;
    std::size_t lines = 0;
};

/// Bounds of a batch. One line always fits.
struct BatchLimits {
    std::size_t lines = 5'000;
    std::size_t bytes = 1'000'000;  ///< before compression
};

/// A measurement, and how its series are found in the store.
struct StoredMeasurement {
    const Measurement* measurement = nullptr;
    store::Matcher names;  ///< the metrics of its fields
};
std::vector<StoredMeasurement> stored_measurements(
    const std::vector<const Measurement*>& measurements);

/// Makes points, as they were published, of the series that the store made of them, and lines of
/// the points: a window of time, one series group after the other, so that memory holds the rows of
/// a single group. Fields of the kinds age and countdown have the seconds that they had at the time
/// of their point, as in every other output. Series that no measurement declares (imports) are left
/// out. Reads files: for worker threads, one at a time.
class WindowReader {
public:
    /// `source` and `measurements` outlive the reader.
    WindowReader(const store::SeriesSource& source,
                 const std::vector<StoredMeasurement>& measurements, store::TimeRange window,
                 BatchLimits limits)
        : source_(source), measurements_(measurements), window_(window), limits_(limits) {}

    /// The next lines of the window; nothing when all were told. After an error the window has to
    /// be read again from its begin.
    Result<std::optional<Batch>> next();

private:
    /// The series of one group: by field the number in the selection.
    struct Group {
        std::vector<std::string> tag_values;  ///< network, node, those of the measurement
        std::vector<std::optional<std::size_t>> series;
    };
    /// The points of a group, a row each.
    struct Points {
        std::optional<LineEncoder> encoder;
        std::vector<std::int64_t> times;
        std::vector<double> values;  ///< row by row; NaN where a point has no such field
        std::size_t fields = 0;
        std::size_t next = 0;  ///< row
    };

    Result<bool> load_group();
    Result<> select(const StoredMeasurement& stored);
    Result<> read(const Measurement& measurement, const Group& group);

    const store::SeriesSource& source_;
    const std::vector<StoredMeasurement>& measurements_;
    store::TimeRange window_;
    BatchLimits limits_;
    std::size_t next_measurement_ = 0;
    std::unique_ptr<store::Selection> selection_;
    std::vector<Group> groups_;  ///< of the measurement before next_measurement_, not read yet
    Points points_;
};

}  // namespace nodewatch::influx
