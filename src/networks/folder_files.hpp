#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

#include "base/result.hpp"
#include "base/time.hpp"

/// What the data folders of a node that runs on this host take of its disks. These calls block: run
/// them on the worker pool.
namespace nodewatch {

/// What a walk over a folder costs at most.
struct WalkBounds {
    std::size_t files = 100'000;  ///< more is an error: a size without them would be a lie
    Duration time{20'000};        ///< the same
    std::stop_token stop;         ///< the same: nobody waits for it any more
};

using VisitFile = std::function<void(const std::filesystem::path& file, std::uintmax_t bytes)>;

/// Tells every regular file in the folder and below it, with its length. Folders in it that
/// cannot be read (lost+found) are passed over, and so are files that go meanwhile. Links to
/// folders are not followed; the folder itself may be one.
Result<> visit_files(const std::filesystem::path& folder, const WalkBounds& bounds,
                     const VisitFile& visit);

struct DiskSpace {
    double bytes = 0, free_bytes = 0;  ///< free for who is not root
};
/// Of the file system that holds the path; nothing when that cannot be read.
std::optional<DiskSpace> disk_space(const std::filesystem::path& path);

}  // namespace nodewatch
