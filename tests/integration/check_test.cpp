#include <gmock/gmock.h>

#include "integration/nodewatch_program.hpp"

namespace nodewatch::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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

TEST(Check, RefusesWhatRunWouldRefuse) {
    NodewatchProgram nodewatch("data_dir: /proc/nodewatch/state\n");
    auto program = nodewatch.start({"check", "--config", nodewatch.configuration_file()});
    EXPECT_EQ(program.wait().exit_code, 1);
    EXPECT_THAT(program.output(), HasSubstr("FAILURE  data folder /proc/nodewatch/state: "));
}

TEST(Check, WithoutConfigurationTheHostItselfIsTried) {
    NodewatchProgram nodewatch("");
    auto program =
        nodewatch.start({"check"}, {"STATE_DIRECTORY=" + (nodewatch.folder / "state").string()});
    program.wait();
    EXPECT_THAT(program.output(), HasSubstr(" on this host, and the host itself\n"));
    EXPECT_THAT(program.output(), HasSubstr("\nhost/"));
    EXPECT_THAT(program.output(), HasSubstr("groups of values can be read"));
}

TEST(Check, ShowsNoKeyThatIsPartOfAnAddress) {
    NodewatchProgram nodewatch(
        "listen: [\"127.0.0.1:0\"]\n"
        "targets:\n"
        "  - {network: xrpl, name: away, http: "
        "\"http://127.0.0.1:1/v1/topsecret?key=topsecret\"}\n");
    for (const auto* command : {"check", "run"}) {
        auto program = nodewatch.start({command, "--config", nodewatch.configuration_file()},
                                       {"NODEWATCH_LOG_LEVEL=debug"});
        if (std::string_view(command) == "run") {
            const auto url = wait_for_url(program);
            EXPECT_THAT(get(url + "/api/v1/status/targets").body,
                        HasSubstr("http://127.0.0.1:1/..."));
            program.send(SIGTERM);
        }
        program.wait();
        EXPECT_THAT(program.output(), HasSubstr("http://127.0.0.1:1/..."));
        EXPECT_THAT(program.output(), Not(HasSubstr("topsecret")));
    }
}

}  // namespace
}  // namespace nodewatch::testing
