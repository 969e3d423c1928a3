#include "networks/host/parse_kernel.hpp"

#include <gmock/gmock.h>

namespace nodewatch::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

TEST(HostStat, TellsEachProcessorAndTheKernelAsAWhole) {
    const auto stat = parse_stat(
        "cpu  300 2 30 4000 5 0 7 8 9 1\n"
        "cpu0 100 1 10 2000 2 0 3 4 5 1\n"
        "cpu11 200 1 20 2000 3 0 4 4 4 0\n"
        "intr 987654 1 2 3\n"
        "ctxt 555\n"
        "btime 1763700000\n"
        "processes 77\n"
        "procs_running 3\n"
        "procs_blocked 1\n"
        "softirq 5 1 2\n");
    ASSERT_EQ(stat.cpus.size(), 2U) << "the sum of all is none";
    EXPECT_EQ(stat.cpus[1].cpu, "11");
    EXPECT_THAT(
        stat.cpus[0].seconds,
        ElementsAre(Optional(1.0), Optional(0.01), Optional(0.1), Optional(20.0), Optional(0.02),
                    Optional(0.0), Optional(0.03), Optional(0.04), Optional(0.05), Optional(0.01)));
    EXPECT_EQ(stat.interrupts, 987654);
    EXPECT_EQ(stat.context_switches, 555);
    EXPECT_EQ(stat.boot_time, 1763700000);
    EXPECT_EQ(stat.forks, 77);
    EXPECT_EQ(stat.running, 3);
    EXPECT_EQ(stat.blocked, 1);
}

TEST(HostStat, WhatAnOldKernelDoesNotTellIsUnknown) {
    const auto stat = parse_stat("cpu0 100 1 10 2000 2 0 3\n");
    ASSERT_EQ(stat.cpus.size(), 1U);
    EXPECT_EQ(stat.cpus[0].seconds[static_cast<std::size_t>(CpuMode::softirq)], 0.03);
    EXPECT_EQ(stat.cpus[0].seconds[static_cast<std::size_t>(CpuMode::steal)], std::nullopt);
    EXPECT_EQ(stat.boot_time, std::nullopt);
}

TEST(HostMemory, IsInBytesUnderTheNamesOfTheNodeExporter) {
    EXPECT_THAT(parse_meminfo("MemTotal:       16384 kB\n"
                              "Active(anon):      12 kB\n"
                              "HugePages_Total:    3\n"
                              "broken\n"),
                ElementsAre(Pair("MemTotal", 16384 * 1024.0), Pair("Active_anon", 12 * 1024.0),
                            Pair("HugePages_Total", 3)));
}

TEST(HostLoad, IsThreeAverages) {
    EXPECT_THAT(parse_load("0.50 1.25 3.00 2/345 6789\n"),
                ElementsAre(Optional(0.5), Optional(1.25), Optional(3.0)));
    EXPECT_THAT(parse_load(""), ElementsAre(std::nullopt, std::nullopt, std::nullopt));
}

TEST(HostPressure, IsInSecondsAndPercent) {
    const auto pressure = parse_pressure(
        "some avg10=0.65 avg60=3.24 avg300=20.75 total=50705009809\n"
        "full avg10=0.00 avg60=0.00 avg300=1.50 total=7000000\n");
    EXPECT_EQ(pressure.some_seconds, 50705.009809);
    EXPECT_EQ(pressure.full_seconds, 7);
    EXPECT_EQ(pressure.some_percent_5m, 20.75);
    EXPECT_EQ(pressure.full_percent_5m, 1.5);
    const auto processors = parse_pressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n");
    EXPECT_EQ(processors.full_seconds, std::nullopt) << "not told by kernels before 5.13";
}

TEST(HostNames, LinesWithoutANumberAreLeftOut) {
    EXPECT_THAT(parse_names_and_numbers("oom_kill 4\nnothing\npgfault x\n"),
                ElementsAre(Pair("oom_kill", 4)));
    EXPECT_THAT(parse_names_and_numbers(""), IsEmpty());
}

}  // namespace
}  // namespace nodewatch::host
