#include "sinks/influx/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/json.hpp"
#include "support/recording_reader.hpp"

namespace nodewatch::influx {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Verdict judge_status(int status, std::string body = {}, std::string retry_after = {}) {
    net::HttpResponse answer{.status = status, .body = std::move(body)};
    if (!retry_after.empty()) answer.headers.add("Retry-After", std::move(retry_after));
    return judge(answer, 100);
}

net::HttpResponse answer_of(const json::Element& entry) {
    net::HttpResponse answer{.status = static_cast<int>(*json::integer(entry, "status"))};
    if (const auto body = json::find(entry, "body"))
        answer.body =
            body->is_string() ? std::string(body->get_string().value()) : simdjson::minify(*body);
    if (const auto html = json::text(entry, "body_html")) answer.body = *html;
    if (const auto headers = json::object(entry, "headers"))
        for (const auto& [name, value] : *headers)
            answer.headers.add(std::string(name), std::string(value.get_string().value()));
    return answer;
}

/// What the fixture says is to be done, in our words.
std::string expected_of(const json::Element& entry) {
    const auto retry = json::find(entry, "retry");
    if (retry->is_string()) {
        const std::string_view word = retry->get_string().value();
        if (word == "slow") return "slowly";
        if (word == "split batch") return "split";
        return "retry";
    }
    // A wrong organisation is nothing that the points could help: the fixture drops them, we wait.
    if (json::text(entry, "meaning") == "wrong org (OSS)") return "slowly";
    return json::boolean(entry, "drop").value() ? "go on" : "written";
}

std::string word_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::written:
            return "written";
        case Outcome::partly_written:
            return "go on";
        case Outcome::refused:
        case Outcome::too_large:
            return "split";
        case Outcome::retry:
            return "retry";
        case Outcome::retry_slowly:
            return "slowly";
    }
    return "";
}

TEST(AnswerTest, EachAnswerOfTheFixtureHasItsRule) {
    const auto path =
        testing::shared_fixtures_folder() / "bitcoin" / "influx" / "write-responses.json";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    simdjson::dom::parser parser;
    int checked = 0;
    for (const json::Element entry : parser.load(path.string())["responses"].get_array().value()) {
        EXPECT_EQ(word_of(judge(answer_of(entry), 6).outcome), expected_of(entry))
            << simdjson::minify(entry);
        ++checked;
    }
    EXPECT_EQ(checked, 10);
}

TEST(AnswerTest, OnlyNoContentMeansWritten) {
    EXPECT_EQ(judge_status(204).outcome, Outcome::written);
    // A proxy's page of login, a server that moved: the points are not in a database.
    for (const int status : {200, 202, 302, 405})
        EXPECT_EQ(judge_status(status).outcome, Outcome::retry_slowly) << status;
}

TEST(AnswerTest, CountsWhatAPartialWriteLeftOut) {
    const auto dropped = [](int status, std::string body) {
        const Verdict verdict = judge_status(status, std::move(body));
        EXPECT_EQ(verdict.outcome, Outcome::partly_written);
        return verdict.dropped;
    };
    EXPECT_EQ(dropped(422, R"({"message":"partial write: dropped 4 points dropped=4 for ..."})"),
              4U);
    // InfluxDB 1.x.
    EXPECT_EQ(dropped(400, R"({"error":"partial write: field type conflict: ... dropped=3"})"), 3U);
    EXPECT_EQ(dropped(400, R"({"message":"partial write error (98 written): unable to parse"})"),
              2U);
    // It says that something was left out, though not how much.
    EXPECT_EQ(dropped(400, R"({"error":"partial write: unable to parse 'x' dropped=0"})"), 1U);
    // No more than was sent.
    EXPECT_EQ(dropped(422, R"({"message":"partial write dropped=18446744073709551615"})"), 100U);
    EXPECT_EQ(dropped(400, R"({"message":"partial write error (101 written):"})"), 1U);
}

TEST(AnswerTest, ATimeToComeBackMayBeADateOfTheServersClock) {
    const auto wait = [](std::string retry_after, std::string date) {
        net::HttpResponse answer{.status = 503};
        answer.headers.add("Retry-After", std::move(retry_after));
        if (!date.empty()) answer.headers.add("Date", std::move(date));
        return judge(answer, 1).retry_after;
    };
    using namespace std::chrono_literals;
    EXPECT_EQ(wait("Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"), 60s);
    EXPECT_EQ(wait("Sun, 06 Nov 1994 08:40:00 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"), 0s);
    EXPECT_EQ(wait("Mon, 06 Nov 1995 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"), 1h);
    EXPECT_EQ(wait("Sun, 06 Nov 1994 08:50:37 GMT", ""), std::nullopt) << "its clock is unknown";
    EXPECT_EQ(wait("soon", "Sun, 06 Nov 1994 08:49:37 GMT"), std::nullopt);
}

TEST(AnswerTest, AMalformedLineIsLookedFor) {
    EXPECT_EQ(judge_status(400, R"({"error":"unable to parse 'm': missing fields"})").outcome,
              Outcome::refused);
}

TEST(AnswerTest, ABadLineIsKnownByTheWordsOfEachServer) {
    for (const auto* text :
         {R"({"code":"invalid","message":"unable to parse 'm v=': missing field value"})",
          R"(remoteAddr: "127.0.0.1:4"; requestURI: /write; cannot unmarshal Influx line "m v")",
          R"(cannot process influx line protocol data: incorrect influx line "m v=1": ...)",
          R"({"code":"invalid","message":"metric parse error: expected field at 1:6: "m v""})",
          R"({"error":"parsing for line protocol endpoint failed: ..."})",
          R"({"error":"field type conflict: input field "v" on "m" is type integer"})"})
        EXPECT_EQ(judge_status(400, text).outcome, Outcome::refused) << text;
}

TEST(AnswerTest, ABadLineMayHaveAnyWordsInIt) {
    EXPECT_EQ(
        judge_status(400, R"({"error":"unable to parse 'm,t=not found v 1': missing fields"})")
            .outcome,
        Outcome::refused);
}

TEST(AnswerTest, AFaultOfTheRequestIsNotTakenForABadLine) {
    for (const auto* text : {R"({"code":"invalid","message":"Please provide either orgID or org"})",
                             R"({"error":"database is required"})",
                             R"({"code":"invalid","message":"failed to create gzip reader"})",
                             "<html><h1>400 Bad Request</h1></html>", ""})
        EXPECT_EQ(judge_status(400, text).outcome, Outcome::retry_slowly) << text;
    const Verdict unknown = judge_status(400, R"({"message":"organization name \"o\" not found"})");
    EXPECT_EQ(unknown.outcome, Outcome::retry_slowly);
    EXPECT_EQ(unknown.kind, FailureKind::not_found);
}

TEST(AnswerTest, WaitsAsLongAsTheServerAsks) {
    using std::chrono::seconds;
    EXPECT_EQ(judge_status(503, "", "5").retry_after, seconds{5});
    EXPECT_EQ(judge_status(429, "", " 23 ").retry_after, seconds{23});
    EXPECT_EQ(judge_status(503, "", "99999999999999999999").retry_after, std::nullopt);
    EXPECT_EQ(judge_status(503, "", "1000000").retry_after, seconds{3600});
    EXPECT_EQ(judge_status(503, "", "Sun, 22 Nov 2026 03:00:00 GMT").retry_after, std::nullopt);
    // A hard limit: nothing gets better by itself.
    EXPECT_EQ(judge_status(429).outcome, Outcome::retry_slowly);
}

TEST(AnswerTest, TellsTheServersWordsOnOneLine) {
    EXPECT_EQ(
        judge_status(401, R"({"code":"unauthorized","message":"unauthorized access"})").message,
        "401 Unauthorized: unauthorized access");
    EXPECT_EQ(judge_status(404, R"({"error":"database not found: \"btc\""})").message,
              "404 Not Found: database not found: \"btc\"");
    const std::string page = judge_status(413, "<html>\n" + std::string(5'000, 'x')).message;
    EXPECT_THAT(page, Not(HasSubstr("\n")));
    EXPECT_LT(page.size(), 400U);
}

TEST(AnswerTest, NoAnswerIsTriedAgain) {
    const Verdict timeout = judge(Error{ErrorKind::timeout, "no answer within 10 s"});
    EXPECT_EQ(timeout.outcome, Outcome::retry);
    EXPECT_EQ(timeout.kind, FailureKind::timeout);
    EXPECT_EQ(timeout.message, "no answer within 10 s");
    EXPECT_EQ(judge(Error{ErrorKind::refused, "nobody listens"}).kind, FailureKind::connection);
}

}  // namespace
}  // namespace nodewatch::influx
