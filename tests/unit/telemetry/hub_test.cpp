#include "telemetry/hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/clock.hpp"
#include "base/strings.hpp"
#include "support/recording_consumer.hpp"
#include "telemetry/latest_values.hpp"
#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

using ::testing::ElementsAre;
using testing::RecordingConsumer;

constexpr WallTime t0{Duration{1'763'700'000'123}};
const Duration second{1'000};

struct Seen {
    const SeriesGroup* group;
    std::string node;
};

class GroupConsumer final : public PointConsumer {
public:
    void accept(const SeriesGroup& group, const Point&) override {
        accepted.push_back({&group, group.target.node});
    }
    void retire(const SeriesGroup&, WallTime) override {}
    std::vector<Seen> accepted;
};

class HubTest : public ::testing::Test {
protected:
    HubTest() { hub.add(seen); }

    Point version(std::string text) {
        Point point(versions, t0, second, {std::move(text)});
        point.set(versions.info, 1);
        return point;
    }

    testing::ServerMeasurement server;
    testing::VersionMeasurement versions;
    Hub hub;
    RecordingConsumer seen;
    Publisher publisher{hub, {"xrpl", "val-1"}};
};

TEST_F(HubTest, HandsOutExactlyWhatWasSet) {
    Point point(server, t0, second);
    point.set(server.peers, 21);
    point.set(server.full, true);
    point.set(server.disconnects, std::optional<std::uint64_t>());
    publisher.publish(point);

    ASSERT_EQ(seen.points().size(), 1U);
    const auto& got = seen.points().front();
    EXPECT_EQ(got.target, (Target{"xrpl", "val-1"}));
    EXPECT_EQ(got.time, t0);
    EXPECT_EQ(got.interval, second);
    EXPECT_EQ(got.fields, (std::map<std::string, double>{{"peers", 21.0}, {"full", 1.0}}));
}

TEST_F(HubTest, ANotANumberIsAValueAndNotTheSameAsAbsent) {
    Point point(server, t0, second);
    point.set(server.peers, std::numeric_limits<double>::quiet_NaN());
    EXPECT_TRUE(point.has(server.peers));
    EXPECT_FALSE(point.has(server.full));
}

TEST_F(HubTest, OneGroupForEachTargetMeasurementAndTags) {
    GroupConsumer groups;
    hub.add(groups);
    Publisher same(hub, {"xrpl", "val-1"});
    Publisher other(hub, {"xrpl", "val-2"});
    publisher.publish(version("2.5.0"));
    same.publish(version("2.5.0"));
    publisher.publish(version("2.6.0"));
    other.publish(version("2.5.0"));

    ASSERT_EQ(groups.accepted.size(), 4U);
    EXPECT_EQ(groups.accepted[0].group, groups.accepted[1].group);
    EXPECT_EQ(groups.accepted[0].group->id, 0U);
    EXPECT_EQ(groups.accepted[2].group->id, 1U);
    EXPECT_EQ(groups.accepted[3].group->id, 2U);
    EXPECT_EQ(groups.accepted[3].node, "val-2");
    EXPECT_EQ(hub.counters().groups, 3U);
    EXPECT_EQ(hub.counters().points, 4U);
}

TEST_F(HubTest, ASetRetiresWhatIsNotInItAnyMore) {
    publisher.publish_set(versions, {version("a"), version("b")}, t0);
    EXPECT_TRUE(seen.retirements().empty());
    publisher.publish_set(versions, {version("b"), version("c")}, t0 + second);

    ASSERT_EQ(seen.retirements().size(), 1U);
    EXPECT_THAT(seen.retirements()[0].tags, ElementsAre("a"));
    EXPECT_EQ(seen.retirements()[0].time, t0 + second);
    EXPECT_EQ(seen.value("test_version_info", {{"version", "a"}}), std::nullopt);
    EXPECT_EQ(seen.value("test_version_info", {{"version", "c"}}), 1.0);

    // "a" is over already: it is not retired twice, and may come back.
    publisher.publish_set(versions, {version("a"), version("c")}, t0 + 2 * second);
    ASSERT_EQ(seen.retirements().size(), 2U);
    EXPECT_THAT(seen.retirements()[1].tags, ElementsAre("b"));
    EXPECT_EQ(seen.value("test_version_info", {{"version", "a"}}), 1.0);
}

TEST_F(HubTest, RetirementStaysWithinItsTarget) {
    Publisher other(hub, {"xrpl", "val-2"});
    publisher.publish(version("a"));
    other.publish(version("a"));
    Point point(server, t0, second);
    point.set(server.peers, 1);
    publisher.publish(point);

    publisher.retire(versions, t0);
    ASSERT_EQ(seen.retirements().size(), 1U);
    EXPECT_EQ(seen.retirements()[0].target.node, "val-1");
    publisher.retire_all(t0);
    ASSERT_EQ(seen.retirements().size(), 2U);
    EXPECT_EQ(seen.retirements()[1].measurement, "test_server");
}

TEST_F(HubTest, HostileTagValuesAreCutAndRepaired) {
    publisher.publish(version(std::string(10'000, 'x')));
    publisher.publish(version(std::string(600, '\xff')));
    for (const auto& point : seen.points()) {
        EXPECT_LE(point.tags[0].size(), Hub::max_tag_bytes);
        EXPECT_TRUE(is_valid_utf8(point.tags[0]));
    }
    EXPECT_EQ(hub.counters().groups, 2U);
    publisher.publish(version(std::string(10'000, 'x')));
    EXPECT_EQ(hub.counters().groups, 2U) << "the same hostile value is the same group";
}

TEST_F(HubTest, AFloodOfTagValuesIsBoundedAndLeavesRoomForOthers) {
    for (std::size_t i = 0; i < Hub::max_groups_per_target + 10; ++i)
        publisher.publish(version(std::to_string(i)));
    EXPECT_EQ(hub.counters().groups, Hub::max_groups_per_target);
    EXPECT_EQ(hub.counters().dropped_points, 10U);

    publisher.publish(version("7"));
    EXPECT_EQ(hub.counters().dropped_points, 10U) << "known groups go on";
    Publisher other(hub, {"xrpl", "val-2"});
    other.publish(version("new"));
    EXPECT_EQ(hub.counters().dropped_points, 10U);
}

TEST_F(HubTest, APointWithoutItsTagIsDroppedAndCounted) {
    publisher.publish(Point(versions, t0, second));
    EXPECT_TRUE(seen.points().empty());
    EXPECT_EQ(hub.counters().dropped_points, 1U);
}

TEST_F(HubTest, TagsThatNeverRepeatDoNotFillTheRoom) {
    ManualClock clock;
    LatestValues latest(clock);
    hub.add(latest);
    // A day of an uptime shown to the minute.
    constexpr int minutes = 24 * 60;
    for (int i = 0; i < minutes; ++i)
        publisher.publish_set(versions, {version(std::to_string(i))}, t0);
    EXPECT_EQ(hub.counters().groups, Hub::max_retired_groups + 1);
    EXPECT_EQ(hub.counters().dropped_points, 0U);

    std::vector<std::string> shown;
    latest.for_each(clock.now(), [&](const LatestValues::Value& value) {
        shown.push_back(value.group->tag_values.at(0));
    });
    EXPECT_THAT(shown, ElementsAre(std::to_string(minutes - 1)));
}

TEST_F(HubTest, OfAWholeTargetRetiredAtOnceTheLastOnesAreKept) {
    constexpr std::size_t many = 20'000;
    ManualClock clock;
    LatestValues latest(clock);
    hub.add(latest);
    for (std::size_t i = 0; i < many; ++i)
        publisher.publish(version(std::to_string(i)));
    publisher.retire_all(t0);
    EXPECT_EQ(hub.counters().groups, Hub::max_retired_groups);
    EXPECT_EQ(seen.retirements().size(), many);

    publisher.publish(version(std::to_string(many - 1)));
    publisher.publish(version("0"));
    EXPECT_EQ(hub.counters().groups, Hub::max_retired_groups + 1) << "only \"0\" was forgotten";
    EXPECT_EQ(latest.fresh_groups(clock.now()), 2U);
}

TEST_F(HubTest, RetiredGroupThatComesBackKeepsItsIdentity) {
    GroupConsumer groups;
    hub.add(groups);
    publisher.publish_set(versions, {version("1.0")}, t0);
    publisher.publish_set(versions, {version("2.0")}, t0);
    publisher.publish_set(versions, {version("1.0")}, t0);
    ASSERT_EQ(groups.accepted.size(), 3U);
    EXPECT_EQ(groups.accepted[0].group, groups.accepted[2].group);
    EXPECT_EQ(hub.counters().groups, 2U);
}

}  // namespace
}  // namespace nodewatch
