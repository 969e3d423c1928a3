#include <gmock/gmock.h>

#include "integration/nodewatch_program.hpp"

namespace nodewatch::testing {
namespace {

using ::testing::HasSubstr;

TEST(Check, TellsEveryErrorOfTheConfigurationWithItsPlace) {
    NodewatchProgram nodewatch(
        "listen: [\"127.0.0.1:0\"]\n"
        "log: {level: loud}\n"
        "targets:\n"
        "  - network: xrpl\n"
        "    websocket: http://127.0.0.1:1\n"
        "    intervals: {server_info: often}\n");
    for (const auto* command : {"check", "run"}) {
        auto program = nodewatch.start({command, "--config", nodewatch.configuration_file()});
        EXPECT_EQ(program.wait().exit_code, 2) << command;
        const auto place = nodewatch.configuration_file() + ":";
        EXPECT_THAT(program.output(), HasSubstr(place + "2:"));
        EXPECT_THAT(program.output(), HasSubstr(place + "5:"));
        EXPECT_THAT(program.output(), HasSubstr(place + "6:"));
    }
}

TEST(Check, AMissingFileIsExitCode2) {
    NodewatchProgram nodewatch("");
    auto program = nodewatch.start({"check", "--config", "/nonexistent/nodewatch.yaml"});
    EXPECT_EQ(program.wait().exit_code, 2);
    EXPECT_THAT(program.output(), HasSubstr("/nonexistent/nodewatch.yaml: No such file"));
}

TEST(Check, ATargetThatIsAwayIsExitCode1) {
    NodewatchProgram nodewatch(
        "targets:\n"
        "  - {network: xrpl, name: away, websocket: \"ws://127.0.0.1:1\"}\n");
    auto program = nodewatch.start({"check", "--config", nodewatch.configuration_file()});
    EXPECT_EQ(program.wait().exit_code, 1) << program.output();
    EXPECT_THAT(program.output(), HasSubstr("xrpl/away at ws://127.0.0.1:1"));
    EXPECT_THAT(program.output(), HasSubstr("FAILURE"));
}

}  // namespace
}  // namespace nodewatch::testing
