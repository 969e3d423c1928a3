#pragma once

#include <optional>

#include "base/time.hpp"

namespace nodewatch {

/// From signs, which may come and go, to a condition that is entered and left. Pure.
class ConditionState {
public:
    /// Signs, absent where they cannot be judged, must last so long before the condition is
    /// entered, and be away so long before it is left. True when it was entered or left, or became
    /// known or unknown.
    bool update(std::optional<bool> signs, Duration enter_after, Duration leave_after, Now now);

    /// Absent while it cannot be judged.
    std::optional<bool> holds() const { return holds_; }
    /// When it was entered last.
    WallTime since() const { return since_; }

private:
    std::optional<bool> settle(std::optional<bool> signs, Duration enter_after,
                               Duration leave_after, SteadyTime now);

    std::optional<bool> holds_;
    std::optional<SteadyTime> true_since_;  ///< since when the signs have been there
    SteadyTime true_until_;                 ///< when they were last there
    WallTime since_{};
};

}  // namespace nodewatch
