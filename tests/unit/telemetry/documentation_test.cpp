#include "telemetry/documentation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

using ::testing::HasSubstr;

TEST(DocumentationTest, TellsNameKindUnitLabelsFieldAndMeaning) {
    const testing::ServerMeasurement server;
    const testing::VersionMeasurement versions;
    const std::string text = write_metrics_documentation({&server, &versions});
    EXPECT_THAT(text, HasSubstr("\n## test_server\n\nWhat the server says of itself\n"));
    EXPECT_THAT(text, HasSubstr("\n| `test_peers` | gauge | 1 |  | `peers` | Peers connected |\n"));
    EXPECT_THAT(text,
                HasSubstr("\n| `test_validated_age_seconds` | age | seconds |  | `validated` |"));
    EXPECT_THAT(
        text,
        HasSubstr("\n| `test_state` | gauge | 1 | `state`: full, syncing | `full`, `syncing` |"))
        << "fields of one metric share a row";
    EXPECT_THAT(text, HasSubstr("\n| `test_version_info` | gauge | 1 | `version` | `info` |"));
}

struct Awkward : Measurement {
    Awkward() : Measurement("awkward", "Help") { gauge("a", "a", "1", "One | two\nthree"); }
};

TEST(DocumentationTest, HelpTextsDoNotBreakTheTable) {
    const Awkward awkward;
    EXPECT_THAT(write_metrics_documentation({&awkward}), HasSubstr("| One \\| two three |\n"));
}

}  // namespace
}  // namespace nodewatch
