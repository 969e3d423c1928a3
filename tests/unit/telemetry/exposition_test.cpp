#include "telemetry/exposition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/clock.hpp"
#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct AwkwardMeasurement : Measurement {
    AwkwardMeasurement() : Measurement("awkward", "Help", {"name"}) {}
    Field value = gauge("value", "test_awkward_bytes", "bytes", "A \"help\" with \\ and\nline");
    Field inherited = counter("inherited", "test_inherited", "1", "A counter of another program");
    Field shared = gauge("shared", "test_state", "1", "1 for the current state");
};

class ExpositionTest : public ::testing::Test {
protected:
    ExpositionTest() { hub.add(latest); }

    void publish_server() {
        Point p(server, clock.now().wall, Duration{5'000});
        p.set(server.peers, 21);
        p.set(server.disconnects, 1234567);
        p.set(server.full, true);
        p.set(server.syncing, false);
        p.set(server.validated, to_unix_seconds(clock.now().wall) - 2.5);
        publisher.publish(p);
    }
    void publish_awkward(std::string name, double value = 0.1) {
        Point p(awkward, clock.now().wall, Duration{5'000}, {std::move(name)});
        p.set(awkward.value, value);
        p.set(awkward.inherited, 7);
        p.set(awkward.shared, 3);
        publisher.publish(p);
    }
    std::string text() const {
        return write_exposition(latest, clock.now(), ExpositionFormat::prometheus_text);
    }
    std::string open_metrics() const {
        return write_exposition(latest, clock.now(), ExpositionFormat::open_metrics);
    }

    ManualClock clock;
    testing::ServerMeasurement server;
    AwkwardMeasurement awkward;
    Hub hub;
    LatestValues latest{clock};
    Publisher publisher{hub, {"xrpl", "val-1"}};
};

TEST_F(ExpositionTest, OnlyWantedTargetsAreWritten) {
    publish_server();
    Publisher other{hub, {"bitcoin", "btc-1"}};
    Point p(awkward, clock.now().wall, Duration{5'000}, {"x"});
    p.set(awkward.value, 1);
    other.publish(p);
    const std::string bitcoin =
        write_exposition(latest, clock.now(), ExpositionFormat::prometheus_text,
                         [](const Target& target) { return target.network == "bitcoin"; });
    EXPECT_THAT(bitcoin, HasSubstr("test_awkward_bytes{network=\"bitcoin\""));
    EXPECT_THAT(bitcoin, Not(HasSubstr("xrpl")));
    EXPECT_THAT(bitcoin, Not(HasSubstr("TYPE test_peers")));
}

TEST_F(ExpositionTest, PrometheusText) {
    publish_server();
    EXPECT_EQ(text(), R"(# HELP test_disconnects_total Peers that went away
# TYPE test_disconnects_total counter
test_disconnects_total{network="xrpl",node="val-1"} 1234567
# HELP test_peers Peers connected
# TYPE test_peers gauge
test_peers{network="xrpl",node="val-1"} 21
# HELP test_state 1 for the current state
# TYPE test_state gauge
test_state{network="xrpl",node="val-1",state="full"} 1
test_state{network="xrpl",node="val-1",state="syncing"} 0
# HELP test_validated_age_seconds Since the last validation
# TYPE test_validated_age_seconds gauge
test_validated_age_seconds{network="xrpl",node="val-1"} 2.5
)");
}

TEST_F(ExpositionTest, OpenMetrics) {
    publish_server();
    EXPECT_EQ(open_metrics(), R"(# HELP test_disconnects Peers that went away
# TYPE test_disconnects counter
test_disconnects_total{network="xrpl",node="val-1"} 1234567
# HELP test_peers Peers connected
# TYPE test_peers gauge
test_peers{network="xrpl",node="val-1"} 21
# HELP test_state 1 for the current state
# TYPE test_state gauge
test_state{network="xrpl",node="val-1",state="full"} 1
test_state{network="xrpl",node="val-1",state="syncing"} 0
# HELP test_validated_age_seconds Since the last validation
# TYPE test_validated_age_seconds gauge
# UNIT test_validated_age_seconds seconds
test_validated_age_seconds{network="xrpl",node="val-1"} 2.5
# EOF
)");
}

TEST_F(ExpositionTest, NothingKnownIsAnEmptyDocument) {
    EXPECT_EQ(text(), "");
    EXPECT_EQ(open_metrics(), "# EOF\n");
}

TEST_F(ExpositionTest, StaleValuesAreLeftOut) {
    publish_server();
    clock.advance(Duration{15'001});
    EXPECT_EQ(text(), "");
}

TEST_F(ExpositionTest, EscapesWhatWouldEndALineOrALabel) {
    publish_awkward("a\"b\\c\nd");
    EXPECT_THAT(text(), HasSubstr(R"(node="val-1",name="a\"b\\c\nd"} 0.1)"));
    EXPECT_THAT(text(), HasSubstr(R"(# HELP test_awkward_bytes A "help" with \\ and\nline)"));
    EXPECT_THAT(open_metrics(),
                HasSubstr(R"(# HELP test_awkward_bytes A \"help\" with \\ and\nline)"));
}

TEST_F(ExpositionTest, ACounterWithoutItsSuffixHasNoTypeInOpenMetrics) {
    publish_awkward("x");
    EXPECT_THAT(text(), HasSubstr("# TYPE test_inherited counter\n"));
    EXPECT_THAT(open_metrics(), HasSubstr("# TYPE test_inherited unknown\n"));
}

TEST_F(ExpositionTest, AFamilyFedByTwoMeasurementsStandsInOnePlace) {
    publish_server();
    publish_awkward("x");
    EXPECT_THAT(text(), HasSubstr(R"(# TYPE test_state gauge
test_state{network="xrpl",node="val-1",state="full"} 1
test_state{network="xrpl",node="val-1",state="syncing"} 0
test_state{network="xrpl",node="val-1",name="x"} 3
# HELP test_validated)"));
}

TEST_F(ExpositionTest, NumbersThatAreNone) {
    publish_awkward("nan", std::numeric_limits<double>::quiet_NaN());
    publish_awkward("inf", std::numeric_limits<double>::infinity());
    EXPECT_THAT(text(), HasSubstr("name=\"nan\"} NaN\n"));
    EXPECT_THAT(text(), HasSubstr("name=\"inf\"} +Inf\n"));
}

}  // namespace
}  // namespace nodewatch
