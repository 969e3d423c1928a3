// The source on a host that stops to answer. Its clock moves by hand.

#include "networks/host/source.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "base/state_store.hpp"
#include "base/worker_pool.hpp"
#include "file_tree.hpp"
#include "networks/host/measurements_kernel.hpp"
#include "networks/host/measurements_sensors.hpp"
#include "support/loop.hpp"

namespace nodewatch::host {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// Where the kernel keeps whoever asks, while it is shut.
class Gate {
public:
    void shut() { set(false); }
    void open() { set(true); }
    void pass() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.wait(lock, [this] { return open_; });
        --waiting_;
    }
    bool keeps_somebody() {
        const std::scoped_lock lock(mutex_);
        return waiting_ > 0 && !open_;
    }

private:
    void set(bool open) {
        const std::scoped_lock lock(mutex_);
        open_ = open;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    std::size_t waiting_ = 0;
};

/// Collectors are plain functions; a thread that was given up may still be at it after the test.
Gate& fast_gate() {
    static Gate& gate = *new Gate;
    return gate;
}
Gate& slow_gate() {
    static Gate& gate = *new Gate;
    return gate;
}

class HostSourceTest : public ::testing::Test {
protected:
    HostSourceTest() {
        tree_.write("proc/meminfo", "MemTotal: 2048 kB\nMemAvailable: 1024 kB\n");
        tree_.write("proc/1/mounts", "tmpfs /run tmpfs ro 0 0\n");
        tree_.write("root/run/utmp", "");
        tree_.write("sys/kernel/notes", "");
        options_.name = "here";
        options_.files = tree_.files();
        options_.thresholds.clock = false;
        options_.fast = 1s;
        options_.slow = 2s;
    }
    ~HostSourceTest() override {
        fast_gate().open();
        slow_gate().open();
    }

    void watch() {
        static const std::array fast = {Collector{&memory_measurement,
                                                  [](const Look& look, Reading& reading) {
                                                      fast_gate().pass();
                                                      collect_memory(look, reading);
                                                  },
                                                  true}};
        static const std::array slow = {Collector{&hwmon_measurement,
                                                  [](const Look& look, Reading& reading) {
                                                      slow_gate().pass();
                                                      collect_hwmon(look, reading);
                                                  },
                                                  true}};
        source_ = std::make_unique<HostSource>(
            options_, SourceContext{loop_.io.get_executor(), loop_.clock, pool_, hub_, state_},
            Collectors{fast, slow});
        loop_.start(source_->run());
    }
    TargetStatus status() const { return source_->status(loop_.clock.now()); }
    /// Lets time pass, and the threads work, until it holds; false when it does not for long.
    bool until(const std::function<bool()>& condition) {
        for (int step = 0; step < 10'000; ++step) {
            if (condition()) return true;
            // Only to let the threads work: what they have not done by then is not lost.
            std::this_thread::sleep_for(1ms);
            loop_.clock.advance(20ms);
            loop_.settle();
        }
        return condition();
    }

    FileTree tree_;
    HostOptions options_;
    Loop loop_;
    WorkerPool pool_{1};
    Hub hub_;
    MemoryStateStore state_;
    std::unique_ptr<HostSource> source_;
};

TEST_F(HostSourceTest, AKernelThatDoesNotAnswerIsToldAndStopsNobody) {
    watch();
    ASSERT_TRUE(until([this] { return status().state == TargetState::ok; }));
    fast_gate().shut();
    ASSERT_TRUE(until([] { return fast_gate().keeps_somebody(); }));
    ASSERT_TRUE(until([this] { return status().state == TargetState::failed; }));
    EXPECT_EQ(status().reasons.at(0).code, "host_unreadable");
    EXPECT_THAT(status().reasons.at(0).message, HasSubstr("does not answer (fast rounds)"));
    EXPECT_GE(status().activities.at(0).failures, 1U);
    EXPECT_EQ(status().activities.at(0).last_error->kind, ErrorKind::timeout);

    bool others_work = false;
    auto other = [](WorkerPool& pool, bool& done) -> Task<void> {
        auto work = [] { return true; };
        done = co_await pool.run(std::move(work));
    };
    loop_.start(other(pool_, others_work));
    EXPECT_TRUE(until([&] { return others_work; })) << "the pool is free";

    fast_gate().open();
    EXPECT_TRUE(until([this] { return status().state == TargetState::ok; }));
}

TEST_F(HostSourceTest, ASysThatHangsIsToldWhileProcAnswers) {
    watch();
    ASSERT_TRUE(until([this] { return status().state == TargetState::ok; }));
    slow_gate().shut();
    ASSERT_TRUE(until([] { return slow_gate().keeps_somebody(); }));
    ASSERT_TRUE(until([this] { return status().state == TargetState::failed; }));
    const auto successes = status().activities.at(0).successes;
    ASSERT_TRUE(until([&] { return status().activities.at(0).successes > successes + 1; }));
    EXPECT_EQ(status().state, TargetState::failed) << "what answers does not hide what hangs";
    EXPECT_THAT(status().reasons.at(0).message, HasSubstr("(slow rounds)"));
}

TEST_F(HostSourceTest, RoundsThatReadNothingAreNoSuccesses) {
    options_.files.procfs = options_.files.sysfs = "/nonexistent";
    watch();
    ASSERT_TRUE(until([this] {
        const auto activities = status().activities;
        return std::ranges::all_of(activities, [](const auto& a) { return a.failures > 0; });
    }));
    for (const ActivityStatus& activity : status().activities) {
        EXPECT_EQ(activity.successes, 0U) << activity.name;
        EXPECT_THAT(activity.last_error->message, HasSubstr("/nonexistent")) << activity.name;
    }
}

}  // namespace
}  // namespace nodewatch::host
