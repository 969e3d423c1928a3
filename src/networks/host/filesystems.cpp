#include "networks/host/filesystems.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "networks/host/measurements_devices.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

/// In a table as a container sees it the host's mount points have the path of `rootfs` before them,
/// and the others are the container's. That of the host's first process has the host's own, among
/// them maybe one that is called as our `rootfs` begins.
void take_from_root(std::vector<Mount>& mounts, const std::string& rootfs) {
    if (rootfs == "/") return;
    if (std::ranges::find(mounts, rootfs, &Mount::mount_point) == mounts.end()) return;
    std::erase_if(mounts, [&](const Mount& mount) { return !below(mount.mount_point, rootfs); });
    for (Mount& mount : mounts) {
        mount.mount_point.erase(0, rootfs.size());
        if (mount.mount_point.empty()) mount.mount_point = "/";
    }
}

}  // namespace

Result<std::vector<Mount>> read_mounts(const View& view) {
    // Those of the first process are the host's also from inside a container that shows them.
    auto text = view.files.proc("1/mounts");
    if (!text) text = view.files.proc("mounts");
    if (!text)
        return failure(ErrorKind::file, fmt::format("{}/mounts cannot be read", view.files.procfs));
    std::vector<Mount> table = parse_mounts(*text), mounts;
    take_from_root(table, view.files.rootfs);
    for (Mount& mount : table) {
        if (view.mount_points.excludes(mount.mount_point) ||
            view.filesystem_types.excludes(mount.type))
            continue;
        const auto same = [&](const Mount& other) {
            return other.device == mount.device && other.mount_point == mount.mount_point &&
                   other.type == mount.type;
        };
        if (std::ranges::none_of(mounts, same)) mounts.push_back(std::move(mount));
    }
    return mounts;
}

std::string path_of(const View& view, const Mount& mount) {
    return view.files.rootfs == "/" ? mount.mount_point : view.files.rootfs + mount.mount_point;
}

FilesystemReading read_filesystems(const std::vector<Mount>& mounts,
                                   const std::vector<MountAnswer>& answers,
                                   const Selection& selection, Stamp stamp) {
    const auto& m = filesystem_measurement;
    FilesystemReading reading;
    for (std::size_t i = 0; i < mounts.size(); ++i) {
        const Mount& mount = mounts[i];
        const MountAnswer& told = answers[i];
        reading.facts.push_back({mount.mount_point, told, mount.read_only});
        Point point(m, stamp.time, stamp.interval, {mount.device, mount.mount_point, mount.type});
        if (told || told.error() != MountError::not_asked)
            point.set(m.device_error, !told.has_value());
        if (told) {
            point.set(m.size, told->size_bytes);
            point.set(m.free, told->free_bytes);
            point.set(m.avail, told->avail_bytes);
            point.set(m.files, told->files);
            point.set(m.files_free, told->files_free);
            point.set(m.read_only, mount.read_only);
        }
        if (selection.apply(point)) reading.points.push_back(std::move(point));
    }
    return reading;
}

}  // namespace nodewatch::host
