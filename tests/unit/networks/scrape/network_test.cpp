#include "networks/scrape/network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "networks/scrape/fetch.hpp"
#include "support/settings_errors.hpp"

namespace nodewatch::scrape {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Outcome {
    std::optional<TargetPlan> plan;
    std::vector<std::string> errors;
};

Outcome configure(std::string_view yaml) {
    Settings settings = Settings::parse(yaml, "test.yaml", nullptr);
    Outcome outcome;
    outcome.plan = network().configure(settings, "node");
    outcome.errors = testing::errors_after_reading(settings);
    return outcome;
}

TEST(ScrapeConfiguration, AnAddressIsEnough) {
    const auto outcome = configure("url: http://me:topsecret@127.0.0.1:9100\n");
    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_TRUE(outcome.plan);
    EXPECT_EQ(outcome.plan->target, (Target{"scrape", "node/127.0.0.1:9100"}));
    EXPECT_EQ(outcome.plan->address, "http://127.0.0.1:9100/metrics");
}

/// What they hold is read for every scrape.
TEST(ScrapeConfiguration, FilesOfSecretsMayComeLater) {
    EXPECT_THAT(configure("url: http://a:1\nbearer_token_file: /nonexistent\n").errors, IsEmpty());
    EXPECT_THAT(configure("url: http://a:1\nuser: me\npassword_file: /nonexistent\n").errors,
                IsEmpty());
}

TEST(ScrapeConfiguration, TellsWhatIsWrong) {
    EXPECT_THAT(configure("interval: 5s\n").errors, ElementsAre(HasSubstr("needs `url")));
    EXPECT_THAT(configure("url: http://a:1\ninterval: 1s\ntimeout: 2s\n").errors,
                ElementsAre(HasSubstr("longer than the interval, 1s")));
    EXPECT_THAT(configure("url: http://a:1\nlabels: {a-b: c}\n").errors,
                ElementsAre(HasSubstr("not a label name")));
    EXPECT_THAT(configure("url: http://a:1\nlabels: {__name__: c}\n").errors,
                ElementsAre(HasSubstr("internal use")));
    EXPECT_THAT(configure("url: http://a:1\nkeep: ['(']\n").errors.size(), 1);
    EXPECT_THAT(configure("url: http://a:1\nuser: me\nbearer_token: x\n").errors,
                ElementsAre(HasSubstr("either a token")));
    EXPECT_THAT(configure("url: http://a:1\nuser: me\nbearer_token_file: x\n").errors,
                ElementsAre(HasSubstr("either a token")));
    EXPECT_THAT(configure("url: http://a:1\npassword_file: x\n").errors,
                ElementsAre(HasSubstr("a password needs a user")));
    EXPECT_THAT(configure("url: http://a:1\nbearer_token: hunter2\nbearer_token_file: x\n").errors,
                ElementsAre(AllOf(HasSubstr("one of the two must go"), Not(HasSubstr("hunter")))));
    EXPECT_THAT(configure("url: http://a:1\nsample_limits: 5\n").errors,
                ElementsAre(HasSubstr("unknown key")));
}

TEST(ScrapeRedirect, LeadsWhereTheServerSays) {
    const net::Url from{"http", "a", 9100, "/x/metrics?q=1", "me", "topsecret"};
    const auto to = [&](std::string_view location) {
        const auto url = redirected(from, location);
        return url ? url->scheme + "://" + url->authority() + url->target + url->password : "";
    };
    EXPECT_EQ(to("https://b/c?d#e"), "https://b:443/c?d");
    EXPECT_EQ(to("/c"), "http://a:9100/c");
    EXPECT_EQ(to("//b:1/c"), "http://b:1/c");
    EXPECT_EQ(to("other?z"), "http://a:9100/x/other?z");
    EXPECT_EQ(to("ftp://b/c"), "");
    EXPECT_EQ(to("http://"), "");
}

}  // namespace
}  // namespace nodewatch::scrape
