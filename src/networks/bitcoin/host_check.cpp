#include "networks/bitcoin/host_check.hpp"

#include <fmt/format.h>

#include "networks/bitcoin/host_probe.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr double bytes_per_gigabyte = 1e9;

/// Blocks.
std::vector<CheckFinding> look_at_host(const TargetOptions& options,
                                       const std::optional<std::string>& chain) {
    using enum CheckFinding::Level;
    std::vector<CheckFinding> findings;
    const HostPlace place = find_place(options, chain);
    if (const auto process = find_process("/proc", place); !process)
        findings.push_back({warning, "process: " + process.error().message});
    else if (!process->sample.open_files)
        findings.push_back({warning, fmt::format("process: {} ({}), whose open files nodewatch may "
                                                 "not see: run it as the node's user",
                                                 process->name, *process->sample.process_id)});
    else
        findings.push_back(
            {ok, fmt::format("process: {} ({})", process->name, *process->sample.process_id)});
    if (place.data_folder.empty()) {
        findings.push_back({warning, "disk: the node's data folder is not known: set `datadir`"});
        return findings;
    }
    const auto disks = sample_disks(place.data_folder);
    if (!disks) findings.push_back({warning, "disk: " + disks.error().message});
    for (const Disk& disk : disks.value_or(std::vector<Disk>{}))
        findings.push_back({ok, fmt::format("disk: {:.1f} GB of {:.1f} GB are free where {} is",
                                            disk.space.free_bytes / bytes_per_gigabyte,
                                            disk.space.bytes / bytes_per_gigabyte, disk.path)});
    return findings;
}

}  // namespace

Task<std::vector<CheckFinding>> check_host(TargetOptions options, SourceContext context,
                                           std::optional<std::string> chain) {
    if (!options.watch_process) co_return std::vector<CheckFinding>{};
    auto look = [options = std::move(options), chain = std::move(chain)] {
        return look_at_host(options, chain);
    };
    auto findings = co_await context.pool.run(std::move(look));
    co_return findings;
}

}  // namespace nodewatch::bitcoin
