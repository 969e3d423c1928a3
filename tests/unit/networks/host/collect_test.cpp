// Hosts of a kind that tests/data/host has not.

#include "networks/host/collect.hpp"

#include <gmock/gmock.h>

#include "file_tree.hpp"
#include "networks/host/filesystems.hpp"

namespace nodewatch::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct OddHost : ::testing::Test {
    FileTree tree;
    HostOptions options;

    Reading collect_by(void (*collector)(const Look&, Reading&)) {
        options.files = tree.files();
        options.all_metrics = true;
        const View view(options);
        Reading reading;
        collector(Look{view, {WallTime{}, Duration{1}}}, reading);
        return reading;
    }
    /// "MOUNT_POINT PATH_THAT_IS_ASKED"
    std::vector<std::string> mounts(const std::string& rootfs) {
        options.files = tree.files();
        options.files.rootfs = rootfs;
        const View view(options);
        std::vector<std::string> all;
        for (const Mount& mount : read_mounts(view).value_or(std::vector<Mount>()))
            all.push_back(mount.mount_point + " " + path_of(view, mount));
        return all;
    }
};

TEST_F(OddHost, HalfOfTheSocketsAreNotToldAsAll) {
    const std::string heading = "  sl  local_address rem_address   st tx_queue rx_queue\n";
    const std::string socket =
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n";
    tree.write("proc/net/tcp", heading + socket);
    EXPECT_THAT(collect_by(collect_tcp_states).points, SizeIs(3)) << "no IPv6 on this host";
    std::string long_table = heading;
    while (long_table.size() <= max_file_bytes)
        long_table += socket;
    tree.write("proc/net/tcp6", long_table);
    EXPECT_THAT(collect_by(collect_tcp_states).points, IsEmpty());
}

TEST_F(OddHost, ABrokenSensorIsNotJudged) {
    tree.write("sys/class/hwmon/hwmon0/name", "nct6775\n");
    tree.write("sys/class/hwmon/hwmon0/temp1_input", "127000\n");
    tree.write("sys/class/hwmon/hwmon0/temp1_crit", "100000\n");
    tree.write("sys/class/hwmon/hwmon0/temp1_fault", "1\n");
    tree.write("sys/class/hwmon/hwmon0/temp2_input", "41000\n");
    tree.write("sys/class/hwmon/hwmon0/temp2_fault", "0\n");
    const auto temperatures = collect_by(collect_hwmon).facts.temperatures;
    ASSERT_THAT(temperatures, SizeIs(1));
    EXPECT_EQ(temperatures[0].celsius, 41);
}

TEST_F(OddHost, TwoMonitorsWithOneNameAreTwoSeries) {
    tree.write("sys/class/hwmon/hwmon0/name", "acpitz\n");
    tree.write("sys/class/hwmon/hwmon0/temp1_input", "30000\n");
    tree.write("sys/class/hwmon/hwmon3/name", "acpitz\n");
    tree.write("sys/class/hwmon/hwmon3/temp1_input", "50000\n");
    const auto points = collect_by(collect_hwmon).points;
    ASSERT_THAT(points, SizeIs(2));
    EXPECT_THAT(points[0].tag_values(), ElementsAre("acpitz_hwmon0", "temp1"));
    EXPECT_THAT(points[1].tag_values(), ElementsAre("acpitz_hwmon3", "temp1"));
}

TEST_F(OddHost, TheHostsOwnTableIsTakenAsItIs) {
    tree.write("proc/1/mounts",
               "/dev/sda1 / ext4 rw 0 0\n"
               "/dev/sdb1 /hostile ext4 rw 0 0\n"
               "/dev/sdc1 /host/backup ext4 rw 0 0\n");
    EXPECT_THAT(mounts("/host/"), ElementsAre("/ /host/", "/hostile /host/hostile",
                                              "/host/backup /host/host/backup"));
}

TEST_F(OddHost, InTheTableOfAContainerTheHostsAreBelowRootfs) {
    tree.write("proc/1/mounts",
               "/dev/sdd1 /etc/hosts ext4 rw 0 0\n"
               "/dev/sda1 /host ext4 rw 0 0\n"
               "/dev/sdb1 /hostile ext4 rw 0 0\n"
               "/dev/sdc1 /host/data ext4 rw 0 0\n");
    EXPECT_THAT(mounts("/host"), ElementsAre("/ /host/", "/data /host/data"));
}

}  // namespace
}  // namespace nodewatch::host
