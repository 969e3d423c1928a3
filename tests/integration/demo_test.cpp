#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "integration/nodewatch_program.hpp"

namespace nodewatch::testing {
namespace {

using ::testing::HasSubstr;

/// The address at the end of the next log line with this text.
std::string wait_for_address(Program& program, const std::string& text) {
    const auto line = program.wait_for_line(text);
    EXPECT_TRUE(line) << program.output();
    return line ? line->substr(line->find(text) + text.size()) : "";
}

TEST(Demo, SaysEverywhereThatItIsOne) {
    NodewatchProgram nodewatch("");
    auto demo = nodewatch.start({"demo", "--listen", "127.0.0.1:0"});
    const auto url = wait_for_url(demo);
    EXPECT_TRUE(demo.wait_for_line("DEMO: nothing shown here comes from a real node"));
    std::string metrics;
    while (metrics.find("nodewatch_demo{") == std::string::npos)
        metrics = get(url + "/metrics").body;
    EXPECT_THAT(metrics, ::testing::ContainsRegex("nodewatch_demo\\{[^}]*\\} 1"));
    EXPECT_THAT(get(url + "/health").body, HasSubstr("DEMO: the nodes are stand-ins"));
    EXPECT_THAT(get(url + "/api/v1/status/targets").body, HasSubstr("\"demo\":true"));
    demo.send(SIGTERM);
    EXPECT_EQ(demo.wait().exit_code, 0) << demo.output();
    EXPECT_FALSE(std::filesystem::exists(nodewatch.folder / "home")) << "a demo leaves no state";
}

/// The names that the XRPL Validator Dashboard and the bitcoin-node-monitoring stack gave;
/// promtool's advice on names comes too late for them.
const std::vector<std::string> seed_names = {"xrpl_io_latency_ms",
                                             "xrpl_peer_count ",
                                             "xrpl_peer_latency_p90_ms",
                                             "xrpl_websocket_message_count",
                                             "xrpl_unl_expiry_days_realtime",
                                             "bitcoin_mempool_tx_count ",
                                             "bitcoin_mempool_vsize_mb ",
                                             "bitcoin_peers_ping_avg_ms ",
                                             "bitcoin_peers_ping_p95_ms ",
                                             "bitcoin_peers_total "};

TEST(Demo, PromtoolFindsNothingButTheNamesOfTheSeed) {
    if (run_process("command -v promtool").exit_status != 0) GTEST_SKIP() << "promtool is missing";
    NodewatchProgram nodewatch("");
    auto demo = nodewatch.start({"demo", "--listen", "127.0.0.1:0"});
    const auto url = wait_for_url(demo);
    ASSERT_EQ(get(url + "/ready", "--retry 60 --retry-delay 1").status, "200");
    const auto metrics = get(url + "/metrics").body;
    EXPECT_THAT(metrics, HasSubstr("xrpl_state_realtime_value"));
    write_file(nodewatch.folder / "metrics.txt", metrics);
    const auto checked =
        run_process("promtool check metrics < " + (nodewatch.folder / "metrics.txt").string());
    std::istringstream lines(checked.output);
    for (std::string line; std::getline(lines, line);) {
        const auto known = [&](const std::string& name) { return line.starts_with(name); };
        EXPECT_TRUE(std::ranges::any_of(seed_names, known)) << line;
    }
    demo.send(SIGTERM);
    EXPECT_EQ(demo.wait().exit_code, 0);
}

TEST(Demo, AppearsForRunOrDemoOnAHostWithoutNodes) {
    NodewatchProgram nodewatch("");
    auto program = nodewatch.start({"run", "--or-demo", "--listen", "127.0.0.1:0"});
    const auto url = wait_for_url(program);
    if (program.output().find("as a demo") == std::string::npos)
        GTEST_SKIP() << "there is a node on this host";
    const auto metrics = get(url + "/metrics");
    EXPECT_EQ(metrics.status, "200");
    EXPECT_THAT(metrics.body, ::testing::Not(HasSubstr("host_up{")))
        << "everything that the demo shows is made up";
    program.send(SIGINT);
    EXPECT_EQ(program.wait().exit_code, 0);
}

TEST(Check, FindsAWellNode) {
    NodewatchProgram nodewatch("");
    auto demo = nodewatch.start({"demo", "--listen", "127.0.0.1:0"});
    const auto http = wait_for_address(demo, "xrpl/demo-validator: watching ");
    const auto websocket = wait_for_address(demo, "xrpl/demo-validator: stream connected to ");
    // Patient: a demo that has just begun has much to do besides.
    write_file(nodewatch.configuration_file(),
               "data_dir: " + (nodewatch.folder / "state").string() +
                   "\n"
                   "targets:\n"
                   "  - {network: xrpl, name: val-1, watch_process: false, request_timeout: 60s, "
                   "connect_timeout: 60s, websocket: \"" +
                   websocket + "\", http: \"" + http + "\"}\n");
    auto check = nodewatch.start({"check", "--config", nodewatch.configuration_file()});
    EXPECT_EQ(check.wait().exit_code, 0) << check.output();
    EXPECT_THAT(check.output(), HasSubstr("xrpl/val-1 at "));
    demo.send(SIGTERM);
    EXPECT_EQ(demo.wait().exit_code, 0);
}

}  // namespace
}  // namespace nodewatch::testing
