#include "telemetry/latest_values.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/clock.hpp"
#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

const Target target{"xrpl", "val-1"};

class LatestValuesTest : public ::testing::Test {
protected:
    LatestValuesTest() { hub.add(latest); }

    Point point(Duration interval = Duration{5'000}) const {
        return Point(server, clock.now().wall, interval);
    }
    void publish_peers(double peers, Duration interval = Duration{5'000}) {
        Point p = point(interval);
        p.set(server.peers, peers);
        publisher.publish(p);
    }
    void publish_event_at(double unix_time) {
        Point p = point();
        p.set(server.validated, unix_time);
        publisher.publish(p);
    }
    std::optional<double> find(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest.find(clock.now(), metric, target, labels);
    }
    std::optional<double> age() const { return find("test_validated_age_seconds"); }

    ManualClock clock;
    testing::ServerMeasurement server;
    testing::VersionMeasurement versions;
    Hub hub;
    LatestValues latest{clock};
    Publisher publisher{hub, target};
};

TEST_F(LatestValuesTest, HasTheLastPointAsAWhole) {
    Point first = point();
    first.set(server.peers, 20);
    first.set(server.full, true);
    publisher.publish(first);
    publish_peers(21);

    EXPECT_EQ(find("test_peers"), 21.0);
    EXPECT_EQ(find("test_state", {{"state", "full"}}), std::nullopt)
        << "the second point did not know it";
}

TEST_F(LatestValuesTest, StaleOnlyAfterThreeIntervals) {
    publish_peers(21);
    clock.advance(Duration{15'000});
    EXPECT_EQ(find("test_peers"), 21.0);
    EXPECT_EQ(latest.stale_groups(clock.now()), 0U);
    clock.advance(Duration{1});
    EXPECT_EQ(find("test_peers"), std::nullopt);
    EXPECT_EQ(latest.fresh_groups(clock.now()), 0U);
    EXPECT_EQ(latest.stale_groups(clock.now()), 1U);

    publish_peers(22);
    EXPECT_EQ(find("test_peers"), 22.0);
    EXPECT_EQ(latest.stale_groups(clock.now()), 0U);
}

TEST_F(LatestValuesTest, WithoutAnIntervalValuesHold) {
    publish_peers(21, Duration::zero());
    clock.advance(Duration{86'400'000});
    EXPECT_EQ(find("test_peers"), 21.0);
}

TEST_F(LatestValuesTest, AWallClockStepNeitherHidesNorRevives) {
    publish_peers(21);
    clock.step_wall(std::chrono::hours{10});
    EXPECT_EQ(find("test_peers"), 21.0);
    clock.step_wall(-std::chrono::hours{20});
    EXPECT_EQ(find("test_peers"), 21.0);
    clock.advance(Duration{15'001});
    EXPECT_EQ(find("test_peers"), std::nullopt);
}

TEST_F(LatestValuesTest, AnAgeGrowsWhileNothingHappens) {
    publish_event_at(to_unix_seconds(clock.now().wall) - 4.0);
    EXPECT_DOUBLE_EQ(age().value(), 4.0);
    clock.advance(Duration{2'500});
    EXPECT_DOUBLE_EQ(age().value(), 6.5);
}

TEST_F(LatestValuesTest, AnEventInTheFutureHasAgeZeroNotANegativeOne) {
    publish_event_at(to_unix_seconds(clock.now().wall) + 600.0);
    EXPECT_DOUBLE_EQ(age().value(), 0.0);
}

TEST_F(LatestValuesTest, ACountdownFallsWhileNothingHappens) {
    struct ListMeasurement : Measurement {
        ListMeasurement() : Measurement("test_list", "A list that expires") {}
        Field expires = countdown("expires", "test_list_expires_seconds", "Until it expires");
    };
    static const ListMeasurement list;
    Point p(list, clock.now().wall, Duration{60'000});
    p.set(list.expires, to_unix_seconds(clock.now().wall) + 10.0);
    publisher.publish(p);
    EXPECT_DOUBLE_EQ(find("test_list_expires_seconds").value(), 10.0);
    clock.advance(Duration{2'500});
    clock.step_wall(std::chrono::hours{1});
    EXPECT_DOUBLE_EQ(find("test_list_expires_seconds").value(), 7.5);
    clock.advance(Duration{10'000});
    EXPECT_DOUBLE_EQ(find("test_list_expires_seconds").value(), -2.5);
}

TEST_F(LatestValuesTest, AWallClockStepDoesNotMakeAnAgeJump) {
    publish_event_at(to_unix_seconds(clock.now().wall) - 4.0);
    clock.advance(Duration{1'000});
    clock.step_wall(std::chrono::hours{1});
    EXPECT_DOUBLE_EQ(age().value(), 5.0);
    clock.step_wall(-std::chrono::hours{2});
    EXPECT_DOUBLE_EQ(age().value(), 5.0);
}

TEST_F(LatestValuesTest, AnUnknownEventTimeHasNoAgeOfZero) {
    publish_event_at(std::numeric_limits<double>::quiet_NaN());
    EXPECT_TRUE(std::isnan(age().value()));
}

TEST_F(LatestValuesTest, RetiredValuesAreGoneUntilANewPoint) {
    publish_peers(21);
    publisher.retire_all(clock.now().wall);
    EXPECT_EQ(find("test_peers"), std::nullopt);
    EXPECT_EQ(latest.stale_groups(clock.now()), 0U);
    publish_peers(22);
    EXPECT_EQ(find("test_peers"), 22.0);
}

TEST_F(LatestValuesTest, FindWantsAllLabelsInAnyOrder) {
    Point p(versions, clock.now().wall, Duration{5'000}, {"2.5.0"});
    p.set(versions.info, 1);
    publisher.publish(p);
    EXPECT_EQ(find("test_version_info", {{"version", "2.5.0"}}), 1.0);
    EXPECT_EQ(find("test_version_info", {{"version", "2.5.1"}}), std::nullopt);
    EXPECT_EQ(find("test_version_info"), std::nullopt);
}

TEST_F(LatestValuesTest, VisitsByMeasurementGroupAndField) {
    Point v(versions, clock.now().wall, Duration{5'000}, {"2.5.0"});
    v.set(versions.info, 1);
    publisher.publish(v);
    publish_peers(1);
    Publisher other(hub, {"xrpl", "val-2"});
    other.publish(v);

    std::vector<std::string> order;
    latest.for_each(clock.now(), [&](const LatestValues::Value& value) {
        order.push_back(value.field->key + "/" + value.group->target.node);
    });
    EXPECT_EQ(order, (std::vector<std::string>{"info/val-1", "info/val-2", "peers/val-1"}));
}

}  // namespace
}  // namespace nodewatch
