// What the trees of tests/data/host do not have.

#include <gmock/gmock.h>

#include "networks/host/parse_devices.hpp"
#include "networks/host/parse_network.hpp"
#include "networks/host/parse_sensors.hpp"
#include "networks/host/parse_system.hpp"

namespace nodewatch::host {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(HostMounts, AreUnescaped) {
    EXPECT_THAT(parse_mounts("/dev/sda1 /a\\040b\\011c\\134d ext4 rw,ro\n"
                             "server:/x\\040y /cut\\04 nfs rw\n"
                             "broken line\n"),
                ElementsAre(Mount{"/dev/sda1", "/a b\tc\\d", "ext4", true},
                            Mount{"server:/x\\040y", "/cut\\04", "nfs", false}));
}

TEST(HostSockets, AreCountedByStateWithTheirQueues) {
    const auto table = parse_sockets(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n"
        "   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000003 00:00000000 00000000 0\n"
        "   1: 0100007F:0CEA 0100007F:8000 01 00000010:00000020 00:00000000 00000000 0\n"
        "   2: 0100007F:0CEA 0100007F:8001 01 00000000:00000000 00:00000000 00000000 0\n"
        "   3: 0100007F:0CEA 0100007F:8002 06 00000000:00000000 03:00000F5D 00000000 0\n"
        "   4: 0100007F:0CEA 0100007F:8003 77 00000000:00000000 03:00000F5D 00000000 0\n"
        "   5: cut\n");
    EXPECT_THAT(table.states, ElementsAre(Pair("established", 2), Pair("listen", 1),
                                          Pair("time_wait", 1), Pair("unknown", 1)));
    EXPECT_EQ(table.transmit_queue, 16);
    EXPECT_EQ(table.receive_queue, 35);
}

TEST(HostNetstat, LinesThatDoNotBelongTogetherAreLeftOut) {
    EXPECT_THAT(parse_netstat("Tcp: A B\nUdp: 1 2\nIp: A B\nIp: 3\n"),
                ElementsAre(Pair("Ip_A", 3)));
}

TEST(HostConntrack, IsSummedOverTheProcessors) {
    EXPECT_THAT(parse_conntrack_stat("entries found\n10 1\n10 ff\n"),
                ElementsAre(Pair("entries", 32), Pair("found", 256)));
    EXPECT_TRUE(parse_conntrack_stat("entries found\n").empty());
}

TEST(HostSensorFiles, AreTakenApart) {
    const auto file = parse_sensor_file("temp12_crit_hyst");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->sensor, "temp12");
    EXPECT_EQ(file->type, "temp");
    EXPECT_EQ(file->element, "crit_hyst");
    EXPECT_EQ(parse_sensor_file("pwm1")->element, "");
    EXPECT_EQ(parse_sensor_file("update_interval")->sensor, "update_interval0");
    for (const char* other : {"", "name", "uevent", "temp1_", "temp1x", "1", "_", "fanny1_input"})
        EXPECT_FALSE(parse_sensor_file(other)) << other;
    EXPECT_EQ(cleaned_device_name("0000:00:18.3\n"), "0000:00:18_3");
    EXPECT_EQ(cleaned_device_name("--"), "");
}

TEST(HostProcesses, ANameMayLookLikeTheRest) {
    const auto stat =
        parse_process_stat("7 (a) S 1 (b) R 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 5 0 1\n");
    ASSERT_TRUE(stat);
    EXPECT_EQ(stat->state, 'R');
    EXPECT_EQ(stat->threads, 5);
    EXPECT_FALSE(parse_process_stat("7 (a) R 1\n"));
    EXPECT_FALSE(parse_process_stat(""));
}

}  // namespace
}  // namespace nodewatch::host
