#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::bitcoin {

/// A change of the consensus rules, old ones included.
struct Softfork {
    std::string name;
    std::string
        status;  ///< "defined", "started", "locked_in", "active", "failed"; or a future word
    std::optional<std::uint64_t> since;  ///< height; of old rules, from which they are checked
    // Blocks of the present period; only while miners signal for it
    std::optional<std::uint64_t> period, threshold, elapsed, count;
    std::optional<bool> possible;  ///< whether the threshold can still be reached in it
};

/// Of getdeploymentinfo, since version 23; and of getblockchaininfo before version 24, which has
/// them as an object or (before 19) in two lists. None: the answer tells none.
Result<std::vector<Softfork>> decode_softforks(std::string_view result);

std::vector<Point> softfork_points(const std::vector<Softfork>& softforks, Stamp stamp);

}  // namespace nodewatch::bitcoin
