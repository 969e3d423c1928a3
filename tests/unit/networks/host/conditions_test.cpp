#include "networks/host/conditions.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"

namespace nodewatch::host {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HostConditions : public ::testing::Test {
protected:
    HostConditions() {
        in_.facts.memory_bytes = 16e9;
        in_.facts.memory_available_bytes = 8e9;
    }

    /// Judges each second for so long.
    void judge(Duration time) {
        for (Duration passed{0}; passed <= time; passed += 1s) {
            conditions_.update(in_, clock_.now());
            clock_.advance(1s);
        }
    }
    std::vector<std::string> codes() const {
        std::vector<std::string> all;
        for (const StatusReason& reason : conditions_.reasons())
            all.push_back(reason.code);
        return all;
    }
    std::string message() const { return conditions_.reasons().at(0).message; }
    void set_filesystem(double size, double avail, double files = 1000, double free = 900) {
        in_.filesystems = {{"/data",
                            MountFigures{.size_bytes = size,
                                         .free_bytes = avail,
                                         .avail_bytes = avail,
                                         .files = files,
                                         .files_free = free},
                            false}};
    }

    ManualClock clock_;
    ConditionInputs in_;
    Conditions conditions_{Thresholds{}};
};

TEST_F(HostConditions, AHostThatIsWellHasNoneAndUnknownIsNotWell) {
    judge(1h);
    EXPECT_THAT(codes(), IsEmpty());
    EXPECT_EQ(conditions_.holds(Condition::host_unreadable), false);
    EXPECT_EQ(conditions_.holds(Condition::memory_almost_gone), false);
    for (const auto unknown :
         {Condition::filesystem_full, Condition::pressure, Condition::disk_saturated,
          Condition::network_errors, Condition::temperature_critical, Condition::out_of_memory_kill,
          Condition::clock_not_synchronised})
        EXPECT_EQ(conditions_.holds(unknown), std::nullopt) << to_string(unknown);
}

TEST_F(HostConditions, AFileSystemFills) {
    set_filesystem(100e9, 9.9e9);
    judge(59s);
    EXPECT_THAT(codes(), IsEmpty()) << "it may be for a moment";
    judge(2s);
    EXPECT_THAT(codes(), ElementsAre("filesystem_almost_full"));
    EXPECT_THAT(message(), HasSubstr("9.9 GB of 100.0 GB are left on /data"));
    set_filesystem(100e9, 11e9);
    judge(10min);
    EXPECT_THAT(codes(), ElementsAre("filesystem_almost_full")) << "not clearly over";
    set_filesystem(100e9, 1.9e9);
    judge(2min);
    EXPECT_THAT(codes(), ElementsAre("filesystem_full"));
    EXPECT_TRUE(conditions_.reasons().at(0).critical);
    set_filesystem(100e9, 20e9);
    judge(50s);
    EXPECT_THAT(codes(), ElementsAre("filesystem_full"));
    judge(15s);
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(HostConditions, TenPercentOfALargeDiskIsRoomEnough) {
    set_filesystem(4e12, 60e9);
    judge(5min);
    EXPECT_THAT(codes(), IsEmpty());
    set_filesystem(4e12, 49e9);
    judge(5min);
    EXPECT_THAT(codes(), ElementsAre("filesystem_almost_full"));
}

TEST_F(HostConditions, WhatCanOnlyBeReadIsAlwaysFull) {
    set_filesystem(1e9, 0);
    in_.filesystems->front().read_only = true;
    judge(5min);
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(HostConditions, FilesRunOutBeforeBytesDo) {
    set_filesystem(100e9, 90e9, 1000, 49);
    judge(2min);
    EXPECT_THAT(codes(), ElementsAre("inodes_almost_gone"));
    set_filesystem(100e9, 90e9, 0, 0);
    judge(2min);
    EXPECT_THAT(codes(), IsEmpty()) << "one without such a bound tells 0";
}

TEST_F(HostConditions, OfFileSystemsThatNeverAnsweredNobodyKnowsWhetherTheyAreFull) {
    in_.filesystems = {{"/mnt/a", std::unexpected(MountError::hanging), false},
                       {"/mnt/b", std::unexpected(MountError::not_asked), false}};
    judge(2min);
    for (const auto unknown : {Condition::filesystem_full, Condition::filesystem_almost_full,
                               Condition::inodes_almost_gone})
        EXPECT_EQ(conditions_.holds(unknown), std::nullopt) << to_string(unknown);
}

TEST_F(HostConditions, AFullFileSystemStaysFullWhileItIsSilent) {
    const FilesystemFact well{"/", MountFigures{.size_bytes = 100e9, .avail_bytes = 90e9}, false};
    set_filesystem(100e9, 1e9);
    in_.filesystems->push_back(well);
    judge(1s);
    EXPECT_THAT(codes(), ElementsAre("filesystem_full"));
    in_.filesystems->front().answer = std::unexpected(MountError::hanging);
    judge(10min);
    EXPECT_THAT(codes(), ElementsAre("filesystem_full", "filesystem_silent"));
    EXPECT_THAT(message(), HasSubstr("1.0 GB of 100.0 GB are left on /data"));
    in_.filesystems->erase(in_.filesystems->begin());
    judge(2min);
    EXPECT_THAT(codes(), IsEmpty()) << "it is not mounted any more";
}

TEST_F(HostConditions, AWrongRootIsTold) {
    in_.filesystems = {{"/", std::unexpected(MountError::missing), false},
                       {"/boot", MountFigures{.size_bytes = 1e9, .avail_bytes = 9e8}, false}};
    judge(1s);
    EXPECT_THAT(codes(), ElementsAre("host_hidden"));
    EXPECT_THAT(message(), HasSubstr("`rootfs`"));
    in_.filesystems->front().answer = MountFigures{.size_bytes = 1e12, .avail_bytes = 9e11};
    judge(1s);
    EXPECT_THAT(codes(), IsEmpty());
    in_.facts.sysfs_readable = false;
    judge(1s);
    EXPECT_THAT(codes(), ElementsAre("host_hidden"));
    EXPECT_THAT(message(), HasSubstr("`sysfs`"));
}

TEST_F(HostConditions, AFileSystemThatDoesNotAnswer) {
    in_.filesystems = {{"/mnt/share", std::unexpected(MountError::hanging), false},
                       {"/mnt/other", std::unexpected(MountError::not_asked), false},
                       {"/run/user/1000/doc", std::unexpected(MountError::unseen), false}};
    judge(1s);
    EXPECT_THAT(codes(), ElementsAre("filesystem_silent"));
    EXPECT_THAT(message(), HasSubstr("come from /mnt/share:"));
}

TEST_F(HostConditions, MemoryIsJudgedByTheTighterBound) {
    in_.facts.cgroup.memory_bytes = 2e9;
    in_.facts.cgroup.memory_working_set_bytes = 1.99e9;  // files in active use are no need
    in_.facts.cgroup.memory_needed_bytes = 1.5e9;
    judge(31s);
    EXPECT_THAT(codes(), IsEmpty());
    in_.facts.cgroup.memory_needed_bytes = 1.95e9;
    judge(31s);
    EXPECT_THAT(codes(), ElementsAre("memory_almost_gone"));
    EXPECT_THAT(message(), HasSubstr("to the container or service of nodewatch"));
    in_.facts.cgroup.memory_needed_bytes = 1e9;
    judge(2min);
    EXPECT_THAT(codes(), IsEmpty());
    in_.facts.memory_available_bytes = 0.7e9;
    judge(31s);
    EXPECT_THAT(message(), HasSubstr("0.7 GB of 16.0 GB are left on the host"));
}

TEST_F(HostConditions, LongPressure) {
    in_.facts.cpu_pressure = Pressure{};
    in_.facts.cpu_pressure->some_percent_5m = 81;
    in_.facts.memory_pressure = Pressure{};
    in_.facts.memory_pressure->full_percent_5m = 11;
    in_.facts.io_pressure = Pressure{};
    in_.facts.io_pressure->full_percent_5m = 49;
    judge(61s);
    EXPECT_THAT(codes(), ElementsAre("pressure"));
    EXPECT_THAT(message(), HasSubstr("81 % with tasks waiting for a processor; 11 % standing still "
                                     "for want of memory"));
    EXPECT_FALSE(conditions_.reasons().at(0).critical);
}

TEST_F(HostConditions, ABusyDiskIsSaturatedOnlyWithAQueue) {
    in_.disks = {{"nvme0n1", {.busy_ratio = 1, .mean_requests = 2}}};
    judge(5min);
    EXPECT_THAT(codes(), IsEmpty());
    in_.disks = {{"nvme0n1", {.busy_ratio = 0.97, .mean_requests = 12}}};
    judge(61s);
    EXPECT_THAT(codes(), ElementsAre("disk_saturated"));
}

TEST_F(HostConditions, SomeErrorsOfANetworkCardAreUsual) {
    in_.network = {{"eth0", {.errors = 9, .packets = 100}}};
    judge(1s);
    EXPECT_THAT(codes(), IsEmpty());
    in_.network = {{"eth0", {.errors = 20, .packets = 1e6}}};
    judge(1s);
    EXPECT_THAT(codes(), IsEmpty());
    in_.network = {{"eth0", {.errors = 20, .packets = 1e4}}};
    judge(1s);
    EXPECT_THAT(codes(), ElementsAre("network_errors"));
    EXPECT_THAT(message(), HasSubstr("eth0 had 20 errors with 10000 packets"));
}

TEST_F(HostConditions, ATemperatureOverItsBound) {
    in_.facts.temperatures = {{"coretemp Package id 0", 99, 100}, {"nvme Composite", 99, {}}};
    judge(1min);
    EXPECT_THAT(codes(), IsEmpty());
    in_.facts.temperatures[0].celsius = 100;
    judge(11s);
    EXPECT_THAT(codes(), ElementsAre("temperature_critical"));
    EXPECT_THAT(message(), HasSubstr("coretemp Package id 0 is at 100"));
    in_.facts.temperatures[0].celsius = 98;
    judge(10min);
    EXPECT_THAT(codes(), ElementsAre("temperature_critical")) << "not clearly over";
    in_.facts.temperatures[0].celsius = 96;
    judge(61s);
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(HostConditions, AClockThatNobodyKeeps) {
    in_.facts.clock_synchronised = false;
    judge(599s);
    EXPECT_THAT(codes(), IsEmpty()) << "a start takes some minutes";
    judge(2s);
    EXPECT_THAT(codes(), ElementsAre("clock_not_synchronised"));
    in_.facts.clock_synchronised = true;
    judge(1s);
    EXPECT_THAT(codes(), IsEmpty());
}

}  // namespace
}  // namespace nodewatch::host
