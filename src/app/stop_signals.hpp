#pragma once

#include <memory>
#include <string_view>

#include "base/async.hpp"
#include "base/time.hpp"

namespace nodewatch::app {

/// SIGTERM, SIGINT and SIGHUP (the terminal is gone) ask for an ordered stop. They are heard from
/// the constructor on: one that comes during the start is obeyed after it.
class StopSignals {
public:
    /// An ordered stop takes at most this long; then the program ends without order, with exit
    /// code 1, even when the loop does not turn any more.
    static constexpr Duration stop_time{5'000};

    explicit StopSignals(asio::any_io_executor executor);
    ~StopSignals();

    /// Waits for a signal and returns its name. From then on a second one ends the program at once,
    /// and stop_time runs until completed() is called.
    Task<std::string_view> wait();
    void completed();

private:
    struct Signals;
    std::unique_ptr<Signals> signals_;
};

}  // namespace nodewatch::app
