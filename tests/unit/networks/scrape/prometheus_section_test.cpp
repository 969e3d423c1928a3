#include "networks/scrape/prometheus_section.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/process.hpp"
#include "support/settings_errors.hpp"

namespace nodewatch::scrape {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// What comes of a configuration file with a section `scrape`.
struct Outcome {
    std::vector<std::string> nodes;
    std::vector<std::string> errors;
};

Outcome outcome_of(std::string_view yaml) {
    Outcome outcome;
    auto settings = Settings::parse(yaml, "nodewatch.yaml", nullptr);
    for (const auto& plan : read_section(settings.section("scrape")))
        outcome.nodes.push_back(plan.target.node);
    outcome.errors = testing::errors_after_reading(settings);
    return outcome;
}

TEST(ScrapeSection, NothingWrittenGivesNothing) {
    const auto outcome = outcome_of("");
    EXPECT_THAT(outcome.nodes, IsEmpty());
    EXPECT_THAT(outcome.errors, IsEmpty());
}

TEST(ScrapeSection, FilesAndJobsWrittenHereComeTogether) {
    const testing::TemporaryFolder folder;
    const std::string path = folder / "prometheus.yml";
    testing::write_file(path,
                        "rule_files: [a.yml]\n"
                        "scrape_configs:\n"
                        "  - {job_name: node, static_configs: [{targets: [\"a:1\"]}]}\n");
    const auto outcome = outcome_of("scrape:\n  prometheus_files: [" + path +
                                    "]\n"
                                    "  global: {scrape_interval: 5s}\n"
                                    "  scrape_configs:\n"
                                    "    - {job_name: b, static_configs: [{targets: [\"b:1\"]}]}\n"
                                    "    - {job_name: c, dns_sd_configs: [{names: [x]}]}\n");
    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.nodes, ElementsAre("node/a:1", "b/b:1", "configuration/" + path,
                                           "configuration/scrape_configs"));
}

TEST(ScrapeSection, ErrorsOfAFileNameItsLineAndOurs) {
    const testing::TemporaryFolder folder;
    const std::string path = folder / "prometheus.yml";
    testing::write_file(path, "scrape_configs:\n  - {job_name: a, scheme: ftp}\n");
    EXPECT_THAT(outcome_of("scrape: {prometheus_files: [" + path + "]}").errors,
                ElementsAre(AllOf(StartsWith("nodewatch.yaml:1:10: scrape.prometheus_files: "),
                                  HasSubstr(path + ":2:"), HasSubstr("http, https"))));
    EXPECT_THAT(outcome_of("scrape: {prometheus_files: [/nonexistent.yml]}").errors,
                ElementsAre(HasSubstr("/nonexistent.yml: No such file")));
    EXPECT_THAT(outcome_of("scrape: {rule_files: [a.yml]}").errors,
                ElementsAre(HasSubstr("unknown key")));
}

}  // namespace
}  // namespace nodewatch::scrape
