#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/program.hpp"

namespace nodewatch::testing {

/// The real program with a folder of its own. It sees nothing of the tester's environment.
class NodewatchProgram {
public:
    explicit NodewatchProgram(std::string configuration) {
        write_file(configuration_file(), std::move(configuration));
    }

    std::string configuration_file() const { return folder / "nodewatch.yaml"; }

    Program start(std::vector<std::string> arguments, std::vector<std::string> variables = {}) {
        arguments.insert(arguments.begin(), NODEWATCH_PROGRAM);
        variables.push_back("HOME=" + (folder / "home").string());
        variables.emplace_back("NODEWATCH_LOG_FORMAT=text");
        return Program(arguments, variables);
    }
    /// `nodewatch run` on a free port of loopback.
    Program run(std::vector<std::string> variables = {}) {
        return start({"run", "--config", configuration_file(), "--listen", "127.0.0.1:0"},
                     std::move(variables));
    }

    TemporaryFolder folder;
};

/// "http://127.0.0.1:41234", from the log; empty when the program ended before.
inline std::string wait_for_url(Program& program) {
    const auto line = program.wait_for_line("listening on ");
    EXPECT_TRUE(line) << program.output();
    return line ? line->substr(line->find("listening on ") + 13) : "";
}

struct Answer {
    std::string status;  ///< "200"; "000" when there was no answer
    std::string body;
};

/// Asks with curl and its further options.
inline Answer get(const std::string& url, const std::string& options = "") {
    const auto result = run_process("curl --silent --max-time 30 --noproxy '*' " + options +
                                    " --write-out '\n%{http_code}' '" + url + "'");
    const auto line = result.output.rfind('\n');
    return {result.output.substr(line + 1), result.output.substr(0, line)};
}

}  // namespace nodewatch::testing
