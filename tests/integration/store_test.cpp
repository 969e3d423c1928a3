#include <gmock/gmock.h>

#include "integration/nodewatch_program.hpp"

namespace nodewatch::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A program that has kept some seconds of history of itself.
struct StoreCommands : ::testing::Test {
    NodewatchProgram nodewatch{""};
    std::string file = nodewatch.folder / "state/nodewatch.db";

    StoreCommands() {
        write_file(nodewatch.configuration_file(),
                   "data_dir: " + (nodewatch.folder / "state").string() +
                       "\ntargets:\n"
                       "  - {network: xrpl, name: away, websocket: \"ws://127.0.0.1:1\"}\n");
    }
    struct Outcome {
        std::optional<int> exit_code;
        std::string output;
    };
    Outcome store(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "store");
        arguments.insert(arguments.end(), {"--config", nodewatch.configuration_file()});
        auto program = nodewatch.start(std::move(arguments));
        const auto ended = program.wait();
        return {ended.exit_code, program.output()};
    }
};

TEST_F(StoreCommands, LookAndCopyWhileTheProgramRunsAndAfter) {
    const std::string copy = nodewatch.folder / "copy.db";
    auto running = nodewatch.run();
    wait_for_url(running);
    EXPECT_THAT(store({"info"}).output, HasSubstr("bytes each, everything counted"));
    EXPECT_THAT(store({"compact"}).output, HasSubstr("is in use by process "));
    running.send(SIGTERM);
    ASSERT_EQ(running.wait().exit_code, 0);

    EXPECT_THAT(store({"verify"}).output, HasSubstr(" 0 damaged\n"));
    EXPECT_THAT(store({"backup", copy}).output, HasSubstr(copy + ": 0."));
    EXPECT_THAT(store({"backup", copy}).output, HasSubstr(copy + " exists"));
    EXPECT_THAT(store({"compact"}).output, HasSubstr(" MB, was "));
    // The copy has what the file has.
    const auto exported = store({"export"}).output;
    EXPECT_THAT(exported, HasSubstr("\nnodewatch_demo{network=\"nodewatch\","));
    EXPECT_EQ(store({"export", "--file", copy}).output, exported);
    EXPECT_THAT(run_process("ls " + (nodewatch.folder / "state").string()).output,
                Not(HasSubstr("export")));
}

TEST_F(StoreCommands, ExportCanBeReadByPromtool) {
    auto running = nodewatch.run();
    wait_for_url(running);
    running.send(SIGTERM);
    ASSERT_EQ(running.wait().exit_code, 0);
    const std::string text = nodewatch.folder / "export.om";
    write_file(text, store({"export", "--format", "openmetrics"}).output);
    const auto blocks = run_process("promtool tsdb create-blocks-from openmetrics " + text + " " +
                                    (nodewatch.folder / "blocks").string());
    EXPECT_EQ(blocks.exit_status, 0) << blocks.output;
}

TEST_F(StoreCommands, AMissingFileIsExitCode2AndNamed) {
    for (const std::string command : {"info", "verify", "compact", "export"}) {
        const auto outcome = store({command});
        EXPECT_EQ(outcome.exit_code, 2) << command;
        EXPECT_THAT(outcome.output, HasSubstr(file + ": there is no such file"));
    }
}

}  // namespace
}  // namespace nodewatch::testing
