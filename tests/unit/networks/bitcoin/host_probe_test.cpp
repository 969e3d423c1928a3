#include "networks/bitcoin/host_probe.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace nodewatch::bitcoin {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

/// Two nodes on one host, 42 and 43, as proc(5) would show them, and the data folder of the first.
class NodeHost : public testing::Test {
protected:
    NodeHost() {
        std::string name = (fs::temp_directory_path() / "nodewatch-node-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        write("data/regtest/chainstate/CURRENT", 16);
        write("data/regtest/blocks/blk00000.dat", 1'000);
        write("data/regtest/blocks/index/000005.ldb", 200);
        options_.http = net::Url{"http", "127.0.0.1", 18443, "/", "", ""};
        add_process(42, "bitcoind");
        add_process(43, "bitcoin-node");
        add_process(7, "bash");
    }
    ~NodeHost() override { fs::remove_all(folder_); }

    void write(const std::string& path, std::size_t bytes) const {
        write_text(path, std::string(bytes, 'x'));
    }
    void write_text(const std::string& path, const std::string& text) const {
        fs::create_directories((folder_ / path).parent_path());
        std::ofstream(folder_ / path) << text;
    }
    void add_process(int id, const std::string& name) const {
        const std::string at = "proc/" + std::to_string(id);
        write_text(at + "/comm", name + "\n");
        write_text(at + "/cmdline", name + '\0');
        write_text(at + "/stat", std::to_string(id) + " (" + name +
                                     ") S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 20 0 4 0 777 1000 250");
    }
    void open_file(int id, const fs::path& file) const {
        const fs::path files = folder_ / "proc" / std::to_string(id) / "fd";
        fs::create_directories(files);
        fs::create_symlink(file, files / "3");
    }
    void tell_folder(int id, const std::string& folder) const {
        write_text("proc/" + std::to_string(id) + "/cmdline",
                   std::string("bitcoind") + '\0' + "-datadir=" + folder + '\0');
    }
    std::string data() const { return folder_ / "data"; }
    std::string regtest() const { return folder_ / "data/regtest"; }
    Result<NodeProcess> find(const HostPlace& place) const {
        return find_process(folder_ / "proc", place);
    }

    fs::path folder_;
    TargetOptions options_;
};

TEST_F(NodeHost, TheFolderIsThatOfTheChain) {
    options_.data_folder = data();
    EXPECT_EQ(find_place(options_, "regtest").data_folder, regtest());
    EXPECT_EQ(find_place(options_, "main").data_folder, data());
    EXPECT_EQ(find_place(options_, std::nullopt).data_folder, "") << "whose chain is not known";
    EXPECT_EQ(find_place(options_, std::nullopt).told_folder, data());
    EXPECT_EQ(find_place(options_, "test").data_folder, data()) << "there is no testnet3";
    EXPECT_EQ(find_place(options_, "regtest").port, 18443);
    options_.data_folder = regtest();
    EXPECT_EQ(find_place(options_, "regtest").data_folder, regtest());
}

TEST_F(NodeHost, TheFolderIsWhereTheCookieLiesWithTheData) {
    options_.cookie_file = regtest() + "/.cookie";
    const HostPlace place = find_place(options_, std::nullopt);
    EXPECT_EQ(place.data_folder, regtest());
    EXPECT_EQ(place.told_folder, data());
    options_.cookie_file = data() + "/.cookie";
    EXPECT_EQ(find_place(options_, std::nullopt).data_folder, "") << "no data there";
    options_.cookie_file = regtest() + "/.cookie";
    options_.http.host = "node.example";
    EXPECT_EQ(find_place(options_, std::nullopt).data_folder, "") << "of another host";
    EXPECT_EQ(find_place(options_, std::nullopt).port, std::nullopt);
}

TEST_F(NodeHost, ThePidFileTellsTheProcess) {
    write_text("data/regtest/bitcoind.pid", "43\n");
    const auto found = find({regtest(), data(), {}});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->sample.process_id, 43);
    EXPECT_EQ(found->name, "bitcoin-node");
}

TEST_F(NodeHost, AnOldPidFileIsNotBelieved) {
    open_file(42, regtest() + "/.lock");
    for (const std::string written : {"7", "99999", "x", "", "-1"}) {
        write_text("data/regtest/bitcoind.pid", written);
        const auto found = find({regtest(), data(), {}});
        ASSERT_TRUE(found) << found.error().message;
        EXPECT_EQ(found->sample.process_id, 42) << written;
    }
}

TEST_F(NodeHost, TwoNodesAreToldApartByTheirOpenFiles) {
    open_file(42, folder_ / "other/.lock");
    open_file(43, regtest() + "/.lock");
    EXPECT_EQ(find({regtest(), data(), {}})->sample.process_id, 43);
}

TEST_F(NodeHost, TwoNodesAreToldApartByTheirArguments) {
    tell_folder(42, "/srv/other");
    tell_folder(43, data() + "/");
    EXPECT_EQ(find({regtest(), data(), {}})->sample.process_id, 43);
}

TEST_F(NodeHost, NodesOfTwoChainsInOneFolderAreToldApart) {
    tell_folder(42, data());
    tell_folder(43, data());
    EXPECT_THAT(find({data(), data(), {}}).error().message, HasSubstr("2 nodes run"));
    open_file(42, regtest() + "/.lock");
    open_file(43, data() + "/.lock");
    EXPECT_EQ(find({data(), data(), {}})->sample.process_id, 43) << "that of main";
    EXPECT_EQ(find({regtest(), data(), {}})->sample.process_id, 42);
    fs::remove_all(folder_ / "proc/43");
    EXPECT_THAT(find({data(), data(), {}}).error().message, HasSubstr("is this node's"))
        << "that of main has stopped";
}

TEST_F(NodeHost, AProcessThatEndedIsNotShown) {
    write_text("proc/42/stat", "42 (bitcoind) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 20 0 1 0 777 0 0");
    write_text("data/regtest/bitcoind.pid", "42\n");
    EXPECT_THAT(find({regtest(), data(), {}}).error().message, HasSubstr("just ended"));
}

TEST_F(NodeHost, BlocksThatAreElsewhereHaveNoSize) {
    fs::remove(regtest() + "/blocks/blk00000.dat");
    EXPECT_THAT(*measure_data(regtest(), {}), ElementsAre(Field(&DataFolder::name, "chainstate")));
}

TEST_F(NodeHost, WhoIsSurelyAnotherIsNotTaken) {
    tell_folder(42, "/srv/other");
    EXPECT_EQ(find({regtest(), data(), {}})->sample.process_id, 43) << "the only one it may be";
    tell_folder(43, "/srv/another");
    EXPECT_THAT(find({regtest(), data(), {}}).error().message, HasSubstr("watch_process: false"));
}

TEST_F(NodeHost, AGuessAmongTwoIsNoAnswer) {
    EXPECT_THAT(find({"", "", 18443}).error().message, HasSubstr("2 nodes run on this host"));
    fs::remove_all(folder_ / "proc/42");
    EXPECT_EQ(find({"", "", 18443})->sample.process_id, 43);
}

TEST_F(NodeHost, SizesOfTheFoldersThatAreThere) {
    const auto folders = measure_data(regtest(), {});
    ASSERT_TRUE(folders) << folders.error().message;
    EXPECT_THAT(
        *folders,
        ElementsAre(AllOf(Field(&DataFolder::name, "blocks"), Field(&DataFolder::bytes, 1'200),
                          Field(&DataFolder::files, 2)),
                    AllOf(Field(&DataFolder::name, "chainstate"), Field(&DataFolder::bytes, 16))));
    EXPECT_THAT(measure_data(data(), {}).error().message, HasSubstr("neither blocks nor"));
}

TEST_F(NodeHost, OneFileSystemIsToldOnce) {
    const auto disks = sample_disks(regtest());
    ASSERT_TRUE(disks) << disks.error().message;
    EXPECT_THAT(*disks, ElementsAre(Field(&Disk::path, regtest())));
    EXPECT_GT(disks->front().space.bytes, disks->front().space.free_bytes);
    EXPECT_THAT(sample_disks("/does/not/exist").error().message, HasSubstr("/does/not/exist"));
}

TEST_F(NodeHost, BlocksOnAnotherDiskAreToldBesides) {
    if (fs::space("/dev/shm").capacity == fs::space(folder_).capacity)
        GTEST_SKIP() << "there is no second file system";
    fs::remove_all(regtest() + "/blocks");
    fs::create_directory_symlink("/dev/shm", regtest() + "/blocks");
    const auto disks = sample_disks(regtest());
    ASSERT_TRUE(disks) << disks.error().message;
    EXPECT_THAT(*disks, ElementsAre(Field(&Disk::path, regtest()),
                                    Field(&Disk::path, regtest() + "/blocks")));
}

}  // namespace
}  // namespace nodewatch::bitcoin
