#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "networks/host/collect.hpp"

namespace nodewatch::host {

/// The mounted file systems that are wanted, each once. Asks none of them. An error when the table
/// of mounts cannot be read. Blocks.
Result<std::vector<Mount>> read_mounts(const View& view);

/// Where to ask for the figures of a mount point.
std::string path_of(const View& view, const Mount& mount);

/// What they answered, in the order of the mounts.
struct FilesystemReading {
    std::vector<Point> points;
    std::vector<FilesystemFact> facts;
};
FilesystemReading read_filesystems(const std::vector<Mount>& mounts,
                                   const std::vector<MountAnswer>& answers,
                                   const Selection& selection, Stamp stamp);

}  // namespace nodewatch::host
