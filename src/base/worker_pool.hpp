#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <optional>
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
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Runs `work` on a worker thread and resumes the caller on its own executor with the result.
    /// The work must return a value, must hold what it needs by value, and runs to its end even
    /// when the caller is cancelled: the caller waits for it and unwinds at its next wait. An
    /// exception of the work is one of the caller. `on_cancel` is called, on the caller's executor,
    /// when the caller is cancelled meanwhile, or maybe just after: it tells the work to hurry.
    template <typename F>
    Task<std::invoke_result_t<F>> run(F work, std::function<void()> on_cancel = {}) {
        using R = std::invoke_result_t<F>;
        auto start = [this](auto handler, F job, std::function<void()> cancelled) {
            auto slot = asio::get_associated_cancellation_slot(handler);
            if (cancelled && slot.is_connected())
                slot.assign([cancelled = std::move(cancelled)](auto) { cancelled(); });
            this->template post_job<R>(std::move(handler), std::move(job));
        };
        auto result = co_await asio::async_initiate<const Token, Signature<R>>(
            start, Token{}, std::move(work), std::move(on_cancel));
        co_return std::move(*result);
    }

private:
    using Token = asio::use_awaitable_t<asio::any_io_executor>;
    /// The result is there unless the exception is.
    template <typename R>
    using Signature = void(std::exception_ptr, std::optional<R>);

    template <typename R, typename Handler, typename F>
    void post_job(Handler handler, F job) {
        // Tracked: the loop must not run out of work while a result is on its way.
        auto back = asio::prefer(asio::get_associated_executor(handler),
                                 asio::execution::outstanding_work.tracked);
        asio::post(pool_, [handler = std::move(handler), job = std::move(job),
                           back = std::move(back)]() mutable {
            std::optional<R> result;
            std::exception_ptr exception;
            try {
                result.emplace(job());
            } catch (...) {
                exception = std::current_exception();
            }
            auto deliver = [handler = std::move(handler), exception,
                            result = std::move(result)]() mutable {
                handler(exception, std::move(result));
            };
            asio::post(back, std::move(deliver));
        });
    }

    asio::thread_pool pool_;
};

}  // namespace nodewatch
