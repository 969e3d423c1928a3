#include "networks/resilience_points.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch {
namespace {

using std::chrono::seconds;

class BreakerPoint : public ::testing::Test {
protected:
    BreakerPoint() { hub_.add(latest_); }
    void publish() {
        Publisher(hub_, target_)
            .publish(breaker_point(breaker_.snapshot(), "http", clock_.now(), seconds{15}));
    }
    std::optional<double> value(const std::string& name, LabelPairs labels = {}) const {
        labels.emplace_back("endpoint", "http");
        return latest_.find(clock_.now(), "nodewatch_breaker_" + name, target_, labels);
    }
    std::optional<double> transitions(const std::string& from, const std::string& to) const {
        return value("transitions_total", {{"from", from}, {"to", to}});
    }
    void fail() { breaker_.ask(clock_.now().steady).value().failed(clock_.now().steady); }

    ManualClock clock_;
    Hub hub_;
    LatestValues latest_{clock_};
    Target target_{"betanet", "main-1"};
    CircuitBreaker breaker_{{.failure_threshold = 1, .open_time = seconds{30}, .growth = 1}};
};

TEST_F(BreakerPoint, TellsWhenTheNextProbeIs) {
    publish();
    EXPECT_EQ(value("state"), 0);
    EXPECT_EQ(value("probe_in_seconds"), std::nullopt);
    fail();
    publish();
    EXPECT_EQ(value("state"), 1);
    EXPECT_EQ(value("probe_in_seconds"), 30);
    clock_.advance(seconds{12});
    EXPECT_EQ(value("probe_in_seconds"), 18) << "it counts down by itself";
}

TEST_F(BreakerPoint, CountsTransitions) {
    fail();
    clock_.advance(seconds{30});
    fail();
    clock_.advance(seconds{30});
    breaker_.ask(clock_.now().steady).value().succeeded(clock_.now().steady);
    fail();
    publish();
    EXPECT_EQ(transitions("closed", "open"), 2);
    EXPECT_EQ(transitions("open", "half_open"), 2);
    EXPECT_EQ(transitions("half_open", "open"), 1);
    EXPECT_EQ(transitions("half_open", "closed"), 1);
    EXPECT_EQ(value("opened_total"), 3);
}

}  // namespace
}  // namespace nodewatch
