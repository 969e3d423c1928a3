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
        fs::create_symlink("/dev/null", folder_ / at / "fd/0");
        fs::create_symlink("socket:[500" + at + "]", folder_ / at / "fd/1");
        write(at + "/net/tcp", table);
    }
    /// Without the rights to see the files of a process.
    void hide_files(int id) const { fs::remove_all(folder_ / std::to_string(id) / "fd"); }

    static constexpr std::uint16_t port = 5005;
    /// As the kernel prints it. 138D is 5005: process 42 listens there, process 43 is a client of
    /// it, and process 44 listens on 5006.
    static constexpr const char* table =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout "
        "inode\n"
        "   0: 0100007F:138D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 "
        "50042 1 0000000000000000 100 0 0 10 0\n"
        "   1: 0100007F:138E 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 "
        "50044 1 0000000000000000 100 0 0 10 0\n"
        "   2: 0100007F:D2F0 0100007F:138D 01 00000000:00000000 00:00000000 00000000     0        "
        "0 "
        "50043 1 0000000000000000 20 4 30 10 -1\n";

    fs::path folder_;
};

TEST_F(HostProbe, ReadsTimeMemoryAndFilesOfTheNamedProcess) {
    write_process(7, "bash", 1, 1, 1);
    write_process(42, "rippled", 250, 50, 1000);
    const auto sample = find_process(folder_.string(), {"rippled", "xrpld"}, port);
    ASSERT_TRUE(sample) << sample.error().message;
    EXPECT_EQ(sample->process_id, 42);
    EXPECT_DOUBLE_EQ(*sample->cpu_seconds, 300.0 / static_cast<double>(sysconf(_SC_CLK_TCK)));
    EXPECT_DOUBLE_EQ(*sample->resident_bytes, 1000.0 * static_cast<double>(sysconf(_SC_PAGESIZE)));
    EXPECT_EQ(sample->open_files, 2);
    EXPECT_EQ(sample->open_files_limit, 65536);
    EXPECT_EQ(sample->cpu_cores, std::nullopt) << "no status file: not the cores of the host";
}

TEST_F(HostProbe, CountsTheCoresThatTheProcessMayRunOn) {
    write_process(42, "rippled", 1, 1, 10);
    for (const auto& [list, cores] :
         {std::pair{"0-3,8", 5.0}, {"2", 1.0}, {"0-15", 16.0}, {"0-1,4-5,7", 5.0}}) {
        write("42/status", std::string("Name:\trippled\nCpus_allowed:\tff\nCpus_allowed_list:\t") +
                               list + "\nMems_allowed:\t1\n");
        EXPECT_EQ(find_process(folder_.string(), {"rippled"}, port)->cpu_cores, cores) << list;
    }
    for (const std::string damaged : {"", "3-1", "x", "0-"}) {
        write("42/status", "Cpus_allowed_list:\t" + damaged + "\n");
        EXPECT_EQ(find_process(folder_.string(), {"rippled"}, port)->cpu_cores, std::nullopt);
    }
}

TEST_F(HostProbe, FindsTheRenamedServer) {
    write_process(42, "xrpld", 1, 1, 10);
    EXPECT_EQ(find_process(folder_.string(), {"rippled", "xrpld"}, port)->process_id, 42);
}

TEST_F(HostProbe, TakesTheOneThatListensOnThePort) {
    write_process(42, "rippled", 1, 1, 10);
    write_process(43, "rippled", 1, 1, 20);
    write_process(44, "rippled", 1, 1, 30);
    EXPECT_EQ(find_process(folder_.string(), {"rippled"}, port)->process_id, 42);
    EXPECT_EQ(find_process(folder_.string(), {"rippled"}, 5006)->process_id, 44);
}

TEST_F(HostProbe, FindsTheListenerAmongAddressesOfVersion6) {
    write_process(42, "rippled", 1, 1, 10);
    write_process(44, "rippled", 1, 1, 20);
    for (const std::string process : {"42", "44"}) {
        write(process + "/net/tcp", "  sl  local_address\n");
        write(
            process + "/net/tcp6",
            "  sl  local_address                         remote_address                        st "
            "tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
            "   0: 00000000000000000000000000000000:138D 00000000000000000000000000000000:0000 0A "
            "00000000:00000000 00:00000000 00000000     0        0 50042 1 0000000000000000 100 0 "
            "0 10 0\n");
    }
    EXPECT_EQ(find_process(folder_.string(), {"rippled"}, port)->process_id, 42);
}

TEST_F(HostProbe, WithoutTheRightsToSeeItTakesTheLargest) {
    write_process(42, "rippled", 1, 1, 10);
    write_process(43, "rippled", 1, 1, 20);
    hide_files(42);
    EXPECT_EQ(find_process(folder_.string(), {"rippled"}, port)->process_id, 43);
}

TEST_F(HostProbe, AnotherNodesProcessIsNotThisNodes) {
    write_process(44, "rippled", 1, 1, 30);
    const auto sample = find_process(folder_.string(), {"rippled"}, port);
    ASSERT_FALSE(sample);
    EXPECT_NE(sample.error().message.find("listens on port 5005"), std::string::npos);
}

TEST_F(HostProbe, UnreadableFileListLeavesTheCountUnknown) {
    write_process(42, "rippled", 1, 1, 10);
    hide_files(42);
    const auto sample = find_process(folder_.string(), {"rippled"}, port);
    ASSERT_TRUE(sample);
    EXPECT_FALSE(sample->open_files);
}

TEST_F(HostProbe, GarbageInStatIsUnknownNotZero) {
    write_process(42, "rippled", 1, 1, 10);
    write("42/stat", "42 (rippled");
    const auto sample = find_process(folder_.string(), {"rippled"}, port);
    ASSERT_TRUE(sample);
    EXPECT_FALSE(sample->cpu_seconds);
    EXPECT_FALSE(sample->resident_bytes);
}

TEST_F(HostProbe, ProcessThatEndsWhileItIsReadIsPassedOver) {
    write_process(42, "rippled", 1, 1, 10);
    // Reading a folder fails after it was opened, as reading of a process that just ended does.
    fs::create_directories(folder_ / "49/comm");
    EXPECT_EQ(find_process(folder_.string(), {"rippled"}, port)->process_id, 42);
}

TEST_F(HostProbe, NoSuchProcessNamesWhatWasLookedFor) {
    const auto sample = find_process(folder_.string(), {"rippled", "xrpld"}, port);
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
