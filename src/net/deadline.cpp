#include "net/deadline.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/stream.hpp"

namespace nodewatch::net {

Task<bool> finish_within(Duration limit, Task<void> work) {
    namespace experimental = asio::experimental;
    constexpr auto use_awaitable = asio::use_awaitable_t<asio::any_io_executor>{};
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto race =
        experimental::make_parallel_group(asio::co_spawn(executor, std::move(work), asio::deferred),
                                          timer.async_wait(asio::deferred));
    const auto [order, exception, timer_code] =
        co_await race.async_wait(experimental::wait_for_one(), use_awaitable);
    const bool timed_out = order[0] == 1 && !timer_code;
    if (exception && !(timed_out && is_cancellation(exception))) std::rethrow_exception(exception);
    if (!timed_out) co_await unwind_if_cancelled();
    co_return !timed_out;
}

}  // namespace nodewatch::net
