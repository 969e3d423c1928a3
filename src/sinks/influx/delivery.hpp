#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>

#include "resilience/backoff.hpp"
#include "sinks/influx/answer.hpp"
#include "sinks/influx/window_reader.hpp"

namespace nodewatch::influx {

/// What became of lines and requests since the start.
struct Totals {
    std::uint64_t lines = 0;    ///< written
    std::uint64_t batches = 0;  ///< requests that were written, at least in part
    std::uint64_t bytes = 0;    ///< of all requests, as sent
    std::uint64_t dropped_partial = 0;
    std::uint64_t dropped_refused = 0;
    std::uint64_t dropped() const { return dropped_partial + dropped_refused; }
    std::array<std::uint64_t, failure_kinds> failures{};
};

/// Brings batches to their end, one after the other: decides after each answer what to send next,
/// and when. A batch that is too large, or has a line that the server refuses, is sent in halves,
/// down to the single line, which is dropped. Pure.
class Delivery {
public:
    /// While an operator has to do something.
    static constexpr Duration slow_retry{60'000};
    /// A server that refuses everything must not be asked line by line: after so many halvings of a
    /// batch for refused lines, a piece is dropped as a whole.
    static constexpr unsigned max_refused_splits = 64;

    explicit Delivery(Random random)
        : backoff_(backoff_policy(), random), read_backoff_(backoff_policy(), std::move(random)) {}

    /// Only when the one before is done.
    void begin(Batch batch);
    bool done() const { return pieces_.empty(); }
    /// What to send now; only while not done.
    std::shared_ptr<const Batch> piece() const { return pieces_.front(); }
    /// The time to wait before the next piece is sent.
    Duration answered(const Verdict& verdict);
    /// The history could not be read: the time to wait before the next try. These waits have a row
    /// of their own, which what is written in between does not end.
    Duration read_failed();
    /// All that was wanted was read.
    void read_succeeded() { read_backoff_.reset(); }

    void sent(std::size_t bytes) { totals_.bytes += bytes; }
    const Totals& totals() const { return totals_; }

private:
    static BackoffPolicy backoff_policy() {
        return {.base = Duration{1'000}, .cap = Duration{60'000}};
    }
    void finish_piece(std::uint64_t written);
    void split_or_drop(FailureKind kind);
    Duration wait_after(const Verdict& verdict);

    std::deque<std::shared_ptr<const Batch>> pieces_;
    unsigned refused_splits_ = 0;
    Backoff backoff_;
    Backoff read_backoff_;
    Totals totals_;
};

}  // namespace nodewatch::influx
