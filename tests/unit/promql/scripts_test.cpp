#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "unit/promql/script.hpp"

namespace nodewatch::promql {
namespace {

const std::filesystem::path prometheus_scripts =
    std::filesystem::path(NODEWATCH_SOURCE_DIR) / ".." / "shared" / "fixtures" / "promql";

ScriptReport run_folder(const std::filesystem::path& folder, Edges edges) {
    ScriptReport all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".test") continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        const ScriptReport report = run_script(text.str(), edges);
        all.cases += report.cases;
        all.checks += report.checks;
        for (const std::string& failure : report.failures)
            all.failures.push_back(entry.path().filename().string() + ": " + failure);
    }
    return all;
}

void expect_no_failures(const ScriptReport& report) {
    for (const std::string& failure : report.failures)
        ADD_FAILURE() << failure;
}

TEST(Scripts, AllCasesOfPrometheus242Pass) {
    if (!std::filesystem::exists(prometheus_scripts))
        GTEST_SKIP() << "the scripts of Prometheus are not here";
    const ScriptReport report = run_folder(prometheus_scripts, Edges::prometheus2);
    EXPECT_EQ(report.cases, 566U);
    // Without the pinned and the range evaluations there would be as many checks as cases.
    EXPECT_GT(report.checks, 5'000U);
    expect_no_failures(report);
}

TEST(Scripts, OurCasesPass) {
    const ScriptReport report =
        run_folder(NODEWATCH_SOURCE_DIR "/tests/data/promql", Edges::prometheus3);
    EXPECT_GE(report.cases, 800U);
    expect_no_failures(report);
}

}  // namespace
}  // namespace nodewatch::promql
