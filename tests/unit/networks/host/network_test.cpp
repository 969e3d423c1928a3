#include "networks/host/network.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "support/settings_errors.hpp"

namespace nodewatch::host {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Outcome {
    std::optional<TargetPlan> plan;
    HostOptions options;
    std::vector<std::string> errors;
};

Outcome configure(std::string_view yaml) {
    Settings settings =
        Settings::parse(yaml, "test.yaml", [](const std::string&) { return std::nullopt; });
    Outcome outcome;
    Settings same =
        Settings::parse(yaml, "test.yaml", [](const std::string&) { return std::nullopt; });
    outcome.options = read_options(same, same.text("name", "host"));
    outcome.plan = network().configure(settings, settings.text("name", "host"));
    outcome.errors = testing::errors_after_reading(settings);
    return outcome;
}

TEST(HostConfiguration, NeedsNoKey) {
    const auto outcome = configure("{}");
    EXPECT_THAT(outcome.errors, IsEmpty());
    std::array<char, 256> name{};
    ASSERT_EQ(::gethostname(name.data(), name.size() - 1), 0);
    EXPECT_EQ(outcome.plan->target.node, name.data());
    EXPECT_EQ(outcome.plan->address, "/proc");
    EXPECT_FALSE(outcome.plan->is_node) << "a host that was found is no node that was found";
}

TEST(HostConfiguration, TakesWhatTheOperatorWants) {
    const auto outcome = configure(
        "name: basement\n"
        "procfs: /host/proc\nsysfs: /host/sys\nrootfs: /host\n"
        "metrics: all\nfurther_metrics: [node_vmstat_]\n"
        "exclude: {disks: '^sr', network_devices: '^(lo|veth.*)$', mount_points: '^/snap/', "
        "filesystem_types: '^tmpfs$'}\n"
        "conditions: {filesystem_free: 5, inodes_free: 1, memory_available: 3, cpu_pressure: 90, "
        "memory_pressure: 20, io_pressure: 70, disk_busy: 99, network_errors: 1, clock: false}\n"
        "intervals: {fast: 1s, slow: 10s}\n");
    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_EQ(outcome.plan->target.node, "basement");
    EXPECT_EQ(outcome.plan->address, "/host/proc");
    const HostOptions& host = outcome.options;
    EXPECT_EQ(host.files.sysfs, "/host/sys");
    EXPECT_EQ(host.files.rootfs, "/host");
    EXPECT_TRUE(host.all_metrics);
    EXPECT_THAT(host.further_metrics, ElementsAre("node_vmstat_"));
    EXPECT_EQ(host.exclude.disks, "^sr");
    EXPECT_EQ(host.exclude.network_devices, "^(lo|veth.*)$");
    EXPECT_EQ(host.exclude.mount_points, "^/snap/");
    EXPECT_EQ(host.exclude.filesystem_types, "^tmpfs$");
    const Thresholds& bounds = host.thresholds;
    EXPECT_THAT((std::vector{bounds.filesystem_free, bounds.inodes_free, bounds.memory_available,
                             bounds.cpu_pressure, bounds.memory_pressure, bounds.io_pressure,
                             bounds.disk_busy, bounds.network_errors}),
                ElementsAre(5, 1, 3, 90, 20, 70, 99, 1));
    EXPECT_FALSE(bounds.clock);
    EXPECT_EQ(host.fast, 1s);
    EXPECT_EQ(host.slow, 10s);
}

TEST(HostConfiguration, WhatIsWrongIsToldWithItsPlace) {
    EXPECT_THAT(configure("exclude: {disks: '('}\n").errors,
                ElementsAre(HasSubstr("test.yaml:1:11: exclude.disks: '(' is not a regular")));
    EXPECT_THAT(configure("further_metrics: [node_vmstat_, node_vmstatt]\n").errors,
                ElementsAre(HasSubstr("begins with 'node_vmstatt'")));
    EXPECT_THAT(configure("metrics: some\n").errors, ElementsAre(HasSubstr("test.yaml:1:")));
    EXPECT_THAT(configure("conditions: {disk_busy: 101}\n").errors,
                ElementsAre(HasSubstr("conditions.disk_busy")));
}

}  // namespace
}  // namespace nodewatch::host
