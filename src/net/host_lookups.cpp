#include "net/host_lookups.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "net/stream.hpp"

namespace nodewatch::net {
namespace {

/// One coroutine that waits for the answer.
struct Waiter {
    explicit Waiter(const asio::any_io_executor& loop) : executor(loop) {}

    asio::any_io_executor executor;  ///< guarded by the state's mutex, used only while registered
    // Loop thread only.
    std::shared_ptr<const HostAnswer> answer;
    asio::steady_timer* wake = nullptr;
};

Error too_many(const std::string& host, std::size_t queued) {
    return {ErrorKind::dns, "cannot look up host name '" + host + "': " + std::to_string(queued) +
                                " other names wait for an answer: check this machine's DNS"};
}

Error no_thread(const std::string& host) {
    return {ErrorKind::dns,
            "cannot look up host name '" + host + "': the system starts no further thread"};
}

}  // namespace

/// Shared with the threads. They are detached, because a lookup that hangs must not hold up the end
/// of the program; they are started when there is something to do and gone when there is not.
struct HostLookups::State : std::enable_shared_from_this<State> {
    State(LookUp function, Limits bounds) : look_up(std::move(function)), limits(bounds) {}

    Result<> join(const std::string& host, const std::shared_ptr<Waiter>& waiter) {
        const std::scoped_lock lock(mutex);
        if (const auto found = lookups.find(host); found != lookups.end()) {
            found->second.push_back(waiter);
            return {};
        }
        if (queue.size() >= limits.queued) return failure(too_many(host, queue.size()));
        if (threads < limits.threads && start_thread()) ++threads;
        if (threads == 0) return failure(no_thread(host));
        queue.push_back(host);
        lookups[host].push_back(waiter);
        return {};
    }

    /// The threads no longer touch the waiter's loop. A lookup under way goes on without waiters:
    /// who asks next for that name joins it instead of occupying another thread.
    void leave(const std::string& host, const std::shared_ptr<Waiter>& waiter) {
        const std::scoped_lock lock(mutex);
        const auto found = lookups.find(host);
        if (found == lookups.end()) return;
        std::erase(found->second, waiter);
        if (found->second.empty() && std::erase(queue, host) > 0) lookups.erase(found);
    }

    bool start_thread() {
        try {
            std::thread([self = shared_from_this()] { self->work(); }).detach();
            return true;
        } catch (const std::system_error&) {
            return false;  // the system's limit of threads
        }
    }

    void work() {
        while (const auto host = next())
            report(*host, std::make_shared<const HostAnswer>(look_up(*host)));
    }

    std::optional<std::string> next() {
        const std::scoped_lock lock(mutex);
        if (queue.empty()) {
            --threads;
            return std::nullopt;
        }
        std::string host = std::move(queue.front());
        queue.pop_front();
        return host;
    }

    /// Posts under the lock: a waiter that left may have taken its loop with it.
    void report(const std::string& host, const std::shared_ptr<const HostAnswer>& answer) {
        const std::scoped_lock lock(mutex);
        const auto lookup = lookups.extract(host);
        for (const std::shared_ptr<Waiter>& waiter : lookup.mapped()) {
            asio::post(waiter->executor, [waiter, answer] {
                waiter->answer = answer;
                if (waiter->wake != nullptr) waiter->wake->cancel();
            });
        }
    }

    const LookUp look_up;
    const Limits limits;
    std::mutex mutex;
    std::map<std::string, std::vector<std::shared_ptr<Waiter>>> lookups;  ///< queued or under way
    std::deque<std::string> queue;                                        ///< no thread has it yet
    std::size_t threads = 0;
};

HostLookups::HostLookups(LookUp look_up, Limits limits)
    : state_(std::make_shared<State>(std::move(look_up), limits)) {}

HostLookups::~HostLookups() = default;

Task<Result<HostAnswer>> HostLookups::find(std::string host) {
    const std::shared_ptr<State> state = state_;
    const auto executor = co_await asio::this_coro::executor;
    const auto waiter = std::make_shared<Waiter>(executor);
    asio::steady_timer wake(executor, asio::steady_timer::time_point::max());
    waiter->wake = &wake;
    if (auto joined = state->join(host, waiter); !joined)
        co_return failure(std::move(joined.error()));
    // However the coroutine ends.
    struct Leaving {
        State& state;
        const std::string& host;
        const std::shared_ptr<Waiter>& waiter;
        ~Leaving() {
            waiter->wake = nullptr;
            state.leave(host, waiter);
        }
    } leaving{*state, host, waiter};
    co_await wake.async_wait(asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{}));
    if (!waiter->answer) co_await unwind_if_cancelled();
    co_return *waiter->answer;
}

}  // namespace nodewatch::net
