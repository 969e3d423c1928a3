#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <utility>

#include "base/async.hpp"
#include "base/clock.hpp"

namespace nodewatch {

/// A loop, a clock that moves by hand, and the tasks of one test.
struct Loop {
    asio::io_context io{1};
    ManualClock clock;
    TaskGroup tasks{io.get_executor()};

    ~Loop() { stop(); }

    void start(Task<void> task) {
        tasks.spawn("test", std::move(task));
        settle();
    }
    /// Runs everything that can run without the clock moving.
    void settle() {
        io.restart();
        io.poll();
    }
    /// Moves the clock in small steps, so that a chain of waits runs as it would in real time.
    void advance(Duration d, Duration step = Duration{100}) {
        for (Duration moved{0}; moved < d; moved += step) {
            clock.advance(std::min(step, d - moved));
            settle();
        }
    }
    void stop() {
        tasks.cancel();
        settle();
    }
};

}  // namespace nodewatch
