#include "networks/host/network.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "networks/host/check.hpp"
#include "networks/host/measurements.hpp"
#include "networks/host/name_filter.hpp"
#include "networks/host/source.hpp"

namespace nodewatch::host {
namespace {

using namespace std::chrono_literals;

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
    return name.data();
}

void read_exclusions(Settings settings, Exclusions& exclude) {
    const auto read = [&](std::string_view key, std::string& expression) {
        std::string written = settings.text(key, expression);
        if (NameFilter::is_valid(written))
            expression = std::move(written);
        else
            settings.fail(key, fmt::format("'{}' is not a regular expression (RE2)", written));
    };
    read("disks", exclude.disks);
    read("network_devices", exclude.network_devices);
    read("mount_points", exclude.mount_points);
    read("filesystem_types", exclude.filesystem_types);
}

void read_thresholds(Settings settings, Thresholds& thresholds) {
    const auto percent = [&](std::string_view key, double& value) {
        value = settings.number(key, value, 0, 100);
    };
    percent("filesystem_free", thresholds.filesystem_free);
    percent("inodes_free", thresholds.inodes_free);
    percent("memory_available", thresholds.memory_available);
    percent("cpu_pressure", thresholds.cpu_pressure);
    percent("memory_pressure", thresholds.memory_pressure);
    percent("io_pressure", thresholds.io_pressure);
    percent("disk_busy", thresholds.disk_busy);
    percent("network_errors", thresholds.network_errors);
    thresholds.clock = settings.boolean("clock", thresholds.clock);
}

bool begins_a_metric(const std::string& beginning) {
    return std::ranges::any_of(measurements(), [&](const Measurement* measurement) {
        return std::ranges::any_of(measurement->fields(), [&](const FieldSpec& field) {
            return field.metric.starts_with(beginning);
        });
    });
}

}  // namespace

HostOptions read_options(Settings& settings, std::string name) {
    HostOptions host;
    host.name = settings.has("name") ? std::move(name) : host_name();
    host.files.procfs = settings.text("procfs", host.files.procfs);
    host.files.sysfs = settings.text("sysfs", host.files.sysfs);
    host.files.rootfs = settings.text("rootfs", host.files.rootfs);
    host.all_metrics = settings.choice("metrics", "default", {"default", "all"}) == "all";
    host.further_metrics = settings.texts("further_metrics");
    for (const std::string& beginning : host.further_metrics)
        if (!begins_a_metric(beginning))
            settings.fail("further_metrics",
                          fmt::format("no metric of the host begins with '{}'", beginning));
    read_exclusions(settings.section("exclude"), host.exclude);
    read_thresholds(settings.section("conditions"), host.thresholds);
    auto intervals = settings.section("intervals");
    host.fast = intervals.duration("fast", host.fast, 500ms, 1h);
    host.slow = intervals.duration("slow", host.slow, 1s, 24h);
    return host;
}

namespace {

TargetPlan plan(HostOptions options) {
    TargetPlan plan;
    plan.target = Target{"host", options.name};
    plan.address = options.files.procfs;
    plan.is_node = false;
    plan.make = [options](SourceContext context) {
        return std::make_unique<HostSource>(options, context);
    };
    plan.check = [options](SourceContext context) { return check_host(options, context); };
    return plan;
}

Task<std::vector<TargetPlan>> discover(asio::any_io_executor) {
    HostOptions options;
    options.name = host_name();
    std::vector<TargetPlan> found;
    found.push_back(plan(std::move(options)));
    co_return found;
}

}  // namespace

Network network() {
    Network network;
    network.name = "host";
    network.description = "The Linux host that nodewatch runs on";
    network.measurements = measurements;
    network.configure = [](Settings& settings, std::string name) -> std::optional<TargetPlan> {
        return plan(read_options(settings, std::move(name)));
    };
    network.discover = discover;
    return network;
}

}  // namespace nodewatch::host
