#include "resilience/supervisor.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "base/log.hpp"
#include "support/loop.hpp"

namespace nodewatch {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

SupervisorPolicy exact() {
    SupervisorPolicy policy;
    policy.backoff.jitter = BackoffPolicy::Jitter::none;
    return policy;
}

struct SupervisorTest : testing::Test {
    Loop loop;
    std::vector<double> starts;
    SteadyTime begin = loop.clock.now().steady;
    std::vector<std::string> warnings;

    SupervisorTest() {
        log::set_observer([this](log::Level level, std::string_view, std::string_view text) {
            if (level >= log::Level::warn) warnings.emplace_back(text);
        });
    }
    ~SupervisorTest() override { log::set_observer(nullptr); }

    void note_start() { starts.push_back(to_seconds(elapsed(begin, loop.clock.now().steady))); }

    /// Work that runs for a while and then fails.
    Supervisor::Work fails_after(Duration run_time) {
        return [this, run_time] { return run_and_fail(run_time); };
    }
    Task<Result<>> run_and_fail(Duration run_time) {
        note_start();
        co_await loop.clock.sleep_for(run_time);
        co_return failure(ErrorKind::closed, "closed by the peer");
    }
    template <typename Exception>
    Task<Result<>> run_and_throw(Exception exception) {
        note_start();
        throw exception;
        co_return Result<>{};
    }
};

TEST_F(SupervisorTest, RestartsWithGrowingWaitsAndNeverGivesUp) {
    Supervisor supervisor(loop.clock, "xrpl/val-1", exact(), nullptr);
    loop.start(supervisor.run(fails_after(Duration{0})));
    EXPECT_EQ(supervisor.snapshot().state, SupervisorState::waiting);
    EXPECT_EQ(supervisor.snapshot().next_start, begin + seconds{2});
    loop.advance(seconds{200});
    // The seed's 2, 4, 8, 16, 32, 60 s.
    EXPECT_EQ(starts, (std::vector<double>{0, 2, 6, 14, 30, 62, 122, 182}));
    loop.advance(hours{10}, seconds{1});
    EXPECT_EQ(starts.size(), 8U + 600U);
    EXPECT_EQ(supervisor.snapshot().restarts, 607U);
    EXPECT_EQ(warnings.size(), 1U) << "the same failure is told once";
    loop.stop();
}

TEST_F(SupervisorTest, AStableRunForgetsTheFailuresBefore) {
    Supervisor supervisor(loop.clock, "xrpl/val-1", exact(), nullptr);
    loop.start(supervisor.run(fails_after(seconds{60})));
    loop.advance(seconds{190});
    EXPECT_EQ(starts, (std::vector<double>{0, 62, 124, 186})) << "each wait is the first one";
    EXPECT_EQ(supervisor.snapshot().consecutive_failures, 1U);
    loop.stop();
}

TEST_F(SupervisorTest, TheWorkMayCallItselfStable) {
    Supervisor supervisor(loop.clock, "xrpl/val-1", exact(), nullptr);
    const auto work = [&] {
        supervisor.stable();
        return run_and_fail(seconds{1});
    };
    loop.start(supervisor.run(work));
    loop.advance(seconds{10});
    EXPECT_EQ(starts, (std::vector<double>{0, 3, 6, 9}));
    loop.stop();
}

TEST_F(SupervisorTest, AnExceptionIsAFailureLikeAnother) {
    Supervisor supervisor(loop.clock, "xrpl/val-1", exact(), nullptr);
    const auto work = [this] { return run_and_throw(std::runtime_error("vector::at")); };
    loop.start(supervisor.run(work));
    loop.advance(seconds{3});
    EXPECT_EQ(starts.size(), 2U);
    EXPECT_EQ(supervisor.snapshot().last_error->kind, ErrorKind::internal);
    EXPECT_EQ(supervisor.snapshot().last_error->message, "vector::at");
    loop.stop();
}

TEST_F(SupervisorTest, AnAbortThatIsNotItsOwnCancellationIsAFailure) {
    Supervisor supervisor(loop.clock, "xrpl/val-1", exact(), nullptr);
    const auto work = [this] {
        return run_and_throw(boost::system::system_error(asio::error::operation_aborted));
    };
    loop.start(supervisor.run(work));
    loop.advance(seconds{3});
    EXPECT_EQ(starts.size(), 2U);
    loop.stop();
}

TEST_F(SupervisorTest, CancellingEndsTheWorkAndTheWait) {
    Supervisor running(loop.clock, "a", exact(), nullptr);
    Supervisor waiting(loop.clock, "b", exact(), nullptr);
    loop.start(running.run(fails_after(hours{1})));
    loop.start(waiting.run(fails_after(Duration{0})));
    loop.stop();
    EXPECT_EQ(loop.tasks.running(), 0U);
    EXPECT_EQ(running.snapshot().consecutive_failures, 0U) << "a stop is no failure";
}

TEST_F(SupervisorTest, WorkThatEndsWellIsNotRestarted) {
    Supervisor supervisor(loop.clock, "xrpl/val-1", exact(), nullptr);
    const auto work = []() -> Task<Result<>> { co_return Result<>{}; };
    loop.start(supervisor.run(work));
    EXPECT_EQ(supervisor.snapshot().state, SupervisorState::finished);
    EXPECT_EQ(loop.tasks.running(), 0U);
}

TEST_F(SupervisorTest, GivesUpOnlyWhenToldTo) {
    SupervisorPolicy policy = exact();
    policy.max_failures = 3;
    Supervisor supervisor(loop.clock, "xrpl/val-1", policy, nullptr);
    std::vector<SupervisorState> seen;
    supervisor.set_observer([&](const Supervisor::Snapshot& s) { seen.push_back(s.state); });
    loop.start(supervisor.run(fails_after(Duration{0})));
    loop.advance(seconds{100});
    EXPECT_EQ(starts, (std::vector<double>{0, 2, 6}));
    using enum SupervisorState;
    EXPECT_EQ(seen, (std::vector{running, waiting, running, waiting, running, gave_up}));
    EXPECT_EQ(warnings.size(), 2U);
}

}  // namespace
}  // namespace nodewatch
