// What we write, read by Prometheus' own parsers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "base/clock.hpp"
#include "support/process.hpp"
#include "telemetry/exposition.hpp"
#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

using testing::ProcessResult;
using testing::run_process;

constexpr const char* promtool = "/usr/bin/promtool";

struct HostileMeasurement : Measurement {
    HostileMeasurement() : Measurement("hostile", "Help", {"first", "second"}) {}
    Field value = gauge("value", "test_hostile_bytes", "bytes", "Of \"peers\" \\ and\nothers");
    Field total = counter("total", "test_hostile_total", "1", "A total");
};

class PromtoolTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(promtool)) GTEST_SKIP() << promtool << " is not installed";
        hub.add(latest);
    }

    void publish_server() {
        Point p(server, clock.now().wall, Duration{5'000});
        p.set(server.peers, 21);
        p.set(server.disconnects, 1e15);
        p.set(server.full, true);
        p.set(server.syncing, false);
        p.set(server.validated, to_unix_seconds(clock.now().wall));
        publisher.publish(p);
    }
    void publish_hostile(std::string first, std::string second) {
        Point p(hostile, clock.now().wall, Duration{5'000}, {std::move(first), std::move(second)});
        p.set(hostile.value, 1e-7);
        p.set(hostile.total, 3);
        publisher.publish(p);
    }

    ProcessResult check_text() {
        const auto file = folder / "metrics.prom";
        testing::write_file(
            file, write_exposition(latest, clock.now(), ExpositionFormat::prometheus_text));
        return run_process(std::string(promtool) + " check metrics < " + file.string());
    }

    /// The reader of OpenMetrics that promtool has is the importer, which wants time stamps.
    ProcessResult import_open_metrics() {
        std::istringstream text(
            write_exposition(latest, clock.now(), ExpositionFormat::open_metrics));
        std::string stamped;
        for (std::string line; std::getline(text, line);)
            stamped += line + (line.starts_with('#') ? "\n" : " 1763700000\n");
        const auto file = folder / "metrics.om";
        testing::write_file(file, stamped);
        return run_process(std::string(promtool) + " tsdb create-blocks-from openmetrics " +
                           file.string() + " " + (folder / "data").string());
    }

    /// The series that the importer made of it. The dump wants the log that a live database has.
    std::size_t imported_series() {
        std::filesystem::create_directories(folder / "data" / "wal");
        const auto dump =
            run_process(std::string(promtool) + " tsdb dump " + (folder / "data").string());
        return static_cast<std::size_t>(std::ranges::count(dump.output, '\n'));
    }

    testing::TemporaryFolder folder;
    ManualClock clock;
    testing::ServerMeasurement server;
    HostileMeasurement hostile;
    Hub hub;
    LatestValues latest{clock};
    Publisher publisher{hub, {"xrpl", "val-1"}};
};

TEST_F(PromtoolTest, HasNothingToSayAboutTheText) {
    publish_server();
    publish_hostile("plain", "tags");
    const ProcessResult result = check_text();
    EXPECT_EQ(result.exit_status, 0);
    EXPECT_EQ(result.output, "");
}

TEST_F(PromtoolTest, ReadsOpenMetrics) {
    publish_server();
    publish_hostile("plain", "tags");
    const ProcessResult result = import_open_metrics();
    EXPECT_EQ(result.exit_status, 0) << result.output;
    EXPECT_EQ(imported_series(), 5U + 2U);
}

TEST_F(PromtoolTest, ReadsWhateverAPeerMayCallItself) {
    const std::vector<std::string> nasty = {"",
                                            "line\nfeed",
                                            "quote\"",
                                            "\\",
                                            "\\\"",
                                            "end\\",
                                            std::string("\0nul", 4),
                                            "\r\n\t",
                                            "\xff\xfe invalid",
                                            "\xed\xa0\x80 surrogate",
                                            "\u2028\u202e",
                                            "} 1\nforged 1\n# EOF\n",
                                            std::string(10'000, '"'),
                                            std::string(10'000, '\xff')};
    for (std::size_t i = 0; i < nasty.size(); ++i)
        publish_hostile(nasty[i], std::to_string(i));

    const ProcessResult text = check_text();
    EXPECT_EQ(text.exit_status, 0);
    EXPECT_EQ(text.output, "");
    const ProcessResult open_metrics = import_open_metrics();
    EXPECT_EQ(open_metrics.exit_status, 0) << open_metrics.output;
    EXPECT_EQ(imported_series(), 2 * nasty.size());
}

TEST_F(PromtoolTest, ReadsRandomBytes) {
    std::mt19937 random(20'261'121);
    std::uniform_int_distribution<int> byte(0, 255);
    std::uniform_int_distribution<std::size_t> length(0, 40);
    constexpr std::size_t series = 500;
    for (std::size_t i = 0; i < series; ++i) {
        std::string tag(length(random), ' ');
        for (char& c : tag)
            c = static_cast<char>(byte(random));
        publish_hostile(tag, std::to_string(i));
    }
    EXPECT_EQ(check_text().output, "");
    const ProcessResult open_metrics = import_open_metrics();
    EXPECT_EQ(open_metrics.exit_status, 0) << open_metrics.output;
    EXPECT_EQ(imported_series(), 2 * series);
}

}  // namespace
}  // namespace nodewatch
