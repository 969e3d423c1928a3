#include "telemetry/live_points.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/clock.hpp"
#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

class LivePointsTest : public ::testing::Test {
protected:
    LivePointsTest() {
        hub.add(latest);
        hub.add(points);
    }
    std::string rows() {
        LiveReader reader(board, {LivePattern::parse("points/*/*/*").value()});
        return reader.next(WallTime{})->json;
    }

    ManualClock clock{from_unix_seconds(1'763'700'000)};
    testing::ServerMeasurement server;
    testing::VersionMeasurement versions;
    Hub hub;
    LatestValues latest{clock};
    LiveBoard board{clock};
    LivePoints points{board, latest};
    Publisher publisher{hub, {"xrpl", "val/1"}};
};

TEST_F(LivePointsTest, ShowsWhatIsKnownAndNothingElse) {
    Point point(server, clock.now().wall, Duration{5'000});
    point.set(server.peers, 20.5);
    point.set(server.validated, 1'763'699'990.0);
    point.set(server.syncing, std::numeric_limits<double>::infinity());
    publisher.publish(point);
    EXPECT_EQ(rows(), R"({"now":0,"rows":[["points/xrpl/val%2F1/test_server","",)"
                      R"({"t":1763700000000,"i":5000,"v":{"test_peers":20.5,)"
                      R"("test_validated_age_seconds":1763699990,)"
                      R"("test_state{state=\"syncing\"}":"+Inf"}}]]})");
}

TEST_F(LivePointsTest, TagsAreTheKeyAndARetiredGroupIsGone) {
    Point point(versions, clock.now().wall, Duration{0}, {"2.0\"x\""});
    point.set(versions.info, 1.0);
    publisher.publish(point);
    EXPECT_THAT(rows(), ::testing::HasSubstr(R"("version=\"2.0\\\"x\\\"\"",{"t":)"));
    publisher.retire(versions, clock.now().wall);
    EXPECT_EQ(rows(), R"({"now":0,"rows":[]})");
    publisher.publish(point);
    EXPECT_THAT(rows(), ::testing::HasSubstr(R"("test_version_info":1)"));
}

}  // namespace
}  // namespace nodewatch
