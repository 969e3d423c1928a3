#include "networks/host/check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/strings.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/conditions.hpp"
#include "networks/host/filesystems.hpp"
#include "networks/host/patient_thread.hpp"

namespace nodewatch::host {
namespace {

using enum CheckFinding::Level;

constexpr double bytes_per_gigabyte = 1e9;

void check_clock(const Facts& facts, std::vector<CheckFinding>& findings) {
    if (!facts.clock_synchronised)
        findings.push_back({warning,
                            "clock: nodewatch may not ask whether it is kept (adjtimex); a sandbox "
                            "must allow that"});
    else if (!*facts.clock_synchronised)
        findings.push_back({warning, "clock: nobody keeps it (chrony, systemd-timesyncd ...)"});
    else
        findings.push_back({ok, "clock: it is kept"});
}

void check_bounds(const CgroupLimits& limits, std::vector<CheckFinding>& findings) {
    std::vector<std::string> bounds;
    if (limits.cpu_cores) bounds.push_back(fmt::format("{:g} cores", *limits.cpu_cores));
    if (limits.memory_bytes)
        bounds.push_back(
            fmt::format("{:.1f} GB of memory", *limits.memory_bytes / bytes_per_gigabyte));
    if (limits.pids_limit) bounds.push_back(fmt::format("{} processes", *limits.pids_limit));
    if (!bounds.empty())
        findings.push_back({ok, fmt::format("bounds of the control group around nodewatch: {}",
                                            fmt::join(bounds, ", "))});
}

/// Blocks.
std::vector<CheckFinding> look_at(const View& view, Stamp stamp) {
    std::vector<CheckFinding> findings;
    std::size_t groups = 0;
    std::vector<std::string_view> missing;
    Facts facts;
    for (const auto& collectors : {slow_collectors(), fast_collectors()}) {
        Round round = collect(collectors, Look{view, stamp});
        for (const auto& [measurement, points] : round.groups) {
            groups += points.size();
            if (points.empty()) missing.push_back(measurement->name());
        }
        facts = std::move(round.facts);  // those of the fast round stay
    }
    if (!facts.memory_bytes) {
        findings.push_back(
            {failure, fmt::format("{}/meminfo cannot be read: check `procfs`", view.files.procfs)});
        return findings;
    }
    findings.push_back({ok, fmt::format("{} groups of values can be read", groups)});
    if (!missing.empty())
        findings.push_back(
            {ok, fmt::format("the kernel has nothing for {}", fmt::join(missing, ", "))});
    if (!facts.sysfs_readable.value_or(true))
        findings.push_back(
            {failure, fmt::format("nothing of {} can be read: check `sysfs`", view.files.sysfs)});
    check_clock(facts, findings);
    check_bounds(facts.cgroup, findings);
    return findings;
}

CheckFinding describe(const Mount& mount, const MountAnswer& answer) {
    const std::string name = escape_controls(mount.mount_point);
    if (answer)
        return {ok, fmt::format("file system: {:.1f} GB of {:.1f} GB are free on {}",
                                answer->avail_bytes / bytes_per_gigabyte,
                                answer->size_bytes / bytes_per_gigabyte, name)};
    switch (answer.error()) {
        case MountError::unseen:
            return {ok, fmt::format("file system: nodewatch may not look at {}", name)};
        case MountError::missing:
            return {warning, fmt::format("file system: {} is not below `rootfs`", name)};
        case MountError::not_asked:
            return {warning, fmt::format("file system: {} was not asked: others hang", name)};
        case MountError::failed:
        case MountError::hanging:
            return {warning, fmt::format("file system: {} does not answer", name)};
    }
    return {};
}

std::vector<CheckFinding> no_answer() {
    return {{failure,
             "the kernel does not answer: a driver or a task that is stuck, or `procfs` or "
             "`sysfs` on a file system that hangs"}};
}

}  // namespace

Task<std::vector<CheckFinding>> check_host(HostOptions options, SourceContext context) {
    const auto view = std::make_shared<const View>(options);
    const Stamp stamp{context.clock.now().wall, options.fast};
    auto look = [view, stamp] { return look_at(*view, stamp); };
    PatientThread thread(context.clock);
    auto seen = co_await thread.run(std::move(look));
    if (!seen) co_return no_answer();
    std::vector<CheckFinding> findings = std::move(*seen);
    auto list = [view] { return read_mounts(*view); };
    const auto listed = co_await thread.run(std::move(list));
    if (!listed) co_return no_answer();
    if (!*listed) {
        findings.push_back({failure, fmt::format("file systems: {}", listed->error().message)});
        co_return findings;
    }
    const std::vector<Mount>& mounts = **listed;
    std::vector<std::string> paths;
    for (const Mount& mount : mounts)
        paths.push_back(path_of(*view, mount));
    MountReader reader(context.clock);
    const auto answers = co_await reader.read(std::move(paths));
    for (std::size_t i = 0; i < mounts.size(); ++i)
        findings.push_back(describe(mounts[i], answers[i]));
    if (hides_the_root(read_filesystems(mounts, answers, view->selection, stamp).facts))
        findings.push_back({failure, "file systems: the host's are not below `rootfs`: check it"});
    co_return findings;
}

}  // namespace nodewatch::host
