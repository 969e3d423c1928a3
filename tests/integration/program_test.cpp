#include <gmock/gmock.h>

#include "integration/nodewatch_program.hpp"

namespace nodewatch::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

ProcessResult nodewatch(const std::string& arguments) {
    return run_process(std::string("env -i HOME=/nonexistent ") + NODEWATCH_PROGRAM + " " +
                       arguments);
}

TEST(CommandLine, VersionTellsTheCommit) {
    const auto version = nodewatch("version");
    EXPECT_EQ(version.exit_status, 0);
    EXPECT_THAT(version.output, StartsWith("nodewatch 0."));
    EXPECT_THAT(version.output, HasSubstr("\ncompiler "));
    const auto head = run_process("git -C " NODEWATCH_SOURCE_DIR " rev-parse --short=12 HEAD");
    const auto commit = head.exit_status == 0 ? head.output : "unknown\n";
    EXPECT_THAT(version.output, HasSubstr("\ncommit " + commit));
}

TEST(CommandLine, HelpNamesEveryCommand) {
    const auto help = nodewatch("--help");
    EXPECT_EQ(help.exit_status, 0);
    for (const auto* command : {"run", "check", "version", "demo", "query", "docs"})
        EXPECT_THAT(help.output, HasSubstr(command));
    EXPECT_THAT(nodewatch("run --help").output, HasSubstr("--config"));
}

TEST(CommandLine, WrongUsageIsExitCode2) {
    for (const auto* arguments :
         {"", "fly", "run --speed 3", "version extra", "docs", "query", "query up --format xml",
          "query up --step 1m", "query up --range x", "query up --time yesterday",
          "query up --url ftp://x"})
        EXPECT_EQ(nodewatch(arguments).exit_status, 2) << arguments;
    const auto bad_address = nodewatch("run --listen 127.0.0.1:notaport");
    EXPECT_EQ(bad_address.exit_status, 2);
    EXPECT_THAT(bad_address.output, HasSubstr("--listen"));
}

TEST(CommandLine, QueryTellsWhenNobodyAnswers) {
    const auto result = nodewatch("query up --url http://127.0.0.1:1");
    EXPECT_EQ(result.exit_status, 1);
    EXPECT_THAT(result.output, HasSubstr("127.0.0.1:1 refused the connection"));
}

TEST(CommandLine, TheListOfMetricsIsThatOfTheDocumentation) {
    const auto printed = nodewatch("docs metrics");
    EXPECT_EQ(printed.exit_status, 0);
    EXPECT_THAT(printed.output, HasSubstr("nodewatch_build_info"));
    std::ifstream file(NODEWATCH_SOURCE_DIR "/docs/metrics.md");
    const std::string written(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(printed.output, written) << "write it anew: nodewatch docs metrics > docs/metrics.md";
}

}  // namespace
}  // namespace nodewatch::testing
