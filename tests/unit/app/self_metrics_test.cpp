#include "app/self_metrics.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/loop.hpp"

namespace nodewatch::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct SelfMetricsTest : ::testing::Test {
    Loop loop;
    WorkerPool pool{1};
    Hub hub;
    LatestValues latest{loop.clock};
    net::HttpServer::Counters http;
    SelfMetrics metrics{{loop.clock, pool, hub, latest, [this] { return http; }, true}, "host-1"};

    SelfMetricsTest() { hub.add(latest); }

    std::optional<double> value(std::string_view metric) const {
        return latest.find(loop.clock.now(), metric, Target{"nodewatch", "host-1"});
    }
    /// Runs the loop until a worker thread has given it this many points.
    void run_until_points(std::uint64_t points) {
        loop.io.restart();
        while (hub.counters().points < points)
            loop.io.run_one();
        loop.settle();
    }
};

constexpr std::uint64_t points_per_report = 4;

TEST_F(SelfMetricsTest, TellsWhatTheProcessUses) {
    loop.start(metrics.run());
    run_until_points(points_per_report);
    EXPECT_EQ(value("nodewatch_demo"), 1);
    EXPECT_EQ(value("nodewatch_loop_lag_seconds"), 0);
    EXPECT_EQ(value("nodewatch_uptime_seconds"), 0);
    EXPECT_GT(value("nodewatch_cpu_seconds_total").value(), 0);
    // Any program of this size is between these.
    EXPECT_GT(value("nodewatch_resident_memory_bytes").value(), 1e6);
    EXPECT_LT(value("nodewatch_resident_memory_bytes").value(), 4e9);
    EXPECT_GE(value("nodewatch_open_files").value(), 3);
    loop.stop();
}

TEST_F(SelfMetricsTest, TellsWhatTheHttpServersCount) {
    http.requests = 7;
    http.client_errors = 2;
    http.open_connections = 3;
    loop.start(metrics.run());
    run_until_points(points_per_report);
    EXPECT_EQ(value("nodewatch_http_requests_total"), 7);
    EXPECT_EQ(value("nodewatch_http_client_errors_total"), 2);
    EXPECT_EQ(value("nodewatch_http_server_errors_total"), 0);
    EXPECT_EQ(value("nodewatch_http_open_connections"), 3);
    loop.stop();
}

TEST_F(SelfMetricsTest, TellsHowLateTheLoopWasAtWorst) {
    loop.start(metrics.run());
    run_until_points(points_per_report);
    loop.clock.advance(seconds{3});  // a step of half a second ends 2.5 s late
    loop.settle();
    loop.advance(milliseconds{4'500}, milliseconds{500});
    run_until_points(2 * points_per_report);
    EXPECT_EQ(value("nodewatch_loop_lag_seconds"), 2.5);
    EXPECT_EQ(value("nodewatch_uptime_seconds"), 7.5);
    loop.stop();
}

TEST_F(SelfMetricsTest, TellsAndCountsEachStepOfTheWallClock) {
    std::vector<std::string> lines;
    log::set_observer(
        [&](log::Level, std::string_view, std::string_view text) { lines.emplace_back(text); });
    loop.start(metrics.run());
    run_until_points(points_per_report);
    EXPECT_EQ(value("nodewatch_clock_steps_total"), 0);
    loop.advance(seconds{1}, milliseconds{500});
    loop.clock.step_wall(std::chrono::hours{-1});
    loop.advance(seconds{1}, milliseconds{500});
    loop.clock.step_wall(std::chrono::hours{2});
    loop.advance(seconds{3}, milliseconds{500});
    run_until_points(2 * points_per_report);
    EXPECT_EQ(value("nodewatch_uptime_seconds"), 5);
    log::set_observer(nullptr);
    EXPECT_EQ(value("nodewatch_clock_steps_total"), 2);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_NE(lines[0].find("stepped by -3600.000 s"), std::string::npos) << lines[0];
    EXPECT_NE(lines[1].find("stepped by +7200.000 s"), std::string::npos) << lines[1];
    loop.stop();
}

}  // namespace
}  // namespace nodewatch::app
