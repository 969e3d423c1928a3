#include "resilience/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace nodewatch {

/// A timer that never fires by itself: cancelling it is the notification.
struct Signal::Timer {
    explicit Timer(asio::any_io_executor executor)
        : timer(std::move(executor), asio::steady_timer::time_point::max()) {}
    asio::steady_timer timer;
};

Signal::Signal(asio::any_io_executor executor)
    : timer_(std::make_unique<Timer>(std::move(executor))) {}

Signal::~Signal() = default;

Task<void> Signal::wait() {
    co_await timer_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
}

void Signal::notify_all() {
    timer_->timer.cancel();
}

}  // namespace nodewatch
