#include "networks/bitcoin/host_watcher.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;

class HostWatching : public ::testing::Test {
protected:
    HostWatching() : latest_(clock_) { hub_.add(latest_); }

    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, target_, labels);
    }
    std::optional<double> of_process(std::string_view metric) const {
        return value(metric, {{"name", "bitcoind"}});
    }
    NodeProcess process(std::int64_t id, double cpu_seconds) const {
        NodeProcess process{"bitcoind", {}};
        process.sample.process_id = id;
        process.sample.start_ticks = 7;
        process.sample.cpu_seconds = cpu_seconds;
        process.sample.resident_bytes = 3 * 1024.0 * 1024;
        process.sample.running_seconds = 90;
        return process;
    }

    ManualClock clock_;
    Hub hub_;
    LatestValues latest_;
    Target target_{"bitcoin", "main-1"};
    HostWatcher watcher_{Publisher(hub_, target_), 30s, 600s};
};

TEST_F(HostWatching, ProcessAndItsRestart) {
    watcher_.on_process(process(42, 100), clock_.now());
    EXPECT_EQ(of_process("bitcoin_process_cpu_percent"), std::nullopt) << "takes two samples";
    EXPECT_EQ(of_process("bitcoin_process_memory_rss_mb"), 3);
    EXPECT_EQ(of_process("bitcoin_process_uptime_seconds"), 90);
    EXPECT_EQ(of_process("bitcoin_process_open_files"), std::nullopt) << "unknown is not zero";
    clock_.advance(30s);
    watcher_.on_process(process(42, 115), clock_.now());
    EXPECT_EQ(of_process("bitcoin_process_cpu_percent"), 50);
    EXPECT_EQ(of_process("bitcoin_process_restarts_total"), 0);

    watcher_.on_process(failure(ErrorKind::unavailable, "no process"), clock_.now());
    EXPECT_EQ(of_process("bitcoin_process_memory_rss_mb"), std::nullopt);
    clock_.advance(30s);
    watcher_.on_process(process(43, 1), clock_.now());
    EXPECT_EQ(of_process("bitcoin_process_cpu_percent"), std::nullopt) << "of another process";
    EXPECT_EQ(of_process("bitcoin_process_restarts_total"), 1);
}

TEST_F(HostWatching, DisksAndFolders) {
    constexpr double gibibyte = 1024.0 * 1024 * 1024;
    watcher_.on_sizes(
        std::vector<DataFolder>{{"blocks", 700e9, 5'000}, {"chainstate", 11 * gibibyte, 9}},
        clock_.now());
    watcher_.on_disks(std::vector<Disk>{{"/data", {1e12, 4e11}}, {"/data/blocks", {2e12, 1e11}}},
                      clock_.now());
    EXPECT_EQ(value("bitcoin_filesystem_free_percent", {{"path", "/data"}}), 40);
    EXPECT_EQ(value("bitcoin_filesystem_chainstate_gb", {{"path", "/data"}}), 11);
    EXPECT_EQ(value("bitcoin_filesystem_chainstate_gb", {{"path", "/data/blocks"}}), std::nullopt);
    EXPECT_EQ(value("bitcoin_filesystem_free_bytes", {{"path", "/data/blocks"}}), 1e11);
    EXPECT_EQ(value("bitcoin_datadir_size_bytes", {{"folder", "blocks"}}), 700e9);
    EXPECT_EQ(value("bitcoin_datadir_files", {{"folder", "blocks"}}), 5'000);
    ASSERT_TRUE(watcher_.disks(clock_.now()));
    EXPECT_EQ(watcher_.disks(clock_.now())->size(), 2U);
    EXPECT_EQ(watcher_.disks(clock_.now())->back().path, "/data/blocks");

    watcher_.on_sizes(failure(ErrorKind::timeout, "too many"), clock_.now());
    watcher_.on_disks(failure(ErrorKind::file, "gone"), clock_.now());
    EXPECT_EQ(value("bitcoin_datadir_size_bytes", {{"folder", "blocks"}}), std::nullopt);
    EXPECT_EQ(value("bitcoin_filesystem_free_bytes", {{"path", "/data"}}), std::nullopt);
    EXPECT_FALSE(watcher_.disks(clock_.now()));
}

TEST_F(HostWatching, ADiskThatDoesNotAnswerIsNotJudgedForEver) {
    watcher_.on_disks(std::vector<Disk>{{"/data", {1e12, 4e11}}}, clock_.now());
    clock_.advance(std::chrono::minutes(1));
    EXPECT_TRUE(watcher_.disks(clock_.now()));
    clock_.advance(std::chrono::minutes(1));
    EXPECT_FALSE(watcher_.disks(clock_.now()));
}

}  // namespace
}  // namespace nodewatch::bitcoin
