#include "networks/xrpl/host_probe.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace nodewatch::xrpl {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, removed at the end.
class HostProbe : public testing::Test {
protected:
    HostProbe() {
        std::string name = (fs::temp_directory_path() / "nodewatch-probe-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~HostProbe() override { fs::remove_all(folder_); }

    void write(const std::string& path, const std::string& text) const {
        fs::create_directories((folder_ / path).parent_path());
        std::ofstream(folder_ / path) << text;
    }

    /// The stat line of a process as proc(5) describes it: 52 fields, the name in parentheses.
    void write_process(int id, const std::string& name, int user, int system, int pages) const {
        const std::string at = std::to_string(id);
        write(at + "/comm", name + "\n");
        write(at + "/stat", at + " (" + name + ") S 1 1 1 0 -1 4194560 1 0 0 0 " +
                                std::to_string(user) + " " + std::to_string(system) +
                                " 0 0 20 0 9 0 100 123456 " + std::to_string(pages) +
                                " 18446744073709551615 0 0\n");
        write(at + "/limits",
              "Limit                     Soft Limit           Hard Limit           Units     \n"
              "Max open files            65536                524288               files     \n");
        fs::create_directories(folder_ / at / "fd");
        write(at + "/fd/0", "");
        write(at + "/fd/1", "");
    }

    fs::path folder_;
};

TEST_F(HostProbe, ReadsTimeMemoryAndFilesOfTheNamedProcess) {
    write_process(7, "bash", 1, 1, 1);
    write_process(42, "rippled", 250, 50, 1000);
    const auto sample = sample_process(folder_.string(), {"rippled", "xrpld"});
    ASSERT_TRUE(sample) << sample.error().message;
    EXPECT_EQ(sample->process_id, 42);
    EXPECT_DOUBLE_EQ(*sample->cpu_seconds, 300.0 / static_cast<double>(sysconf(_SC_CLK_TCK)));
    EXPECT_DOUBLE_EQ(*sample->resident_bytes, 1000.0 * static_cast<double>(sysconf(_SC_PAGESIZE)));
    EXPECT_EQ(sample->open_files, 2);
    EXPECT_EQ(sample->open_files_limit, 65536);
}

TEST_F(HostProbe, FindsTheRenamedServer) {
    write_process(43, "xrpld", 1, 1, 10);
    EXPECT_EQ(sample_process(folder_.string(), {"rippled", "xrpld"})->process_id, 43);
}

TEST_F(HostProbe, TakesTheLargerOfTwoProcesses) {
    write_process(44, "rippled", 1, 1, 10);
    write_process(45, "rippled", 1, 1, 20);
    EXPECT_EQ(sample_process(folder_.string(), {"rippled"})->process_id, 45);
}

TEST_F(HostProbe, UnreadableFileListLeavesTheCountUnknown) {
    write_process(46, "rippled", 1, 1, 10);
    fs::remove_all(folder_ / "46/fd");
    const auto sample = sample_process(folder_.string(), {"rippled"});
    ASSERT_TRUE(sample);
    EXPECT_FALSE(sample->open_files);
}

TEST_F(HostProbe, GarbageInStatIsUnknownNotZero) {
    write_process(47, "rippled", 1, 1, 10);
    write("47/stat", "47 (rippled");
    const auto sample = sample_process(folder_.string(), {"rippled"});
    ASSERT_TRUE(sample);
    EXPECT_FALSE(sample->cpu_seconds);
    EXPECT_FALSE(sample->resident_bytes);
}

TEST_F(HostProbe, ProcessThatEndsWhileItIsReadIsPassedOver) {
    write_process(48, "rippled", 1, 1, 10);
    // Reading a folder fails after it was opened, as reading of a process that just ended does.
    fs::create_directories(folder_ / "49/comm");
    EXPECT_EQ(sample_process(folder_.string(), {"rippled"})->process_id, 48);
}

TEST_F(HostProbe, NoSuchProcessNamesWhatWasLookedFor) {
    const auto sample = sample_process(folder_.string(), {"rippled", "xrpld"});
    ASSERT_FALSE(sample);
    EXPECT_NE(sample.error().message.find("rippled or xrpld"), std::string::npos);
}

TEST_F(HostProbe, AddsUpTheDatabaseAndItsNuDbPart) {
    write("db/ledger.db", std::string(1'000, 'x'));
    write("db/nudb/nudb.dat", std::string(5'000, 'x'));
    write("db/rippledb.0a1b/nudb.key", std::string(70, 'x'));
    const auto sample = sample_database(folder_.string());
    ASSERT_TRUE(sample) << sample.error().message;
    EXPECT_EQ(sample->ledger_db_bytes, 6'070);
    EXPECT_EQ(sample->nudb_bytes, 5'070);
    EXPECT_GT(*sample->filesystem_bytes, *sample->filesystem_free_bytes);
}

TEST_F(HostProbe, NuDbBesideTheDatabaseFolderIsFound) {
    write("db/ledger.db", "1234");
    write("nudb/nudb.dat", "123456789");
    EXPECT_EQ(sample_database(folder_.string())->nudb_bytes, 9);
}

TEST_F(HostProbe, WithoutNuDbItsSizeIsUnknown) {
    write("db/ledger.db", "1234");
    EXPECT_FALSE(sample_database(folder_.string())->nudb_bytes);
}

TEST_F(HostProbe, MissingDataFolderIsAnErrorThatNamesIt) {
    const auto sample = sample_database((folder_ / "absent").string());
    ASSERT_FALSE(sample);
    EXPECT_EQ(sample.error().kind, ErrorKind::file);
    EXPECT_NE(sample.error().message.find("absent/db"), std::string::npos);
}

}  // namespace
}  // namespace nodewatch::xrpl
