#include "sinks/influx/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace nodewatch::influx {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Read {
    std::optional<Options> options;
    std::vector<std::string> errors;
};

Read read(const std::string& yaml, std::map<std::string, std::string> variables = {}) {
    auto settings = Settings::parse(yaml, "nodewatch.yaml",
                                    [&](const std::string& name) -> std::optional<std::string> {
                                        const auto found = variables.find(name);
                                        if (found == variables.end()) return std::nullopt;
                                        return found->second;
                                    });
    Read result;
    result.options = read_options(settings.section("sinks").section("influx"));
    settings.finish();
    for (const Error& error : settings.errors())
        result.errors.push_back(error.message);
    return result;
}

TEST(OptionsTest, NothingIsSentWithoutAnAddress) {
    EXPECT_FALSE(read("").options);
    EXPECT_THAT(read("").errors, IsEmpty());
    EXPECT_THAT(read("sinks: {influx: {bucket: b}}").errors,
                Contains(HasSubstr("needs `url: http://host:8086`")));
}

TEST(OptionsTest, ABucketIsWrittenByVersion2) {
    const auto [options, errors] = read(
        "sinks: {influx: {url: 'http://db:8086/', org: 'my org', bucket: 'a&b', token: secret}}");
    ASSERT_THAT(errors, IsEmpty());
    EXPECT_EQ(options->url.target, "/api/v2/write?precision=ms&org=my%20org&bucket=a%26b");
    EXPECT_EQ(options->authorization, "Token secret");
}

TEST(OptionsTest, ADatabaseIsWrittenByVersion1) {
    const auto [options, errors] = read(
        "sinks:\n  influx:\n    url: http://vm:8428/influx\n    database: db\n"
        "    retention_policy: year\n    user: me\n    password: secret\n");
    ASSERT_THAT(errors, IsEmpty());
    EXPECT_EQ(options->url.target, "/influx/write?precision=ms&db=db&rp=year");
    EXPECT_EQ(options->url.user, "me");
    EXPECT_EQ(options->url.password, "secret");
    EXPECT_EQ(options->authorization, "");
}

TEST(OptionsTest, EveryKeyHasAnEnvironmentForm) {
    const auto [options, errors] = read("", {{"NODEWATCH_SINKS_INFLUX_URL", "http://db:8086"},
                                             {"NODEWATCH_SINKS_INFLUX_BUCKET", "b"},
                                             {"NODEWATCH_SINKS_INFLUX_ORG", "o"},
                                             {"NODEWATCH_SINKS_INFLUX_TOKEN", "secret"},
                                             {"NODEWATCH_SINKS_INFLUX_BATCH_LINES", "7"},
                                             {"NODEWATCH_SINKS_INFLUX_TLS_VERIFY", "false"}});
    ASSERT_THAT(errors, IsEmpty());
    EXPECT_EQ(options->url.target, "/api/v2/write?precision=ms&org=o&bucket=b");
    EXPECT_EQ(options->authorization, "Token secret");
    EXPECT_EQ(options->batch.lines, 7U);
    EXPECT_FALSE(options->tls.verify);
}

TEST(OptionsTest, SaysWhatDoesNotBelongTogether) {
    const auto error = [](const std::string& keys) {
        const auto errors = read("sinks: {influx: {url: 'http://db', " + keys + "}}").errors;
        return errors.empty() ? "" : errors.front();
    };
    EXPECT_THAT(error("org: o"), HasSubstr("needs either `bucket`"));
    EXPECT_THAT(error("bucket: b, database: d"), HasSubstr("needs either `bucket`"));
    EXPECT_THAT(error("database: d, org: o"), HasSubstr("goes with `bucket`"));
    EXPECT_THAT(error("bucket: b, org: o, retention_policy: p"), HasSubstr("goes with `database`"));
    EXPECT_THAT(error("bucket: b, org: o, user: me"), HasSubstr("belong together"));
    EXPECT_THAT(error("bucket: b, org: o, user: me, password: p, token: t"),
                HasSubstr("either a token"));
    EXPECT_THAT(error("bucket: b, org: o, interval: 10ms"), HasSubstr("interval"));
    EXPECT_EQ(error("bucket: b, org: o"), "");
}

TEST(OptionsTest, ABucketWithoutAnOrganisationIsWantedInWords) {
    EXPECT_THAT(read("sinks: {influx: {url: 'http://db', bucket: b}}").errors,
                Contains(testing::AllOf(HasSubstr("sinks.influx.org"), HasSubstr("`org: ''`"))));
    const auto [options, errors] =
        read("sinks: {influx: {url: 'http://vm:8428', bucket: b, org: ''}}");
    ASSERT_THAT(errors, IsEmpty());
    EXPECT_EQ(options->url.target, "/api/v2/write?precision=ms&bucket=b");
}

TEST(OptionsTest, AnAddressHasNoSecretsAndNoQuery) {
    for (const auto* url : {"http://me:hunter2@db", "http://db/?token=hunter2", "ws://db"}) {
        const auto errors =
            read("sinks: {influx: {url: '" + std::string(url) + "', bucket: b, org: o}}").errors;
        EXPECT_THAT(errors, Contains(HasSubstr("sinks.influx.url"))) << url;
        EXPECT_THAT(errors, Not(Contains(HasSubstr("hunter2")))) << url;
    }
    EXPECT_THAT(
        read("sinks: {influx: {url: 'http://db', bucket: b, org: o, token: \"a\\nhunter2\"}}")
            .errors,
        Contains(testing::AllOf(HasSubstr("one line"), Not(HasSubstr("hunter2")))));
}

}  // namespace
}  // namespace nodewatch::influx
