#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "promql/ast.hpp"
#include "promql/query_context.hpp"
#include "promql/steps.hpp"
#include "promql/vector_stream.hpp"

namespace nodewatch::promql {

/// The stretch of time that a selector looks at for each step: `length` ms up to `end(i)`, which is
/// part of it.
struct Windows {
    std::int64_t first_end = 0;
    std::int64_t step = 0;  ///< 0 where `@` pins all to the same time
    std::size_t count = 1;
    std::int64_t length = 0;
    bool left_open = true;  ///< the time at the left edge is not part of the window

    std::int64_t end(std::size_t i) const {
        return first_end + static_cast<std::int64_t>(i) * step;
    }
    std::int64_t last_end() const { return end(count - 1); }
    /// The first ms of the first window.
    std::int64_t first_time() const { return first_end - length + (left_open ? 1 : 0); }
};

Windows make_windows(const TimeShift& shift, std::int64_t length, const Steps& steps,
                     const QueryContext& query);

/// A range vector: all samples of a series that any window shows, one series after the other.
class RangeStream {
public:
    virtual ~RangeStream() = default;
    virtual std::size_t size() const = 0;
    virtual const store::Labels& labels(std::size_t series) const = 0;
    /// Replaces `out` by the samples of a series, without stale markers. Each series is read once
    /// at most, in ascending order.
    virtual Result<> read(std::size_t series, store::Samples& out) = 0;
};

struct RangeVector {
    std::unique_ptr<RangeStream> series;
    Windows windows;
};

/// The samples that `selector` finds in the windows.
Result<std::unique_ptr<RangeStream>> select_range(const VectorSelector& selector,
                                                  const Windows& windows, QueryContext& query);

/// The values of an instant vector at `steps`, as samples.
std::unique_ptr<RangeStream> as_range(VectorPtr vector, const Steps& steps, QueryContext& query);

enum class Shown : std::uint8_t { value, time };

/// The newest sample in each window, unless a stale marker ended the series since: its value, or
/// its time in seconds.
Result<VectorPtr> select_instant(const VectorSelector& selector, Shown shown,
                                 const Windows& windows, QueryContext& query);

}  // namespace nodewatch::promql
