#include "networks/process_probe.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace nodewatch {
namespace {

namespace fs = std::filesystem;

const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));

/// A folder in the shape of /proc with one process: bitcoind, 42, of 23 threads, started 100 s
/// after the host, which started 1100.5 s ago.
class ProcessProbe : public testing::Test {
protected:
    ProcessProbe() {
        std::string name = (fs::temp_directory_path() / "nodewatch-process-XXXXXX").string();
        proc_ = mkdtemp(name.data());
        write("uptime", "1100.50 4000.00\n");
        write("42/comm", "bitcoind\n");
        write("42/stat", "42 (bitcoind) S 1 1 1 0 -1 4194560 1 0 0 0 300 100 0 0 20 0 23 0 " +
                             std::to_string(static_cast<int>(100 * ticks)) +
                             " 123456 1000 18446744073709551615 0 0\n");
        write("42/io",
              "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 81920\n"
              "cancelled_write_bytes: 5\n");
        write("42/cmdline", std::string("bitcoind\0-datadir=/srv/a b\0", 27));
        fs::create_directories(fs::path(proc_) / "42/fd");
        fs::create_symlink("/srv/a b/.lock", fs::path(proc_) / "42/fd/3");
        fs::create_symlink("/dev/null", fs::path(proc_) / "42/fd/0");
    }
    ~ProcessProbe() override { fs::remove_all(proc_); }

    void write(const std::string& path, const std::string& text) const {
        fs::create_directories((fs::path(proc_) / path).parent_path());
        std::ofstream(fs::path(proc_) / path) << text;
    }

    std::string proc_;
};

TEST_F(ProcessProbe, ReadsWhatTheKernelTells) {
    const ProcessSample sample = sample_process(proc_, 42);
    EXPECT_DOUBLE_EQ(*sample.running_seconds, 1000.5);
    EXPECT_DOUBLE_EQ(*sample.cpu_seconds, 400 / ticks);
    EXPECT_EQ(sample.threads, 23);
    EXPECT_EQ(sample.read_bytes, 4096);
    EXPECT_EQ(sample.written_bytes, 81920);
    EXPECT_EQ(sample.open_files, 2);
    EXPECT_EQ(sample.open_files_limit, std::nullopt);
    EXPECT_EQ(process_name(proc_, 42), "bitcoind");
    EXPECT_EQ(process_name(proc_, 43), std::nullopt);
    EXPECT_EQ(process_arguments(proc_, 42),
              (std::vector<std::string>{"bitcoind", "-datadir=/srv/a b", ""}));
}

TEST_F(ProcessProbe, WhatIsKeptFromUsIsUnknown) {
    fs::remove_all(fs::path(proc_) / "42/io");
    fs::remove_all(fs::path(proc_) / "42/fd");
    fs::remove_all(fs::path(proc_) / "uptime");
    const ProcessSample sample = sample_process(proc_, 42);
    EXPECT_EQ(sample.read_bytes, std::nullopt);
    EXPECT_EQ(sample.open_files, std::nullopt);
    EXPECT_EQ(sample.running_seconds, std::nullopt);
    EXPECT_EQ(uses_folder(proc_, 42, "/srv/a b"), std::nullopt);
    EXPECT_EQ(sample.threads, 23);
}

TEST_F(ProcessProbe, AFolderIsUsedByWhoHasAFileOpenInIt) {
    EXPECT_EQ(uses_folder(proc_, 42, "/srv/a b"), true);
    EXPECT_EQ(uses_folder(proc_, 42, "/srv/a"), false) << "a longer name is another folder";
}

TEST_F(ProcessProbe, ReadsThisProcess) {
    const ProcessSample self = sample_process("/proc", getpid());
    EXPECT_GT(self.resident_bytes.value_or(0), 1e5);
    EXPECT_GE(self.threads.value_or(0), 1);
    EXPECT_GE(self.running_seconds.value_or(-1), 0);
}

TEST(CpuPercent, IsOfOneProcessOnly) {
    ProcessSample before, after;
    before.process_id = after.process_id = 42;
    before.start_ticks = after.start_ticks = 7;
    before.cpu_seconds = 10;
    after.cpu_seconds = 13;
    EXPECT_EQ(cpu_percent(before, after, Duration{2'000}), 150);
    EXPECT_EQ(cpu_percent(before, after, Duration{0}), std::nullopt);
    after.start_ticks = 8;
    EXPECT_EQ(cpu_percent(before, after, Duration{2'000}), std::nullopt)
        << "the number was given to another process";
}

}  // namespace
}  // namespace nodewatch
