#pragma once

#include <boost/asio/this_coro.hpp>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace nodewatch {
namespace deadline_detail {

/// How the race between a task and its deadline ended.
template <typename T>
struct Race {
    std::optional<Result<T>> result;
    std::exception_ptr exception;
    bool expired = false;
};

template <typename T>
Task<void> run_task(Task<Result<T>> task, Race<T>& race, TaskGroup& group) {
    try {
        auto result = co_await std::move(task);
        race.result.emplace(std::move(result));
    } catch (...) {
        race.exception = std::current_exception();
    }
    group.cancel();
}

Task<void> run_alarm(Clock& clock, Duration limit, bool& expired, TaskGroup& group);

/// "<what> took longer than <limit>"
Error timeout_error(std::string_view what, Duration limit);

template <typename T>
Task<Result<T>> race(Clock& clock, Duration limit, Task<Result<T>> task, std::string what) {
    auto executor = co_await asio::this_coro::executor;
    Race<T> race;
    TaskGroup group(executor);
    group.spawn(what, run_task(std::move(task), race, group));
    group.spawn("deadline of " + what, run_alarm(clock, limit, race.expired, group));
    co_await group.join();
    if (race.exception && !is_cancellation(race.exception)) std::rethrow_exception(race.exception);
    if (race.result && (race.result->has_value() || !race.expired)) {
        co_return std::move(*race.result);
    }
    if (race.expired) co_return failure(timeout_error(what, limit));
    if (race.exception) std::rethrow_exception(race.exception);
    co_return failure(ErrorKind::cancelled, what + " was cancelled");
}

}  // namespace deadline_detail

/// Runs the task for at most `limit`. When it takes longer it is cancelled, its end is waited for,
/// and the result is ErrorKind::timeout with `what` in the message; a value that it reaches in
/// spite of the cancellation counts. Cancelling the caller cancels the task. An exception of the
/// task passes through.
template <typename T>
Task<Result<T>> with_deadline(Clock& clock, Duration limit, Task<Result<T>> task,
                              std::string_view what) {
    return deadline_detail::race(clock, limit, std::move(task), std::string(what));
}

}  // namespace nodewatch
