#pragma once

#include <optional>
#include <string>
#include <vector>

namespace nodewatch::bitcoin {

/// The file system of the node's data that has the least room.
struct FullestDisk {
    std::string path;
    double bytes = 0, free_bytes = 0;
};

/// What the conditions are judged by beside the node's own words. Absent: not watched, or unknown.
struct Surroundings {
    std::optional<FullestDisk> disk;
    /// One sentence for each indexer of which it holds.
    std::optional<std::vector<std::string>> indexers_down, indexers_behind;
};

}  // namespace nodewatch::bitcoin
