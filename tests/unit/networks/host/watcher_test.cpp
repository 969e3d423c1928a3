#include "networks/host/watcher.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "networks/host/measurements_cgroup.hpp"
#include "networks/host/measurements_devices.hpp"
#include "networks/host/measurements_kernel.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::host {
namespace {

using namespace std::chrono_literals;

class HostWatching : public ::testing::Test {
protected:
    HostWatching() : latest_(clock_) { hub_.add(latest_); }

    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, target_, labels);
    }
    std::optional<double> condition(const char* code) const {
        return value("host_condition", {{"condition", code}});
    }
    Round round(Facts facts) const {
        Round round;
        round.facts = std::move(facts);
        round.facts.memory_bytes = 1e9;
        return round;
    }
    void see(const Facts& facts) { watcher_.on_fast(round(facts), clock_.now()); }
    Round::Group disks(const std::vector<std::string>& devices) const {
        Round::Group group{&disk_measurement, {}};
        for (const std::string& device : devices) {
            Point& point = group.points.emplace_back(disk_measurement, clock_.now().wall,
                                                     Duration{5s}, std::vector{device});
            disk_measurement.set(point, name_of(DiskField::sectors_read), 2);
        }
        return group;
    }

    ManualClock clock_;
    Hub hub_;
    LatestValues latest_;
    Target target_{"host", "here"};
    Watcher watcher_{Publisher(hub_, target_), Thresholds{}, 5s, 30s};
};

TEST_F(HostWatching, ADeviceThatWentIsNotToldAnyMore) {
    const LabelPairs sda = {{"device", "sda"}}, sdb = {{"device", "sdb"}};
    Round first = round({});
    first.groups.push_back(disks({"sda", "sdb"}));
    watcher_.on_fast(std::move(first), clock_.now());
    EXPECT_EQ(value("node_disk_read_bytes_total", sdb), 1024);
    clock_.advance(5s);
    Round second = round({});
    second.groups.push_back(disks({"sda"}));
    watcher_.on_fast(std::move(second), clock_.now());
    EXPECT_EQ(value("node_disk_read_bytes_total", sda), 1024);
    EXPECT_EQ(value("node_disk_read_bytes_total", sdb), std::nullopt);
}

TEST_F(HostWatching, TellsHowTheHostIs) {
    EXPECT_EQ(watcher_.state(), TargetState::starting);
    see({});
    EXPECT_EQ(watcher_.state(), TargetState::ok);
    EXPECT_EQ(value("host_up"), 1);
    EXPECT_EQ(value("host_state"), 1);
    watcher_.on_fast({}, clock_.now());
    EXPECT_EQ(watcher_.state(), TargetState::failed);
    EXPECT_EQ(value("host_up"), 0);
    EXPECT_EQ(value("host_state"), 0);
    EXPECT_EQ(watcher_.reasons().at(0).code, "host_unreadable");
}

TEST_F(HostWatching, AKillIsToldForAnHour) {
    Facts facts;
    EXPECT_EQ(condition("out_of_memory_kill"), std::nullopt);
    facts.oom_kills = 3;
    see(facts);
    EXPECT_EQ(condition("out_of_memory_kill"), 0) << "those before we looked are old";
    facts.oom_kills = 4;
    see(facts);
    EXPECT_EQ(condition("out_of_memory_kill"), 1);
    EXPECT_EQ(value("host_state"), 2);
    clock_.advance(59min);
    see(facts);
    EXPECT_EQ(condition("out_of_memory_kill"), 1);
    clock_.advance(2min);
    see(facts);
    EXPECT_EQ(condition("out_of_memory_kill"), 0);
    EXPECT_EQ(watcher_.state(), TargetState::ok);
}

TEST_F(HostWatching, TheCountOfAGroupThatIsNewIsNoKill) {
    Facts facts;
    facts.oom_kills = 3;
    see(facts);
    facts.cgroup.memory_group = "/own";
    facts.cgroup.oom_kills = 7;
    see(facts);
    EXPECT_EQ(condition("out_of_memory_kill"), 0);
    facts.cgroup.oom_kills = 8;
    see(facts);
    EXPECT_EQ(condition("out_of_memory_kill"), 1);
}

TEST_F(HostWatching, TheCountersOfAnotherGroupStartAnew) {
    const auto see_group = [&](const std::string& group, double seconds, double kills) {
        Round next = round({});
        next.facts.cgroup.cpu_group = next.facts.cgroup.memory_group = group;
        next.facts.cgroup.oom_kills = kills;
        Point point(cgroup_measurement, clock_.now().wall, Duration{5s});
        point.set(cgroup_measurement.cpu_seconds, seconds);
        point.set(cgroup_measurement.oom_kills, kills);
        next.groups.push_back({&cgroup_measurement, {point}});
        watcher_.on_fast(std::move(next), clock_.now());
    };
    constexpr auto seconds = "nodewatch_cgroup_cpu_seconds_total";
    constexpr auto kills = "nodewatch_cgroup_oom_kills_total";
    see_group("/slice", 10, 1);
    EXPECT_EQ(value(seconds), 10);
    see_group("/slice/own", 900, 7);
    EXPECT_EQ(value(seconds), 0) << "no 890 seconds were used meanwhile";
    EXPECT_EQ(value(kills), 0);
    EXPECT_EQ(condition("out_of_memory_kill"), 0) << "nor was anything killed";
    see_group("/slice/own", 903, 8);
    EXPECT_EQ(value(seconds), 3);
    EXPECT_EQ(value(kills), 1);
    EXPECT_EQ(condition("out_of_memory_kill"), 1);
}

TEST_F(HostWatching, UseIsJudgedOverFiveMinutes) {
    Facts facts;
    for (int seconds = 0; seconds <= 400; seconds += 5) {
        facts.disks["sda"] = {.busy_seconds = 1.0 * seconds, .request_seconds = 8.0 * seconds};
        facts.network["eth0"] = {.errors = 1.0 * seconds, .packets = 10.0 * seconds};
        see(facts);
        if (seconds < 300) {
            EXPECT_EQ(condition("disk_saturated"), std::nullopt) << seconds;
            EXPECT_EQ(condition("network_errors"), std::nullopt) << seconds;
        }
        clock_.advance(5s);
    }
    EXPECT_EQ(condition("disk_saturated"), 1);
    EXPECT_EQ(condition("network_errors"), 1);
    for (int round = 0; round < 100; ++round) {
        see(facts);
        clock_.advance(5s);
    }
    EXPECT_EQ(condition("disk_saturated"), 0);
    EXPECT_EQ(condition("network_errors"), 0);
}

TEST_F(HostWatching, RareRoundsTellWhatTimeTheyJudge) {
    Facts facts;
    facts.network["eth0"] = {.errors = 0, .packets = 0};
    see(facts);
    clock_.advance(1h);
    facts.network["eth0"] = {.errors = 100, .packets = 1'000};
    see(facts);
    EXPECT_EQ(watcher_.reasons().at(0).message.substr(0, 59),
              "eth0 had 100 errors with 1000 packets in the last 60 minute");
}

TEST_F(HostWatching, FileSystemsThatAreNotSeenAnyMoreAreNotJudged) {
    FilesystemReading reading;
    reading.facts = {{"/", std::unexpected(MountError::failed), false}};
    watcher_.on_filesystems(reading, clock_.now());
    see({});
    EXPECT_EQ(condition("filesystem_silent"), 1);
    clock_.advance(91s);
    see({});
    EXPECT_EQ(condition("filesystem_silent"), std::nullopt);
}

}  // namespace
}  // namespace nodewatch::host
