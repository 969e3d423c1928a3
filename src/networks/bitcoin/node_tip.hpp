#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace nodewatch::bitcoin {

/// What a node said lately of its chain, to compare others with.
struct NodeTip {
    std::optional<std::uint64_t> height;
    std::optional<std::string> chain;  ///< "main", ...
};

}  // namespace nodewatch::bitcoin
