#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/series_source.hpp"

namespace nodewatch::influx {

/// How far the history has been sent, as a time: points up to it are in the database, newer ones
/// are not. What happens to come with an older time (a late answer, a clock that was set back)
/// moves the cursor back to it: points in between are sent once more, which changes nothing, for a
/// database overwrites a point by an equal one. Pure. All times are unix ms.
class Cursor {
public:
    /// Points this young wait, so that those that take a moment to be published are not late.
    static constexpr Duration settle_time{2'000};
    /// A window is no longer than this, so that what is done in one piece is bounded. Windows
    /// without a single point become longer, up to a day: an empty year passes quickly.
    static constexpr Duration longest_window{std::chrono::hours{1}};
    static constexpr Duration longest_empty_window{std::chrono::hours{24}};

    explicit Cursor(std::int64_t sent_until) : sent_until_(sent_until) {}

    /// What is kept of it over a restart: {"sent_until":1763700000000}. It is before late points
    /// that were noted, also while a window is on its way, which may take as long as an outage.
    std::string document() const;
    static Result<Cursor> parse(std::string_view document);

    std::int64_t sent_until() const { return sent_until_; }
    /// Times that it was moved back by late points.
    std::uint64_t rewinds() const { return rewinds_; }

    /// What to send next; nothing while less than `interval` has come together.
    std::optional<store::TimeRange> begin_window(std::int64_t now, Duration interval);
    /// All of the window was sent; `empty` when there was nothing in it.
    void end_window(bool empty);
    /// The store took a point of that time.
    void note(std::int64_t point_time);

private:
    void move_back();

    std::int64_t sent_until_;
    std::optional<std::int64_t> window_end_;  ///< of the window that is on its way
    std::optional<std::int64_t> late_;        ///< the oldest point behind those
    Duration length_ = longest_window;
    std::uint64_t rewinds_ = 0;
};

}  // namespace nodewatch::influx
