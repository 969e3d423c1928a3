#include "api/health.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/api/example_status.hpp"

namespace nodewatch::api {
namespace {

using testing::example_now;
using testing::example_status;
using ::testing::HasSubstr;
using ::testing::Not;

Health assess(const std::vector<TargetStatus>& statuses) {
    return assess_health(statuses, {}, example_now);
}

/// One that is watched by polls alone.
TargetStatus polled_status() {
    TargetStatus status = example_status("val-1");
    status.stream_connected = false;
    std::erase_if(status.activities, [](const auto& a) { return a.name.starts_with("stream"); });
    return status;
}

TEST(HealthTest, ConnectedWithAGoodHeartbeatIsOk) {
    const Health health = assess({example_status("val-1"), example_status("val-2")});
    EXPECT_EQ(health.level, HealthLevel::ok);
    EXPECT_EQ(http_status(health.level), 200);
    EXPECT_EQ(write_health_text(health),
              "OK\nxrpl/val-1: ok for 1h 5m\nxrpl/val-2: ok for 1h 5m\n");
}

TEST(HealthTest, AFailingHeartbeatIsDegraded) {
    TargetStatus status = example_status("val-1");
    status.heartbeat_failing = true;
    const Health health = assess({status});
    EXPECT_EQ(http_status(health.level), 200);
    EXPECT_THAT(write_health_text(health), ::testing::StartsWith("DEGRADED\n"));
    EXPECT_THAT(write_health_text(health), HasSubstr("  heartbeat_failing: "));
}

TEST(HealthTest, ALostStreamIsFailed) {
    TargetStatus status = example_status("val-1");
    status.stream_connected = false;
    const Health health = assess({example_status("val-2"), status});
    EXPECT_EQ(http_status(health.level), 503);
    EXPECT_THAT(write_health_text(health), ::testing::StartsWith("FAILED\n"));
    EXPECT_THAT(write_health_text(health), HasSubstr("xrpl/val-1: failed\n  stream_lost: "));
}

TEST(HealthTest, WhatIsFoundHereIsNotContradictedByTheSource) {
    TargetStatus status = example_status("val-1");
    status.stream_connected = false;
    EXPECT_EQ(write_health_json(assess({status})),
              R"({"status":"failed","demo":false,"reasons":[],"targets":[{"network":"xrpl",)"
              R"("node":"val-1","status":"failed","state":"failed","reasons":[{"code":)"
              R"("stream_lost","message":"the stream is not connected","critical":true}]}]})");
}

TEST(HealthTest, ATargetThatIsOnlyPolledNeedsNoStream) {
    EXPECT_EQ(assess({polled_status()}).level, HealthLevel::ok);
}

TEST(HealthTest, ATargetThatIsOnlyPolledFailsWhenNoPollIsAnswered) {
    TargetStatus status = polled_status();
    ActivityStatus slow = status.activities[0];
    slow.interval = Duration{60'000};
    status.activities[0].last_success = example_now.wall - Duration{3'001};
    EXPECT_EQ(assess({status}).level, HealthLevel::failed);
    EXPECT_THAT(write_health_text(assess({status})), HasSubstr("  stale: "));

    status.activities.push_back(slow);
    EXPECT_EQ(assess({status}).level, HealthLevel::ok) << "one of them is answered";
}

TEST(HealthTest, AConnectedStreamDoesNotHideThatNoPollIsAnswered) {
    TargetStatus status = example_status("val-1");
    status.activities[1].last_success = example_now.wall - Duration{3'001};
    const Health health = assess({status});
    EXPECT_EQ(http_status(health.level), 503);
    EXPECT_THAT(write_health_text(health),
                HasSubstr("  stale: no poll was answered for three intervals\n"));
}

TEST(HealthTest, ARarePollDoesNotHideThatTheOthersAreOverdue) {
    TargetStatus status = example_status("val-1");
    ActivityStatus rare = status.activities[1];
    rare.name = "poll certificates";
    rare.interval = std::chrono::hours{6};
    status.activities.push_back(rare);
    EXPECT_EQ(assess({status}).level, HealthLevel::ok);
    status.activities[1].last_success = example_now.wall - Duration{3'001};
    EXPECT_EQ(assess({status}).level, HealthLevel::failed);
}

TEST(HealthTest, ATargetThatIsOnlyPolledRarelyIsJudgedByThat) {
    TargetStatus status = polled_status();
    status.activities[0].interval = std::chrono::minutes{5};
    status.activities[0].last_success = example_now.wall - std::chrono::minutes{15};
    EXPECT_EQ(assess({status}).level, HealthLevel::ok);
    *status.activities[0].last_success -= Duration{1};
    EXPECT_EQ(assess({status}).level, HealthLevel::failed);
}

TEST(HealthTest, ATargetThatIsOnlyStreamedNeedsNoPoll) {
    TargetStatus status = example_status("val-1");
    status.activities.pop_back();
    EXPECT_EQ(assess({status}).level, HealthLevel::ok);
}

TEST(HealthTest, WhatTheSourceSaysCountsWithItsReasons) {
    TargetStatus status = example_status("val-1");
    status.state = TargetState::failed;
    status.reasons = {{"node_frozen", "no message for 20 s", example_now.wall, true}};
    const Health health = assess({status});
    EXPECT_EQ(http_status(health.level), 503);
    EXPECT_THAT(write_health_text(health), HasSubstr("xrpl/val-1: failed for 1h 5m\n"
                                                     "  node_frozen: no message for 20 s\n"));
    status.state = TargetState::degraded;
    EXPECT_EQ(assess({status}).level, HealthLevel::degraded);
}

TEST(HealthTest, ATargetNothingIsKnownOfIsNotCalledHealthy) {
    TargetStatus status = example_status("val-1");
    status.state = TargetState::starting;
    status.stream_connected = false;
    const Health health = assess({status});
    EXPECT_EQ(health.level, HealthLevel::degraded);
    EXPECT_THAT(write_health_text(health), HasSubstr("nothing is known of it yet"));
}

TEST(HealthTest, WatchingNothingIsNotHealthy) {
    const Health health = assess({});
    EXPECT_EQ(write_health_text(health), "DEGRADED\nno target is watched\n");
}

TEST(HealthTest, ADemoSaysSo) {
    TargetStatus status = example_status("val-1");
    status.demo = true;
    const Health health = assess({status});
    EXPECT_THAT(write_health_text(health), ::testing::StartsWith("OK\nDEMO: "));
    EXPECT_THAT(write_health_json(health), HasSubstr("\"demo\":true"));
}

TEST(HealthTest, AClockThatWentBackGivesNoNegativeTime) {
    TargetStatus status = example_status("val-1");
    status.state_since = example_now.wall + std::chrono::hours{1};
    EXPECT_THAT(write_health_text(assess({status})), HasSubstr("ok for 0s"));
}

TEST(HealthTest, AProblemOfTheProgramCountsBesideTheTargets) {
    const std::vector<TargetStatus> well{example_status("val-1")};
    const Health degraded =
        assess_health(well, {{HealthLevel::degraded, "the history is not written"}}, example_now);
    EXPECT_EQ(http_status(degraded.level), 200);
    EXPECT_EQ(write_health_text(degraded),
              "DEGRADED\nthe history is not written\nxrpl/val-1: ok for 1h 5m\n");
    EXPECT_THAT(write_health_json(degraded),
                HasSubstr(R"("reasons":["the history is not written"],"targets":[)"));
    const Health failed = assess_health(
        well, {{HealthLevel::degraded, "a"}, {HealthLevel::failed, "samples\nwere lost"}},
        example_now);
    EXPECT_EQ(http_status(failed.level), 503);
    EXPECT_THAT(write_health_text(failed), ::testing::StartsWith("FAILED\na\nsamples were lost\n"));
    EXPECT_EQ(assess_health({}, {{HealthLevel::failed, "a"}}, example_now).level,
              HealthLevel::failed);
}

TEST(HealthTest, HostileTextForgesNoLine) {
    TargetStatus status = example_status("val\n1");
    status.state = TargetState::degraded;
    status.reasons = {{"code", "x\r\nxrpl/other: ok\x1b[2J" + std::string(10'000, 'y'), {}, false}};
    const std::string text = write_health_text(assess({status}));
    EXPECT_EQ(std::ranges::count(text, '\n'), 3);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_LT(text.size(), 1'000U);
}

TEST(HealthTest, Json) {
    TargetStatus status = example_status("val-1");
    status.state = TargetState::degraded;
    status.reasons = {{"quorum_lost", "say \"why\"", example_now.wall, true}};
    EXPECT_EQ(write_health_json(assess({status})),
              R"({"status":"degraded","demo":false,"reasons":[],"targets":[{"network":"xrpl",)"
              R"("node":"val-1","status":"degraded","state":"degraded","state_seconds":3900,)"
              R"("reasons":[{"code":"quorum_lost","message":"say \"why\"","critical":true}]}]})");
}

TEST(HealthTest, ListsTheTargetsThatStart) {
    TargetStatus starting = example_status("val-2");
    starting.state = TargetState::starting;
    EXPECT_THAT(targets_starting({example_status("val-1"), starting}),
                ::testing::ElementsAre(Target{"xrpl", "val-2"}));
}

}  // namespace
}  // namespace nodewatch::api
