#include "networks/host/cgroup.hpp"

#include <gmock/gmock.h>

#include "file_tree.hpp"

namespace nodewatch::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view mount_of_version_2 =
    "31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

struct Cgroups : ::testing::Test {
    FileTree tree;

    void group(const std::string& path, const std::string& file, std::string_view text) {
        tree.write("own/sys/fs/cgroup" + path + "/" + file, text);
    }
    CgroupLimits read() const { return read_cgroup_limits(tree.files()); }
};

TEST_F(Cgroups, OfVersion2TheTightestAncestorCounts) {
    tree.write("own/proc/self/cgroup", "0::/system.slice/pod.slice/nodewatch.service\n");
    tree.write("own/proc/self/mountinfo", mount_of_version_2);
    const std::string slice = "/system.slice", pod = slice + "/pod.slice",
                      own = pod + "/nodewatch.service";
    group(own, "memory.max", "max\n");
    group(own, "cpu.max", "400000 100000\n");
    group(own, "pids.max", "max\n");
    group(pod, "memory.max", "2000000\n");
    group(pod, "memory.current", "1500000\n");
    group(pod, "memory.stat",
          "anon 850000\nfile 600000\ninactive_file 500000\nactive_file 100000\n"
          "slab_reclaimable 30000\nslab_unreclaimable 20000\n");
    group(pod, "memory.events", "low 0\nhigh 0\nmax 7\noom 3\noom_kill 2\n");
    group(pod, "cpu.max", "max 100000\n");
    group(slice, "memory.max", "8000000\n");
    group(slice, "cpu.max", "150000 100000\n");
    group(slice, "cpu.stat", "usage_usec 2500000\nnr_throttled 3\nthrottled_usec 500000\n");
    group(slice, "pids.max", "4915\n");
    group(slice, "pids.current", "33\n");

    const CgroupLimits limits = read();
    EXPECT_EQ(limits.memory_bytes, 2'000'000);
    EXPECT_EQ(limits.memory_working_set_bytes, 1'000'000) << "of the group that has the bound";
    EXPECT_EQ(limits.memory_needed_bytes, 870'000) << "anonymous pages and what slabs cannot give";
    EXPECT_EQ(limits.memory_group, "/sys/fs/cgroup" + pod);
    EXPECT_EQ(limits.oom_kills, 2);
    EXPECT_EQ(limits.cpu_cores, 1.5);
    EXPECT_EQ(limits.cpu_group, "/sys/fs/cgroup" + slice);
    EXPECT_EQ(limits.cpu_seconds, 2.5);
    EXPECT_EQ(limits.cpu_throttled_seconds, 0.5);
    EXPECT_EQ(limits.pids_limit, 4915);
    EXPECT_EQ(limits.pids, 33);
}

TEST_F(Cgroups, AContainerSeesItsOwnGroupAtTheMountPoint) {
    tree.write("own/proc/self/cgroup", "0::/\n");
    tree.write("own/proc/self/mountinfo", mount_of_version_2);
    group("", "memory.max", "536870912\n");
    group("", "memory.current", "100\n");
    EXPECT_EQ(read().memory_bytes, 536'870'912);
    EXPECT_EQ(read().memory_working_set_bytes, 100);
}

// What `docker run -v /:/host:ro` shows: the host's groups are mounted too, and first.
TEST_F(Cgroups, AContainerThatShowsTheHostIsBoundByItsOwnGroup) {
    tree.write("own/proc/self/cgroup", "0::/\n");
    tree.write("own/proc/self/mountinfo",
               "900 800 0:28 /../.. /host/sys/fs/cgroup ro - cgroup2 cgroup2 rw\n"
               "31 23 0:28 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
    tree.write("own/host/sys/fs/cgroup/pids.max", "99\n");
    // `procfs` and `sysfs` are the host's: of another process and of the root group.
    tree.write("proc/self/cgroup", "0::/init.scope\n");
    tree.write("sys/fs/cgroup/memory.max", "1\n");
    group("", "memory.max", "536870912\n");
    group("", "memory.current", "100\n");
    EXPECT_EQ(read().memory_bytes, 536'870'912);
    EXPECT_EQ(read().memory_group, "/sys/fs/cgroup");
    EXPECT_EQ(read().pids_limit, std::nullopt);
}

TEST_F(Cgroups, APathThatOnlyBeginsLikeTheMountedGroupIsAnother) {
    tree.write("own/proc/self/cgroup", "4:memory:/docker/1f2e\n");
    tree.write("own/proc/self/mountinfo",
               "35 31 0:32 /docker/1f /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    group("/memory", "memory.limit_in_bytes", "3000000\n");
    group("/memory2e", "memory.limit_in_bytes", "2000000\n");
    EXPECT_EQ(read().memory_bytes, std::nullopt);
}

TEST_F(Cgroups, OfVersion1ProcessorsMayBeCountedApart) {
    tree.write("own/proc/self/cgroup", "3:cpu:/docker/1f2e\n2:cpuacct:/docker/1f2e\n");
    tree.write("own/proc/self/mountinfo",
               "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
               "33 31 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct\n");
    group("/cpu/docker", "cpu.cfs_quota_us", "50000\n");
    group("/cpu/docker", "cpu.cfs_period_us", "100000\n");
    group("/cpuacct/docker", "cpuacct.usage", "7000000000\n");
    group("/cpuacct/docker/1f2e", "cpuacct.usage", "5000000000\n");
    EXPECT_EQ(read().cpu_seconds, 7) << "of the group that has the bound";
}

TEST_F(Cgroups, OfVersion1EachControllerHasAHierarchy) {
    tree.write("own/proc/self/cgroup",
               "9:name=systemd:/\n"
               "4:memory:/docker/1f2e\n"
               "3:cpu,cpuacct:/docker/1f2e/inner\n"
               "2:pids:/docker/1f2e\n"
               "0::/\n");
    // A container without a namespace of its own: its group is what is mounted.
    tree.write("own/proc/self/mountinfo",
               "35 31 0:32 /docker/1f2e /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
               "32 31 0:29 /docker/1f2e /sys/fs/cgroup/cpu,cpuacct rw master:10 - cgroup cgroup "
               "rw,cpu,cpuacct\n"
               "36 31 0:33 /docker/1f2e /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
               "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    group("/memory", "memory.limit_in_bytes", "3000000\n");
    group("/memory", "memory.usage_in_bytes", "1000000\n");
    group("/memory", "memory.stat",
          "inactive_file 1\ntotal_inactive_file 250000\ntotal_active_file 50000\n");
    group("/memory", "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
    group("/cpu,cpuacct/inner", "cpu.cfs_quota_us", "-1\n");
    group("/cpu,cpuacct/inner", "cpu.cfs_period_us", "100000\n");
    group("/cpu,cpuacct", "cpu.cfs_quota_us", "50000\n");
    group("/cpu,cpuacct", "cpu.cfs_period_us", "100000\n");
    group("/cpu,cpuacct", "cpu.stat", "nr_periods 9\nthrottled_time 3000000000\n");
    group("/cpu,cpuacct", "cpuacct.usage", "7000000000\n");
    group("/pids", "pids.max", "100\n");
    group("/pids", "pids.current", "7\n");

    const CgroupLimits limits = read();
    EXPECT_EQ(limits.memory_bytes, 3'000'000);
    EXPECT_EQ(limits.memory_working_set_bytes, 750'000);
    EXPECT_EQ(limits.memory_needed_bytes, 700'000);
    EXPECT_EQ(limits.oom_kills, 5);
    EXPECT_EQ(limits.cpu_cores, 0.5);
    EXPECT_EQ(limits.cpu_seconds, 7);
    EXPECT_EQ(limits.cpu_throttled_seconds, 3);
    EXPECT_EQ(limits.pids_limit, 100);
    EXPECT_EQ(limits.pids, 7);
}

TEST_F(Cgroups, WithoutABoundNothingIsTold) {
    tree.write("own/proc/self/cgroup", "4:memory:/user\n0::/user\n");
    tree.write("own/proc/self/mountinfo",
               "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
               "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    group("/memory/user", "memory.limit_in_bytes", "9223372036854771712\n");
    group("/memory/user", "memory.usage_in_bytes", "5\n");
    group("/unified/user", "cpu.max", "max 100000\n");
    const CgroupLimits limits = read();
    EXPECT_EQ(limits.memory_bytes, std::nullopt);
    EXPECT_EQ(limits.memory_working_set_bytes, std::nullopt);
    EXPECT_EQ(limits.cpu_cores, std::nullopt);
    EXPECT_EQ(limits.pids_limit, std::nullopt);
}

TEST_F(Cgroups, AGroupOutsideOfTheNamespaceIsNotLookedFor) {
    tree.write("own/proc/self/cgroup", "0::/../../secret\n");
    tree.write("own/proc/self/mountinfo", mount_of_version_2);
    tree.write("own/sys/secret/memory.max", "1\n");
    EXPECT_EQ(read().memory_bytes, std::nullopt);
}

TEST(CgroupText, MembershipsAndBounds) {
    const auto memberships =
        parse_cgroup_memberships("3:cpu,cpuacct:/a:b\nnonsense\n1:name=systemd:/\n0::/c\n");
    ASSERT_EQ(memberships.size(), 3U);
    EXPECT_THAT(memberships[0].controllers, ElementsAre("cpu", "cpuacct"));
    EXPECT_EQ(memberships[0].path, "/a:b");
    EXPECT_FALSE(memberships[1].unified);
    EXPECT_TRUE(memberships[2].unified);
    EXPECT_EQ(parse_cgroup_bound("max\n"), std::nullopt);
    EXPECT_EQ(parse_cgroup_bound("0\n"), 0);
    EXPECT_EQ(parse_cgroup_bound("-1\n"), std::nullopt);
    EXPECT_EQ(parse_cpu_max("50000 100000\n"), 0.5);
    EXPECT_EQ(parse_cpu_max("max 100000\n"), std::nullopt);
    EXPECT_EQ(parse_cpu_max("50000 0\n"), std::nullopt);
    EXPECT_THAT(parse_cgroup_mounts("35 31 0:32 / /x rw - tmpfs tmpfs rw\n"), IsEmpty());
}

}  // namespace
}  // namespace nodewatch::host
