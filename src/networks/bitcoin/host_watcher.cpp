#include "networks/bitcoin/host_watcher.hpp"

#include <algorithm>

#include "networks/bitcoin/measurements_host.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr double bytes_per_mebibyte = 1024.0 * 1024;
constexpr double bytes_per_gibibyte = 1024 * bytes_per_mebibyte;

std::optional<double> in_mebibytes(const std::optional<double>& bytes) {
    return bytes ? std::optional(*bytes / bytes_per_mebibyte) : std::nullopt;
}

}  // namespace

void HostWatcher::on_process(const Result<NodeProcess>& process, Now now) {
    const auto& m = process_measurement;
    if (!process) return publisher_.retire(m, now.wall);
    const ProcessSample& sample = process->sample;
    Point point(m, now.wall, interval_, {process->name});
    if (last_) {
        if (!is_same_process(*last_, sample)) ++restarts_;
        point.set(m.cpu_percent, cpu_percent(*last_, sample, elapsed(last_at_, now.steady)));
    }
    point.set(m.memory_rss_mb, in_mebibytes(sample.resident_bytes));
    point.set(m.open_files, sample.open_files);
    point.set(m.open_files_limit, sample.open_files_limit);
    point.set(m.threads, sample.threads);
    point.set(m.cpu_seconds, sample.cpu_seconds);
    point.set(m.read_bytes, sample.read_bytes);
    point.set(m.written_bytes, sample.written_bytes);
    if (sample.running_seconds)
        point.set(m.started, to_unix_seconds(now.wall) - *sample.running_seconds);
    point.set(m.restarts, restarts_);
    publisher_.publish_set(m, {point}, now.wall);
    last_ = sample;
    last_at_ = now.steady;
}

void HostWatcher::on_disks(const Result<std::vector<Disk>>& disks, Now now) {
    const auto& m = filesystem_measurement;
    disks_.reset();
    if (!disks) return publisher_.retire(m, now.wall);
    disks_.emplace();
    disks_at_ = now.steady;
    std::vector<Point> points;
    for (const auto& [path, space, holds_data] : *disks) {
        Point& point = points.emplace_back(m, now.wall, interval_, std::vector{path});
        point.set(m.size, space.bytes);
        point.set(m.free, space.free_bytes);
        if (space.bytes > 0) point.set(m.free_percent, space.free_bytes / space.bytes * 100);
        disks_->push_back({path, space.bytes, space.free_bytes, holds_data});
    }
    if (chainstate_bytes_ && !points.empty())
        points.front().set(m.chainstate_gb, *chainstate_bytes_ / bytes_per_gibibyte);
    publisher_.publish_set(m, points, now.wall);
}

std::optional<std::vector<NodeDisk>> HostWatcher::disks(Now now) const {
    constexpr int recent_intervals = 3;
    if (elapsed(disks_at_, now.steady) > recent_intervals * interval_) return std::nullopt;
    return disks_;
}

void HostWatcher::on_sizes(const Result<std::vector<DataFolder>>& folders, Now now) {
    const auto& m = datadir_measurement;
    chainstate_bytes_.reset();
    if (!folders) return publisher_.retire(m, now.wall);
    std::vector<Point> points;
    for (const DataFolder& folder : *folders) {
        Point& point = points.emplace_back(m, now.wall, sizes_interval_, std::vector{folder.name});
        point.set(m.size, folder.bytes);
        point.set(m.files, folder.files);
        if (folder.name == "chainstate") chainstate_bytes_ = folder.bytes;
    }
    publisher_.publish_set(m, points, now.wall);
}

}  // namespace nodewatch::bitcoin
