#include "networks/condition_state.hpp"

namespace nodewatch {

bool ConditionState::update(std::optional<bool> signs, Duration enter_after, Duration leave_after,
                            Now now) {
    const std::optional<bool> holds = settle(signs, enter_after, leave_after, now.steady);
    if (holds == holds_) return false;
    if (holds.value_or(false)) since_ = now.wall;
    holds_ = holds;
    return true;
}

std::optional<bool> ConditionState::settle(std::optional<bool> signs, Duration enter_after,
                                           Duration leave_after, SteadyTime now) {
    const bool held = holds_.value_or(false);
    if (signs.value_or(false)) {
        if (!true_since_) true_since_ = now;
        true_until_ = now;
        return held || elapsed(*true_since_, now) >= enter_after;
    }
    true_since_.reset();
    const bool just_gone = signs && held && elapsed(true_until_, now) < leave_after;
    return just_gone ? std::optional(true) : signs;
}

}  // namespace nodewatch
