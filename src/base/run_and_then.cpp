#include "base/run_and_then.hpp"

#include <exception>

namespace nodewatch {

Task<void> run_and_then(Task<void> task, std::function<Task<void>()> last) {
    std::exception_ptr stopped;
    try {
        co_await std::move(task);
    } catch (...) {
        stopped = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await last();
    co_await asio::this_coro::throw_if_cancelled(true);
    if (stopped) std::rethrow_exception(stopped);
}

}  // namespace nodewatch
