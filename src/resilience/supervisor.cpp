#include "resilience/supervisor.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "base/log.hpp"

namespace nodewatch {

namespace {

/// Turns an exception of the work into an error.
Task<Result<>> guarded(Supervisor::Work& work) {
    Error error;
    try {
        co_return co_await work();
    } catch (const std::exception& exception) {
        error = {ErrorKind::internal, exception.what()};
    }
    co_return failure(std::move(error));
}

}  // namespace

std::string_view to_string(SupervisorState state) {
    switch (state) {
        case SupervisorState::idle:
            return "idle";
        case SupervisorState::running:
            return "running";
        case SupervisorState::waiting:
            return "waiting";
        case SupervisorState::finished:
            return "finished";
        case SupervisorState::gave_up:
            return "gave_up";
    }
    std::unreachable();
}

Supervisor::Supervisor(Clock& clock, std::string name, SupervisorPolicy policy, Random random)
    : clock_(clock),
      name_(std::move(name)),
      policy_(std::move(policy)),
      backoff_(policy_.backoff, std::move(random)) {}

Task<void> Supervisor::run(Work work) {
    for (;;) {
        snapshot_.started = clock_.now().steady;
        change(SupervisorState::running);
        auto result = co_await guarded(work);
        // Only a cancellation of the supervisor itself ends it: an operation_aborted that escapes
        // the work for another reason is a failure like any other.
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
        if (result) {
            change(SupervisorState::finished);
            co_return;
        }
        failed(std::move(result.error()));
        if (snapshot_.state == SupervisorState::gave_up) co_return;
        co_await clock_.sleep_until(*snapshot_.next_start);
        snapshot_.next_start.reset();
        ++snapshot_.restarts;
    }
}

void Supervisor::stable() {
    backoff_.reset();
    snapshot_.consecutive_failures = 0;
}

void Supervisor::change(SupervisorState state) {
    snapshot_.state = state;
    if (observer_) observer_(snapshot_);
}

void Supervisor::failed(Error error) {
    const Now now = clock_.now();
    if (elapsed(*snapshot_.started, now.steady) >= policy_.stable_after) stable();
    const bool news = snapshot_.consecutive_failures == 0 || !snapshot_.last_error ||
                      snapshot_.last_error->message != error.message;
    const Duration wait = backoff_.next();
    snapshot_.consecutive_failures = backoff_.failures();
    snapshot_.last_error = std::move(error);
    snapshot_.last_error_time = now.wall;
    if (policy_.max_failures && snapshot_.consecutive_failures >= *policy_.max_failures) {
        log::error(name_, "{} (failure {} in a row, gave up)", snapshot_.last_error->message,
                   snapshot_.consecutive_failures);
        change(SupervisorState::gave_up);
        return;
    }
    // A node that is away for days must not fill the log with the same line.
    log::write(news ? log::Level::warn : log::Level::debug, name_,
               fmt::format("{} (failure {} in a row, starts again in {:.1f} s)",
                           snapshot_.last_error->message, snapshot_.consecutive_failures,
                           to_seconds(wait)));
    snapshot_.next_start = now.steady + wait;
    change(SupervisorState::waiting);
}

}  // namespace nodewatch
