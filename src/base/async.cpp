#include "base/async.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <list>
#include <stdexcept>

#include "base/log.hpp"

namespace nodewatch {
namespace {

struct RunningTask {
    std::string name;
    asio::cancellation_signal stop;
};

[[noreturn]] void throw_cancelled() {
    throw boost::system::system_error(asio::error::operation_aborted);
}

/// A task starts from the loop, not inside of spawn(): whoever spawns in the middle of changing its
/// members is not re-entered, and a task of a cancelled group does not start at all.
Task<void> start_from_loop(Task<void> task) {
    co_await asio::post(asio::use_awaitable);
    co_await std::move(task);
}

}  // namespace

struct TaskGroup::State {
    explicit State(asio::any_io_executor e) : executor(std::move(e)), task_ended(executor) {
        task_ended.expires_at(asio::steady_timer::time_point::max());
    }

    void cancel() {
        cancelled = true;
        // Emitting may end tasks on the spot and so change the list.
        auto snapshot = tasks;
        for (auto& task : snapshot)
            task->stop.emit(asio::cancellation_type::terminal);
    }

    void ended(const std::shared_ptr<RunningTask>& task, const std::exception_ptr& exception) {
        tasks.remove(task);
        if (exception) report(*task, exception);
        task_ended.cancel();
        // The coroutine that ends here still refers to the signal until it has unwound.
        asio::post(executor, [task] {});
    }

    void report(const RunningTask& task, const std::exception_ptr& exception) const {
        if (cancelled && is_cancellation(exception)) return;
        try {
            std::rethrow_exception(exception);
        } catch (const std::exception& e) {
            on_failure(task.name, e.what());
        } catch (...) {
            on_failure(task.name, "exception of an unknown type");
        }
    }

    asio::any_io_executor executor;
    asio::steady_timer task_ended;  ///< never expires; cancelled to wake those who join
    std::list<std::shared_ptr<RunningTask>> tasks;
    bool cancelled = false;
    FailureHandler on_failure = [](const std::string& task, const std::string& what) {
        log::error("tasks", "task '{}' ended by an exception, this is a bug: {}", task, what);
    };
};

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
    if (state_->tasks.empty()) return;
    std::fprintf(stderr, "nodewatch: a task group ends while its task '%s' is running\n",
                 state_->tasks.front()->name.c_str());
    std::abort();
}

void TaskGroup::spawn(std::string name, Task<void> task) {
    auto entry = std::make_shared<RunningTask>();
    entry->name = std::move(name);
    state_->tasks.push_back(entry);
    auto on_end = [state = state_, entry](std::exception_ptr exception) {
        state->ended(entry, exception);
    };
    asio::co_spawn(state_->executor, start_from_loop(std::move(task)),
                   asio::bind_cancellation_slot(entry->stop.slot(), std::move(on_end)));
    if (state_->cancelled) entry->stop.emit(asio::cancellation_type::terminal);
}

void TaskGroup::cancel() {
    state_->cancel();
}

Task<void> TaskGroup::join() {
    auto state = state_;
    bool throws = co_await asio::this_coro::throw_if_cancelled();
    auto before = co_await asio::this_coro::cancellation_state;
    bool was_cancelled = before.cancelled() != asio::cancellation_type::none;
    bool cancelled_here = false;

    // A cancelled caller passes the cancellation on and still waits.
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!state->tasks.empty()) {
        co_await state->task_ended.async_wait(asio::as_tuple(asio::use_awaitable));
        auto now = co_await asio::this_coro::cancellation_state;
        cancelled_here = !was_cancelled && now.cancelled() != asio::cancellation_type::none;
        if (cancelled_here) state->cancel();
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (throws && cancelled_here) throw_cancelled();
}

std::size_t TaskGroup::running() const {
    return state_->tasks.size();
}

void TaskGroup::on_failure(FailureHandler handler) {
    state_->on_failure = std::move(handler);
}

Task<void> with_task_group(std::function<Task<void>(TaskGroup&)> body) {
    auto executor = co_await asio::this_coro::executor;
    auto cancellation = co_await asio::this_coro::cancellation_state;
    bool throws = co_await asio::this_coro::throw_if_cancelled();
    auto cancelled = [&] { return cancellation.cancelled() != asio::cancellation_type::none; };

    TaskGroup group(executor);
    std::exception_ptr exception;
    // The tasks belong together: what is left of them after one broke is of no use to the caller.
    group.on_failure([&](const std::string& task, const std::string& what) {
        if (!exception)
            exception = std::make_exception_ptr(std::runtime_error("task '" + task + "': " + what));
        group.cancel();
    });
    try {
        co_await body(group);
    } catch (...) {
        if (!exception) exception = std::current_exception();
    }
    if (exception || cancelled()) group.cancel();
    // A cancelled caller has to wait all the same.
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await group.join();
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (exception) std::rethrow_exception(exception);
    if (throws && cancelled()) throw_cancelled();
}

bool is_cancellation(const std::exception_ptr& exception) {
    try {
        if (exception) std::rethrow_exception(exception);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
    return false;
}

}  // namespace nodewatch
