#pragma once

#include <memory>

#include "base/async.hpp"

namespace nodewatch {

/// Wakes a waiting coroutine. A notification without a waiter is not remembered: waiters check
/// their condition first and again afterwards. Loop thread only.
class Signal {
public:
    explicit Signal(asio::any_io_executor executor);
    ~Signal();
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    /// Suspends until the next notify_all(). Cancellable.
    Task<void> wait();
    void notify_all();

private:
    struct Timer;
    std::unique_ptr<Timer> timer_;
};

}  // namespace nodewatch
