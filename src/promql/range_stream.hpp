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
    /// The windows of `n` steps from step `first` on.
    Windows part(std::size_t first, std::size_t n) const {
        return {end(first), step, n, length, left_open};
    }
};

Windows make_windows(const TimeShift& shift, std::int64_t length, const Steps& steps,
                     const QueryContext& query);

/// The index of the first of the ascending times, from index `from` on, that is after `time`; their
/// number when there is none.
std::size_t first_after(const std::vector<std::int64_t>& times, std::size_t from,
                        std::int64_t time);

/// A range vector, one series after the other.
class RangeStream {
public:
    virtual ~RangeStream() = default;
    virtual std::size_t size() const = 0;
    virtual const store::Labels& labels(std::size_t series) const = 0;
    /// Replaces `out` by the samples that any of `windows` sees, without stale markers. Series are
    /// read in ascending order, and each once only unless can_read_parts().
    virtual Result<> read(std::size_t series, const Windows& windows, store::Samples& out) = 0;
    /// Whether a series can be read part by part, so that not all of it is held at a time.
    virtual bool can_read_parts() const = 0;
};

struct RangeVector {
    std::unique_ptr<RangeStream> series;
    Windows windows;
};

/// Cuts the steps of a long range into parts, each with samples enough to be worth a read and few
/// enough to stay in the processor's caches. How many steps that are is learnt from part to part.
class Parts {
public:
    Parts(const Windows& windows, bool can_read_parts);

    bool done() const { return next_ == windows_.count; }
    std::size_t first_step() const { return next_; }
    Windows windows() const { return windows_.part(next_, steps_); }
    /// Goes on to the next part after one with so many samples.
    void advance(std::size_t samples);

private:
    void set_span(double ms);

    Windows windows_;
    bool whole_;  ///< all in one part
    std::size_t next_ = 0;
    std::size_t steps_ = 0;
};

/// The samples that `selector` finds in the windows; they can be read part by part.
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
