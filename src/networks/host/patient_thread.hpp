#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

#include "base/async.hpp"
#include "base/clock.hpp"

namespace nodewatch::host {

/// Runs what blocks, and may hang for as long as the kernel likes (a file of /proc of a task that
/// is stuck, a /sys whose driver is), on a thread of its own: neither the loop nor the pool that
/// all targets share nor the end of the program waits for it. One job at a time: while one hangs,
/// no other is begun, so no more than one thread is left behind. Loop thread only.
class PatientThread {
public:
    static constexpr Duration patience{5'000};

    /// The clock outlives this.
    explicit PatientThread(Clock& clock) : clock_(clock) {}

    /// Nothing when the work takes longer than we wait, when that before it still hangs, or when
    /// the host has no thread left. The work must hold what it needs by value. An exception of the
    /// work is one of the caller.
    template <typename F>
    Task<std::optional<std::invoke_result_t<F>>> run(F work) {
        using R = std::invoke_result_t<F>;
        if (running_ && !running_->ended) co_return std::nullopt;
        const auto job = std::make_shared<Job<R>>();
        try {
            std::thread([job, work = std::move(work)]() mutable { job->run(work); }).detach();
        } catch (const std::system_error&) {
            co_return std::nullopt;
        }
        running_ = job;
        const SteadyTime begun = clock_.now().steady;
        for (Duration pause = first_look; !job->ended; pause = std::min(2 * pause, longest_look)) {
            if (elapsed(begun, clock_.now().steady) >= patience) co_return std::nullopt;
            co_await clock_.sleep_for(pause);
        }
        if (job->exception) std::rethrow_exception(job->exception);
        co_return std::move(job->result);
    }

private:
    /// A healthy round takes milliseconds; one that hangs is looked at less and less often.
    static constexpr Duration first_look{1}, longest_look{100};

    /// What the thread and the loop share, kept by both.
    struct Ending {
        std::atomic<bool> ended = false;  ///< set last: what was written before can be read
    };
    template <typename R>
    struct Job : Ending {
        template <typename F>
        void run(F& work) {
            try {
                result.emplace(work());
            } catch (...) {
                exception = std::current_exception();
            }
            ended = true;
        }
        std::optional<R> result;
        std::exception_ptr exception;
    };

    Clock& clock_;
    std::shared_ptr<const Ending> running_;
};

}  // namespace nodewatch::host
