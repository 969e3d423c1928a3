#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.hpp"
#include "networks/betanet/answer.hpp"

namespace nodewatch::betanet {

/// Finds restarts of the service: a total, or its uptime, that is lower than before, and mixnodes
/// of which none goes on (all of them were replaced, or began again). Several endpoints see the
/// same restart, one after the other: it counts once. Pure.
class RestartTracker {
public:
    /// A new answer at that path. True when it shows a restart that was not known yet.
    bool on_answer(std::string_view path, const Answer& answer, SteadyTime now);

    std::uint64_t restarts() const { return restarts_; }
    std::optional<SteadyTime> last() const { return last_; }

private:
    std::map<std::string, std::pair<Answer, SteadyTime>, std::less<>> seen_;  ///< by path
    std::uint64_t restarts_ = 0;
    std::optional<SteadyTime> last_;
};

}  // namespace nodewatch::betanet
