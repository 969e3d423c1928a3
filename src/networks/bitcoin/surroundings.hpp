#pragma once

#include <optional>
#include <string>
#include <vector>

namespace nodewatch::bitcoin {

/// A file system on which the node writes.
struct NodeDisk {
    std::string path;
    double bytes = 0, free_bytes = 0;
    bool holds_data = true;  ///< blocks, chain state or indexes: it fills
};

/// What the conditions are judged by beside the node's own words. Absent: not watched, or unknown.
struct Surroundings {
    std::optional<std::vector<NodeDisk>> disks;
    /// One sentence for each indexer of which it holds.
    std::optional<std::vector<std::string>> indexers_down, indexers_behind;
};

}  // namespace nodewatch::bitcoin
