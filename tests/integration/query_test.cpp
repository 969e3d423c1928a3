#include <gmock/gmock.h>

#include "integration/nodewatch_program.hpp"

namespace nodewatch::testing {
namespace {

using ::testing::HasSubstr;

/// A program that takes samples; its own metrics are asked for as well.
struct Queries : ::testing::Test {
    NodewatchProgram nodewatch{""};
    std::string url;

    void write_configuration(const std::string& more) {
        write_file(nodewatch.configuration_file(),
                   "data_dir: " + (nodewatch.folder / "state").string() +
                       "\ntargets:\n"
                       "  - {network: xrpl, name: away, websocket: \"ws://127.0.0.1:1\"}\n" +
                       more);
    }
    std::string query(const std::string& expr, const std::string& more = "") {
        return get(url + "/api/v1/query", "--data-urlencode 'query=" + expr + "' " + more).body;
    }
};

TEST_F(Queries, SeeWhatWasImportedAndStillDoAfterARestart) {
    write_configuration("import: true\n");
    const std::string answer =
        R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"node":"a"},)"
        R"("value":[1700000060,"0.2"]}]}})";
    for (const bool restarted : {false, true}) {
        auto program = nodewatch.run();
        url = wait_for_url(program);
        if (!restarted) {
            const auto imported = get(url + "/api/v1/import/prometheus",
                                      "--data-binary 'jobs_total{node=\"a\"} 1 1700000000000\n"
                                      "jobs_total{node=\"a\"} 7 1700000030000\n"
                                      "jobs_total{node=\"a\"} 13 1700000060000\n'");
            EXPECT_EQ(imported.status, "200") << imported.body;
        }
        EXPECT_EQ(query("rate(jobs_total[1m1s])", "--data time=1700000060"), answer);
        auto command = nodewatch.start(
            {"query", "jobs_total", "--time", "1700000060", "--format", "csv", "--url", url});
        EXPECT_EQ(command.wait().exit_code, 0);
        EXPECT_THAT(command.output(), HasSubstr("13"));
        program.send(SIGTERM);
        ASSERT_EQ(program.wait().exit_code, 0) << program.output();
    }
}

TEST_F(Queries, SeeAPointAsSoonAsItIsThere) {
    write_configuration("");
    auto program = nodewatch.run();
    url = wait_for_url(program);
    // What /metrics shows now is what a query finds now.
    std::string metrics;
    while (metrics.find("nodewatch_demo{") == std::string::npos)
        metrics = get(url + "/metrics").body;
    EXPECT_THAT(query("nodewatch_demo"), HasSubstr(R"("__name__":"nodewatch_demo")"));
}

TEST_F(Queries, ImportsAreRefusedUnlessAllowed) {
    write_configuration("");
    auto program = nodewatch.run();
    url = wait_for_url(program);
    EXPECT_EQ(get(url + "/api/v1/import/prometheus", "--data-binary 'a 1'").status, "404");
    EXPECT_EQ(get(url + "/api/v1/write", "--data-binary 'a 1'").status, "404");
}

}  // namespace
}  // namespace nodewatch::testing
