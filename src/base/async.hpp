#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <string>

namespace nodewatch {

namespace asio = boost::asio;

/// A coroutine on the loop thread. Cancellation unwinds it with boost::system::system_error
/// (operation_aborted), which only TaskGroup catches: cleaning up is left to destructors.
template <typename T = void>
using Task = asio::awaitable<T, asio::any_io_executor>;

/// Owns coroutines. Every spawned coroutine belongs to a group, and the owner of the group waits
/// for it:
///     group.cancel();
///     co_await group.join();
/// The group must outlive its tasks; the destructor aborts the program when tasks are still
/// running. Used from the loop thread only.
class TaskGroup {
public:
    /// Called when a task ends by an exception other than cancellation (a bug in that task).
    using FailureHandler = std::function<void(const std::string& task, const std::string& what)>;

    explicit TaskGroup(asio::any_io_executor executor);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts the coroutine at the loop's next turn. After cancel() it does not begin any more.
    void spawn(std::string name, Task<void> task);

    /// Asks every task to stop. Returns at once.
    void cancel();

    /// Waits until no task runs. Not itself cancelled by cancel(). A caller that is cancelled while
    /// it waits cancels the tasks, waits for their end all the same and only then unwinds.
    Task<void> join();

    std::size_t running() const;

    /// Default: logs at error level.
    void on_failure(FailureHandler handler);

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// A group for the length of `body`: when the body ends, waits for the tasks; when it ends by an
/// exception or while cancelled, cancels them, waits for them and passes that on. A task that ends
/// by an exception ends the others too, and the exception reaches the caller. This is the way
/// to own tasks in a coroutine that may be cancelled itself:
///     co_await with_task_group([this](TaskGroup& group) { return watch(group); });
Task<void> with_task_group(std::function<Task<void>(TaskGroup&)> body);

/// True for the exception by which cancellation unwinds a coroutine.
bool is_cancellation(const std::exception_ptr& exception);

}  // namespace nodewatch
