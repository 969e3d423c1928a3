#include "api/status_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "unit/api/example_status.hpp"

namespace nodewatch::api {
namespace {

using testing::example_now;
using testing::example_status;

/// Reads an answer back with a parser that is not ours.
class StatusJsonTest : public ::testing::Test {
protected:
    json::Element parse(const std::string& text) {
        json::Element document;
        EXPECT_EQ(parser_.parse(text).get(document), simdjson::SUCCESS) << text;
        return document;
    }
    json::Element target(const TargetStatus& status) {
        const auto document = parse(write_targets_json({status}, example_now));
        return document.at_pointer("/data/targets/0").value();
    }

private:
    simdjson::dom::parser parser_;
};

double number(const json::Element& element, std::string_view pointer) {
    return element.at_pointer(pointer).get_double().value();
}
std::string_view text(const json::Element& element, std::string_view pointer) {
    return element.at_pointer(pointer).get_string().value();
}
bool is_null(const json::Element& element, std::string_view pointer) {
    return element.at_pointer(pointer).value().is_null();
}

TEST_F(StatusJsonTest, TellsHowATargetIs) {
    TargetStatus status = example_status("val-1");
    status.reconnects = 2;
    status.gaps = 3;
    status.gap_items = 17;
    status.notices = {"not admin"};
    status.reasons = {{"quorum_lost", "No quorum", example_now.wall - Duration{2'500}, true}};
    const auto got = target(status);

    EXPECT_EQ(text(got, "/network"), "xrpl");
    EXPECT_EQ(text(got, "/node"), "val-1");
    EXPECT_EQ(text(got, "/state"), "ok");
    EXPECT_EQ(text(got, "/state_since"), "2025-11-21T03:21:40.000Z");
    EXPECT_EQ(number(got, "/state_since_age_seconds"), 3'900.0);
    EXPECT_EQ(text(got, "/reasons/0/code"), "quorum_lost");
    EXPECT_EQ(number(got, "/reasons/0/since_age_seconds"), 2.5);
    EXPECT_TRUE(got.at_pointer("/stream/connected").get_bool().value());
    EXPECT_EQ(got.at_pointer("/stream/reconnects").get_uint64().value(), 2U);
    EXPECT_EQ(got.at_pointer("/gaps").get_uint64().value(), 3U);
    EXPECT_EQ(got.at_pointer("/unseen_items").get_uint64().value(), 17U);
    EXPECT_EQ(text(got, "/notices/0"), "not admin");
    EXPECT_TRUE(is_null(got, "/last_error"));
}

TEST_F(StatusJsonTest, AgesOfActivities) {
    const auto got = target(example_status("val-1"));
    EXPECT_EQ(text(got, "/activities/1/name"), "poll server_info");
    EXPECT_EQ(number(got, "/activities/1/interval_seconds"), 1.0);
    EXPECT_EQ(number(got, "/activities/1/last_success_age_seconds"), 1.5);
    EXPECT_FALSE(got.at_pointer("/activities/1/stale").get_bool().value());
    EXPECT_TRUE(is_null(got, "/activities/0/interval_seconds"));
    EXPECT_TRUE(is_null(got, "/activities/0/stale")) << "no interval, no verdict";
}

TEST_F(StatusJsonTest, AnActivityIsStaleAfterThreeIntervals) {
    TargetStatus status = example_status("val-1");
    status.activities[1].last_success = example_now.wall - Duration{3'001};
    EXPECT_TRUE(target(status).at_pointer("/activities/1/stale").get_bool().value());
}

TEST_F(StatusJsonTest, AStepOfTheWallClockDoesNotChangeTheAgeOfASuccess) {
    TargetStatus status = example_status("val-1");
    status.activities[1].last_success = example_now.wall - std::chrono::hours{1};
    status.activities[1].last_success_steady = example_now.steady - Duration{1'500};
    const auto got = target(status);
    EXPECT_EQ(text(got, "/activities/1/last_success"), "2025-11-21T03:26:40.000Z");
    EXPECT_EQ(number(got, "/activities/1/last_success_age_seconds"), 1.5);
    EXPECT_FALSE(got.at_pointer("/activities/1/stale").get_bool().value());
}

TEST_F(StatusJsonTest, WhatNeverHappenedIsNullAndNotZero) {
    TargetStatus status;
    status.activities.resize(1);
    status.activities[0].interval = Duration{10'000};
    const auto got = target(status);
    EXPECT_TRUE(is_null(got, "/state_since"));
    EXPECT_TRUE(is_null(got, "/state_since_age_seconds"));
    EXPECT_TRUE(is_null(got, "/activities/0/last_success"));
    EXPECT_TRUE(is_null(got, "/activities/0/last_success_age_seconds"));
    EXPECT_TRUE(is_null(got, "/activities/0/last_error"));
}

TEST_F(StatusJsonTest, AnAgeIsNeverNegative) {
    TargetStatus status = example_status("val-1");
    status.activities[1].last_success = example_now.wall + Duration{60'000};
    EXPECT_EQ(number(target(status), "/activities/1/last_success_age_seconds"), 0.0);
}

TEST_F(StatusJsonTest, TheLastErrorIsTheNewestOfAllActivities) {
    TargetStatus status = example_status("val-1");
    status.activities[0].last_error = Error{ErrorKind::closed, "closed", "1008"};
    status.activities[0].last_error_time = example_now.wall - Duration{4'000};
    status.activities[1].last_error = Error{ErrorKind::timeout, "no answer"};
    status.activities[1].last_error_time = example_now.wall - Duration{9'000};
    const auto got = target(status);
    EXPECT_EQ(text(got, "/last_error/activity"), "stream ledger");
    EXPECT_EQ(text(got, "/last_error/kind"), "closed");
    EXPECT_EQ(text(got, "/last_error/code"), "1008");
    EXPECT_EQ(number(got, "/last_error/time_age_seconds"), 4.0);
    EXPECT_EQ(text(got, "/activities/1/last_error/message"), "no answer");
}

TEST_F(StatusJsonTest, HostileTextStaysText) {
    TargetStatus status = example_status("v\"},{\"state\":\"ok\xff\n");
    status.notices = {std::string("nul\0\x1f</script>", 14)};
    const auto document = parse(write_targets_json({status}, example_now));
    EXPECT_EQ(document.at_pointer("/data/targets").get_array().value().size(), 1U);
    EXPECT_EQ(text(document, "/data/targets/0/node"), "v\"},{\"state\":\"ok\uFFFD\n");
    EXPECT_EQ(text(document, "/data/targets/0/notices/0"), status.notices[0]);
}

TEST_F(StatusJsonTest, EnvelopeDemoAndBuild) {
    TargetStatus demo = example_status("a");
    demo.demo = true;
    const auto document = parse(write_targets_json({example_status("b"), demo}, example_now));
    EXPECT_EQ(text(document, "/status"), "success");
    EXPECT_TRUE(document.at_pointer("/data/demo").get_bool().value());
    EXPECT_EQ(text(document, "/data/time"), "2025-11-21T04:26:40.000Z");
    EXPECT_EQ(write_build_json({"0.1.0", "abc", "clang 19"}),
              R"({"status":"success","data":{"application":"nodewatch","version":"0.1.0",)"
              R"("revision":"abc","compiler":"clang 19"}})");
}

}  // namespace
}  // namespace nodewatch::api
