#include "app/source_set.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "app/measurements.hpp"
#include "support/loop.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::app {
namespace {

using std::chrono::seconds;

/// What the sources of a test did.
struct Log {
    int made = 0;
    int runs = 0;
    int put_away = 0;
    std::optional<std::uint64_t> version;  ///< of all their statuses
};

class FakeSource final : public Source {
public:
    FakeSource(Target target, SourceContext context, Log& log, bool faulty)
        : target_(std::move(target)), context_(context), log_(log), faulty_(faulty) {
        ++log_.made;
    }
    const Target& target() const override { return target_; }
    Task<void> run() override {
        ++log_.runs;
        struct PutAway {
            Log& log;
            ~PutAway() { ++log.put_away; }
        } put_away{log_};
        co_await context_.clock.sleep_for(seconds{1});
        if (faulty_) throw std::logic_error("bug");
        co_await context_.clock.sleep_for(std::chrono::hours{1'000});
    }
    TargetStatus status(Now) const override {
        TargetStatus status;
        status.target = target_;
        return status;
    }
    std::optional<std::uint64_t> status_version() const override { return log_.version; }

private:
    Target target_;
    SourceContext context_;
    Log& log_;
    bool faulty_;
};

struct SourceSetTest : ::testing::Test {
    Loop loop;
    WorkerPool pool{1};
    Hub hub;
    MemoryStateStore state;
    LatestValues latest{loop.clock};
    SourceSet sources{{loop.io.get_executor(), loop.clock, pool, hub, state}};
    Log log;

    SourceSetTest() { hub.add(latest); }

    TargetPlan plan(std::string name, bool faulty = false) {
        const Target target{"fake", std::move(name)};
        TargetPlan plan;
        plan.target = target;
        plan.make = [this, target, faulty](SourceContext context) {
            return std::make_unique<FakeSource>(target, context, log, faulty);
        };
        return plan;
    }
    void stop() {
        loop.tasks.cancel();
        loop.settle();
        TaskGroup stopping(loop.io.get_executor());
        stopping.spawn("stop", sources.stop());
        loop.settle();
        EXPECT_EQ(stopping.running(), 0U);
    }
};

TEST_F(SourceSetTest, WatchesEachTargetOnce) {
    EXPECT_TRUE(sources.add(plan("one")));
    EXPECT_TRUE(sources.add(plan("two")));
    EXPECT_FALSE(sources.add(plan("one")));
    loop.settle();
    EXPECT_EQ(log.runs, 2);
    const auto status = sources.status(loop.clock.now());
    ASSERT_EQ(status.size(), 2U);
    EXPECT_EQ(status[1].target.node, "two");
    stop();
    EXPECT_EQ(log.put_away, 2) << "each source unwinds before stop() returns";
}

TEST_F(SourceSetTest, AsksOnlyThoseForTheirStatusThatMayHaveChangedIt) {
    sources.add(plan("one"));
    StatusVersions told, told_rarely;
    const auto changed = [&] { return sources.changed_status(loop.clock.now(), told).size(); };
    EXPECT_EQ(changed(), 1U);
    EXPECT_EQ(changed(), 1U) << "time may change it";
    log.version = 0;
    EXPECT_EQ(changed(), 1U) << "not told yet";
    EXPECT_EQ(changed(), 0U);
    sources.add(plan("two"));
    EXPECT_EQ(changed(), 1U) << "a new target";
    EXPECT_EQ(changed(), 0U);
    log.version = 1;
    EXPECT_EQ(changed(), 2U);
    EXPECT_EQ(changed(), 0U);
    EXPECT_EQ(sources.changed_status(loop.clock.now(), told_rarely).size(), 2U) << "of its own";
    EXPECT_EQ(sources.status(loop.clock.now()).size(), 2U);
    stop();
}

TEST_F(SourceSetTest, ASourceWithABugBeginsAnewAndIsCounted) {
    sources.add(plan("bad", true));
    sources.add(plan("good"));
    loop.start(sources.publish_supervision(seconds{5}));
    const auto value = [&](std::string_view metric, std::string node) {
        return latest.find(loop.clock.now(), metric, Target{"fake", std::move(node)});
    };
    EXPECT_EQ(value("nodewatch_source_running", "bad"), 1);
    loop.advance(seconds{3});  // fails at 1 s; the first wait is shorter than 2 s
    EXPECT_GE(log.made, 3) << "one more of the bad one";
    loop.advance(seconds{2});
    EXPECT_GE(value("nodewatch_source_restarts_total", "bad").value(), 1);
    EXPECT_EQ(value("nodewatch_source_restarts_total", "good"), 0);
    EXPECT_EQ(value("nodewatch_source_running", "good"), 1);
    stop();
}

}  // namespace
}  // namespace nodewatch::app
