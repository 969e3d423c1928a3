#pragma once

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

#include "base/async.hpp"

namespace nodewatch {

/// Threads for what may block: files, process tables, certificates. Never call such a thing on the
/// loop.
class WorkerPool {
public:
    explicit WorkerPool(std::size_t threads) : pool_(threads) {}
    ~WorkerPool() { pool_.join(); }

    /// Runs `work` on a worker thread and resumes the caller on its own executor with the result.
    /// The work must not throw, must hold what it needs by value, and runs to its end even when the
    /// caller is cancelled.
    template <typename F>
    Task<std::invoke_result_t<F>> run(F work) {
        using R = std::invoke_result_t<F>;
        auto result = co_await asio::co_spawn(pool_.get_executor(), invoke<R>(std::move(work)),
                                              asio::use_awaitable_t<asio::any_io_executor>{});
        co_return result;
    }

private:
    template <typename R, typename F>
    static asio::awaitable<R, asio::thread_pool::executor_type> invoke(F work) {
        co_return work();
    }

    asio::thread_pool pool_;
};

}  // namespace nodewatch
